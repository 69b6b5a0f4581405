//! What there is in truth, and how near a meter has to come.

use hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Voltage};

/// One quantity that a meter may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metered {
    /// Effective value of the voltage.
    Voltage,
    /// Effective value of the current.
    Current,
    /// Active power.
    ActivePower,
    /// Reactive power.
    ReactivePower,
    /// Apparent power.
    ApparentPower,
    /// Power factor.
    PowerFactor,
    /// Frequency.
    Frequency,
    /// Sums of active energy.
    Energy,
}

/// Sine voltage and sine current of one frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circuit {
    voltage: Voltage,
    current: Current,
    lag: u16,
    frequency: Frequency,
}

/// Cosine of 0°, 30°, 60° and 90° in ppb.
const COSINES: [i64; 4] = [1_000_000_000, 866_025_404, 500_000_000, 0];

impl Circuit {
    /// The angles that suites use, in degrees.
    pub(crate) const LAGS: [u16; 12] = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330];

    /// Creates a circuit of these effective values, whose exported current lags the voltage by `lag` degrees, rounded down to 30°:
    /// 0 exports, 180 imports, 90 exports to an inductive load.
    pub const fn new(voltage: Voltage, current: Current, lag: u16, frequency: Frequency) -> Self {
        Self {
            voltage,
            current,
            lag: lag % 360 / 30 * 30,
            frequency,
        }
    }

    /// The same without current.
    #[must_use]
    pub(crate) const fn at_rest(self) -> Self {
        Self {
            current: Current::ZERO,
            ..self
        }
    }

    /// Returns the effective value of the voltage.
    pub const fn voltage(&self) -> Voltage {
        self.voltage
    }

    /// Returns the effective value of the current.
    pub const fn current(&self) -> Current {
        self.current
    }

    /// Returns by how many degrees the exported current lags the voltage, from 0 to 330.
    pub const fn lag(&self) -> u16 {
        self.lag
    }

    /// Returns the frequency.
    pub const fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// Returns the active power, positive while exporting.
    pub fn active(&self) -> Power {
        Power::from_milliwatts(self.share(cosine(self.lag)))
    }

    /// Returns the reactive power, positive while the exported current lags.
    pub fn reactive(&self) -> ReactivePower {
        // the sine
        ReactivePower::from_millivars(self.share(cosine(self.lag + 270)))
    }

    /// Returns the apparent power.
    pub const fn apparent(&self) -> ApparentPower {
        let power = Power::from_voltage_and_current(self.voltage, self.current);
        ApparentPower::from_millivolt_amps(power.as_milliwatts())
    }

    /// Returns the power factor, with the sign of the active power.
    pub fn factor(&self) -> Ratio {
        Ratio::from_ppm(i32::try_from(cosine(self.lag) / 1_000).unwrap_or(0))
    }

    /// So many ppb of the apparent power.
    fn share(&self, ppb: i64) -> i32 {
        let all = i64::from(self.apparent().as_millivolt_amps());
        i32::try_from(all * ppb / 1_000_000_000).unwrap_or(i32::MAX)
    }
}

/// Cosine of a multiple of 30°, in ppb.
fn cosine(degrees: u16) -> i64 {
    let step = usize::from(degrees % 360 / 30);
    let at = |place: usize| COSINES.get(place).copied().unwrap_or(0);
    match step {
        0..=3 => at(step),
        4..=6 => -at(6 - step),
        7..=9 => -at(step - 6),
        _ => at(12 - step),
    }
}

/// Circuits that a meter is made for: lowest and highest of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeterRange {
    /// Effective value of the voltage.
    pub voltage: (Voltage, Voltage),
    /// Effective value of the current.
    pub current: (Current, Current),
    /// Frequency.
    pub frequency: (Frequency, Frequency),
}

/// How far a value may be from the truth: a share of the truth, and one of what the quantity is at the highest voltage and current.
/// Together less than a sixteenth of the latter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeterTolerance {
    /// Of the truth.
    pub of_value: Ratio,
    /// Of the highest.
    pub of_range: Ratio,
}

impl MeterTolerance {
    /// Creates a tolerance.
    pub const fn new(of_value: Ratio, of_range: Ratio) -> Self {
        Self { of_value, of_range }
    }

    /// Returns it in base units, one more for rounding.
    pub(crate) fn base(self, truth: i64, highest: i64) -> i64 {
        let share = |of: i64, ratio: Ratio| {
            let product = i128::from(of.saturating_abs()) * i128::from(ratio.as_ppm());
            i64::try_from(product / 1_000_000).unwrap_or(i64::MAX)
        };
        share(truth, self.of_value)
            .saturating_add(share(highest, self.of_range))
            .saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_quadrants_are_those_of_sine_and_cosine() {
        for lag in Circuit::LAGS {
            let circuit = Circuit::new(
                Voltage::from_volts(200),
                Current::from_amps(5),
                lag,
                Frequency::from_hertz(50),
            );
            let angle = f64::from(lag).to_radians();
            let off = |found: i32, exact: f64| (f64::from(found) - exact * 1e6).abs();
            assert!(off(circuit.active().as_milliwatts(), angle.cos()) < 2.0);
            assert!(off(circuit.reactive().as_millivars(), angle.sin()) < 2.0);
            assert!(off(circuit.factor().as_ppm(), angle.cos()) < 2.0);
            assert_eq!(circuit.apparent(), ApparentPower::from_volt_amps(1_000));
        }
    }
}
