//! The world outside the pins, and what the converter makes of it.

use super::part::Facts;
use hal_power::{Current, Resistance, ShuntVoltage, Temperature, Voltage};

/// Temperature that a temperature coefficient counts from, in m°C (SLYS021A equation 1).
const REFERENCE_MILLICELSIUS: i128 = 25_000;

/// What is across the shunt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sensed {
    Current(Current),
    Drop(ShuntVoltage),
}

/// State of the world at the pins.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) shunt: Resistance,
    /// ppm/°C of the real shunt, either sign.
    pub(super) shunt_drift: i32,
    pub(super) sensed: Sensed,
    pub(super) bus: Voltage,
    pub(super) die: Temperature,
    /// As warm as the die where not set.
    pub(super) shunt_temperature: Option<Temperature>,
}

impl World {
    pub(super) fn new(shunt: Resistance) -> Self {
        Self {
            shunt,
            shunt_drift: 0,
            sensed: Sensed::Drop(ShuntVoltage::ZERO),
            bus: Voltage::ZERO,
            die: Temperature::from_celsius(25),
            shunt_temperature: None,
        }
    }

    /// Returns the code of the voltage between IN+ and IN-.
    pub(super) fn shunt_code(&self, facts: &Facts, fine_range: bool) -> i128 {
        let lsb = if fine_range {
            facts.shunt_lsb.1
        } else {
            facts.shunt_lsb.0
        };
        let code = match self.sensed {
            Sensed::Drop(drop) => nearest(i128::from(drop.as_nanovolts()) * 1_000, lsb),
            Sensed::Current(current) => {
                // µA × µΩ = pV; ppm/°C × m°C = 10⁻⁹.
                let picovolts =
                    i128::from(current.as_microamps()) * i128::from(self.shunt.as_microohms());
                let temperature = self.shunt_temperature.unwrap_or(self.die);
                let above = i128::from(temperature.as_millicelsius()) - REFERENCE_MILLICELSIUS;
                let scale = 1_000_000_000 + i128::from(self.shunt_drift) * above;
                nearest(picovolts.saturating_mul(scale), 1_000_000_000 * lsb)
            }
        };
        signed(code, facts.result_bits)
    }

    /// Returns the code of the bus pin, which reads no negative voltage.
    pub(super) fn bus_code(&self, facts: &Facts) -> i128 {
        let code = nearest(
            i128::from(self.bus.as_microvolts()) * 1_000_000,
            facts.bus_lsb,
        );
        signed(code, facts.result_bits).max(0)
    }

    /// Returns the code of the die temperature.
    pub(super) fn temperature_code(&self, facts: &Facts) -> i128 {
        let code = nearest(
            i128::from(self.die.as_millicelsius()) * 1_000_000,
            facts.temperature_lsb,
        );
        signed(code, facts.temperature_bits)
    }
}

/// Divides by a positive number, to nearest, ties away from zero.
pub(super) fn nearest(value: i128, divisor: i128) -> i128 {
    let half = divisor / 2;
    if value < 0 {
        value.saturating_sub(half) / divisor
    } else {
        value.saturating_add(half) / divisor
    }
}

/// Ends a value at the range of a two's complement number.
pub(super) fn signed(value: i128, bits: u32) -> i128 {
    let end = 1_i128 << (bits - 1);
    value.clamp(-end, end - 1)
}
