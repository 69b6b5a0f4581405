//! What the bridge puts out: a current in phase with the grid, or a voltage of its own.

use super::quadrature::Quadrature;

/// The regulators' gains and limits, in SI units; a board's, since they belong to its filter.
#[derive(Debug, Clone, Copy)]
pub struct Gains {
    /// Voltage against each ampere that the current is off in V/A.
    pub current: f32,
    /// Voltage against each ampere of what is faster than the fundamental, while the bridge makes the voltage, in V/A.
    pub damping: f32,
    /// Largest amplitude of the current in A.
    pub most: f32,
    /// Frames from a sample until the middle of the period that it decides.
    pub delay: f32,
    /// Frames in which current and voltage rise from nothing to all.
    pub rise: f32,
    /// Amplitude of the voltage that the bridge makes alone in V.
    pub amplitude: f32,
}

/// Samples of one frame in V and A.
#[derive(Debug, Clone, Copy)]
pub(super) struct Samples {
    pub(super) grid: f32,
    pub(super) current: f32,
}

/// Turns samples into the voltage to put out.
#[derive(Debug)]
pub(super) struct Regulator {
    gains: Gains,
    /// Angle of one frame at nominal frequency in rad.
    step: f32,
    /// Share of the way from nothing to all, 0 to 1.
    risen: f32,
    /// Sine and cosine of the bridge's own phase.
    own: (f32, f32),
    slow: f32,
}

/// Share of the current's fast part that one frame forgets.
const FORGET: f32 = 0.1;

impl Regulator {
    pub(super) const fn new(gains: Gains, step: f32) -> Self {
        Self {
            gains,
            step,
            risen: 0.0,
            own: (0.0, 1.0),
            slow: 0.0,
        }
    }

    /// Begins again at nothing.
    pub(super) const fn rest(&mut self) {
        self.risen = 0.0;
        self.own = (0.0, 1.0);
        self.slow = 0.0;
    }

    /// Feeds a power in W, with a share of reactive current that a perturbation asks for.
    pub(super) fn feed(
        &mut self,
        grid: &Quadrature,
        samples: Samples,
        power: f32,
        reactive: f32,
    ) -> f32 {
        self.rise();
        let amplitude = 2.0 * power * grid.reciprocal() * self.risen;
        let amplitude = amplitude.max(-self.gains.most).min(self.gains.most);
        let (sine, cosine) = grid.unit();
        let wanted = amplitude * (sine + reactive * cosine);
        let ahead = self.gains.delay * self.step;
        grid.ahead(ahead) + samples.grid - grid.ahead(0.0)
            + self.gains.current * (wanted - samples.current)
    }

    /// Makes a voltage of nominal frequency.
    pub(super) fn form(&mut self, samples: Samples) -> f32 {
        self.rise();
        let (sine, cosine) = self.own;
        // A turn by a small angle, to second order, and its length brought back to one.
        let half = 0.5 * self.step * self.step;
        let turned = (
            sine + self.step * cosine - half * sine,
            cosine - self.step * sine - half * cosine,
        );
        let length = 1.5 - 0.5 * (turned.0 * turned.0 + turned.1 * turned.1);
        self.own = (turned.0 * length, turned.1 * length);
        self.slow += FORGET * (samples.current - self.slow);
        let fast = samples.current - self.slow;
        self.gains.amplitude * self.risen * self.own.0 - self.gains.damping * fast
    }

    fn rise(&mut self) {
        self.risen = (self.risen + 1.0 / self.gains.rise.max(1.0)).min(1.0);
    }
}
