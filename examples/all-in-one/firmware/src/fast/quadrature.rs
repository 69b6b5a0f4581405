//! The grid's phase without an angle: its voltage, the same a quarter of a cycle late, and their length.

/// A second-order generalised integrator. Its two outputs turn with the fundamental of what it is fed.
#[derive(Debug)]
pub(super) struct Quadrature {
    /// Angle of one frame in rad. Off the voltage's own the phase lags or leads, which would hold an island's frequency in place.
    step: f32,
    in_phase: f32,
    late: f32,
    /// Reciprocal of the length, which is followed, not computed.
    reciprocal: f32,
}

/// Damping: settles in a cycle, and lets a third of the third harmonic through.
const DAMPING: f32 = 1.0;

/// Length below which there is no phase, in V.
const LEAST: f32 = 20.0;

impl Quadrature {
    /// `step` is the angle of one frame, until told otherwise.
    pub(super) const fn new(step: f32) -> Self {
        Self {
            step,
            in_phase: 0.0,
            late: 0.0,
            reciprocal: 1.0 / LEAST,
        }
    }

    /// Sets the angle of one frame.
    pub(super) const fn set_step(&mut self, step: f32) {
        self.step = step;
    }

    /// Takes the voltage of one frame in V.
    pub(super) fn take(&mut self, voltage: f32) {
        let error = DAMPING * (voltage - self.in_phase);
        self.in_phase += self.step * (error - self.late);
        self.late += self.step * self.in_phase;
        // One step of Newton's method a frame follows a length that changes over a cycle.
        let square = self.in_phase * self.in_phase + self.late * self.late;
        let square = square.max(LEAST * LEAST);
        let next = self.reciprocal * (1.5 - 0.5 * square * self.reciprocal * self.reciprocal);
        self.reciprocal = if next > 0.0 {
            next.min(1.0 / LEAST)
        } else {
            // too far from it to converge, as after a jump: nearer, until it does
            0.5 * self.reciprocal
        };
    }

    /// Returns sine and cosine of the voltage's phase; nothing where there is no voltage.
    pub(super) fn unit(&self) -> (f32, f32) {
        (
            self.in_phase * self.reciprocal,
            -self.late * self.reciprocal,
        )
    }

    /// Returns the fundamental as it will be after an angle that is small.
    pub(super) fn ahead(&self, angle: f32) -> f32 {
        self.in_phase - angle * self.late
    }

    /// Returns the reciprocal of the amplitude, in 1/V.
    pub(super) const fn reciprocal(&self) -> f32 {
        self.reciprocal
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use core::f32::consts::PI;

    const STEP: f32 = 2.0 * PI * 50.0 * 50e-6;

    fn fed(amplitude: f32, cycles: f32, quadrature: &mut Quadrature) -> f32 {
        let mut phase: f32 = 0.0;
        while phase < cycles * 2.0 * PI {
            phase += STEP;
            quadrature.take(amplitude * phase.sin());
        }
        phase
    }

    #[test]
    fn the_phase_is_the_voltage_s_whatever_its_amplitude() {
        for amplitude in [60.0, 162.0, 325.0, 400.0] {
            let mut quadrature = Quadrature::new(STEP);
            let phase = fed(amplitude, 5.3, &mut quadrature);
            let (sine, cosine) = quadrature.unit();
            assert!((sine - phase.sin()).abs() < 0.02, "{amplitude}: {sine}");
            assert!((cosine - phase.cos()).abs() < 0.04, "{amplitude}: {cosine}");
            let reciprocal = quadrature.reciprocal() * amplitude;
            assert!((reciprocal - 1.0).abs() < 0.01, "{amplitude}: {reciprocal}");
        }
    }

    #[test]
    fn a_voltage_that_falls_and_rises_is_followed() {
        let mut quadrature = Quadrature::new(STEP);
        for amplitude in [325.0, 0.0, 325.0, 30.0, 390.0] {
            fed(amplitude, 4.0, &mut quadrature);
            let (sine, cosine) = quadrature.unit();
            let length = sine.hypot(cosine);
            if amplitude > LEAST {
                assert!((length - 1.0).abs() < 0.02, "{amplitude}: {length}");
            } else {
                assert!(length < 0.2, "{amplitude}: {length}");
            }
        }
    }

    #[test]
    fn a_step_ahead_is_where_the_sine_will_be() {
        let mut quadrature = Quadrature::new(STEP);
        let phase = fed(325.0, 5.1, &mut quadrature);
        let ahead = quadrature.ahead(1.5 * STEP);
        assert!(
            (ahead - 325.0 * (phase + 1.5 * STEP).sin()).abs() < 6.0,
            "{ahead}"
        );
    }
}
