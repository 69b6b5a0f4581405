//! Balancing by the part itself.

use hal_power::{Temperature, Voltage};

use super::ConfigError;
use crate::memory::Setting;

/// When the part balances by itself: while charging, at rest, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct AutonomousBalancing {
    charging: bool,
    resting: bool,
    sleeping: bool,
    above: Voltage,
    start: Voltage,
    stop: Voltage,
    cells: Option<(Temperature, Temperature)>,
}

impl AutonomousBalancing {
    /// Balances while every cell is above a voltage, from one difference between highest and lowest on, down to the other.
    pub const fn new(above: Voltage, start: Voltage, stop: Voltage) -> Self {
        Self {
            charging: true,
            resting: true,
            sleeping: false,
            above,
            start,
            stop,
            cells: None,
        }
    }

    /// Only while charging.
    #[must_use]
    pub const fn only_charging(mut self) -> Self {
        self.charging = true;
        self.resting = false;
        self
    }

    /// Only at rest.
    #[must_use]
    pub const fn only_resting(mut self) -> Self {
        self.charging = false;
        self.resting = true;
        self
    }

    /// Also while the part sleeps.
    #[must_use]
    pub const fn also_sleeping(mut self) -> Self {
        self.sleeping = true;
        self
    }

    /// Only between two temperatures of the cells, in whole degrees.
    #[must_use]
    pub const fn between(mut self, lowest: Temperature, highest: Temperature) -> Self {
        self.cells = Some((lowest, highest));
        self
    }

    /// Fields of data memory, and what the configuration of balancing is.
    pub(super) fn settings(&self) -> Result<(u8, [Option<Setting>; 8]), ConfigError> {
        let millivolts = |voltage: Voltage| {
            let whole = voltage.as_microvolts().div_euclid(1_000);
            i16::try_from(whole).ok().filter(|&code| code >= 0)
        };
        let above = millivolts(self.above).ok_or(ConfigError::Balancing)?;
        let delta = |voltage| {
            let code = millivolts(voltage).and_then(|code| u8::try_from(code).ok());
            code.ok_or(ConfigError::Balancing)
        };
        let (start, stop) = (delta(self.start)?, delta(self.stop)?);
        let degrees = |temperature: Temperature, up: bool| {
            let millicelsius = temperature.as_millicelsius();
            let whole = if up {
                -(-millicelsius).div_euclid(1_000)
            } else {
                millicelsius.div_euclid(1_000)
            };
            i8::try_from(whole).map_err(|_| ConfigError::Balancing)
        };
        let temperatures = match self.cells {
            Some((lowest, highest)) => Some((degrees(lowest, true)?, degrees(highest, false)?)),
            None => None,
        };
        if stop > start || temperatures.is_some_and(|(lowest, highest)| lowest >= highest) {
            return Err(ConfigError::Balancing);
        }
        let configuration =
            u8::from(self.charging) | u8::from(self.resting) << 1 | u8::from(self.sleeping) << 2;
        let degree = |address, code: i8| Setting::one_byte(address, code.cast_unsigned());
        Ok((
            configuration,
            [
                temperatures.map(|(lowest, _)| degree(0x9336, lowest)),
                temperatures.map(|(_, highest)| degree(0x9337, highest)),
                Some(Setting::two_bytes(0x933B, above.cast_unsigned())),
                Some(Setting::one_byte(0x933D, start)),
                Some(Setting::one_byte(0x933E, stop)),
                Some(Setting::two_bytes(0x933F, above.cast_unsigned())),
                Some(Setting::one_byte(0x9341, start)),
                Some(Setting::one_byte(0x9342, stop)),
            ],
        ))
    }
}
