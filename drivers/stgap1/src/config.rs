//! What the caller says about a gate.

use core::time::Duration;

use hal_power::{Current, Voltage};

use crate::{Causes, ConfigError, DeadTime, InputFilter, Output, Register, TurnOff};

const CRC_SPI: u8 = 1 << 7;
const UVLOD_EN: u8 = 1 << 6;
const SD_FLAG: u8 = 1 << 5;
const DIAG_EN: u8 = 1 << 4;
const OVLO_EN: u8 = 1 << 5;
const UVLO_LATCHED: u8 = 1 << 4;
const TURN_OFF_FAULT: u8 = 1 << 3;
const CLAMP_EN: u8 = 1 << 2;
const DESAT_EN: u8 = 1 << 1;
const SENSE_EN: u8 = 1 << 0;

/// Registers that `init` writes, in its order, which begins with the CRC.
pub(crate) const WRITTEN: [Register; 8] = [
    Register::CFG1,
    Register::CFG2,
    Register::CFG3,
    Register::CFG4,
    Register::CFG5,
    Register::DIAG1CFG,
    Register::DIAG2CFG,
    Register::TEST1,
];

/// Configuration of one part, whole: nothing depends on what a part has after power-up.
///
/// Frames carry their CRC, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    cfg1: u8,
    cfg2: u8,
    cfg3: u8,
    cfg4: u8,
    cfg5: u8,
    diag1: u8,
    diag2: u8,
}

impl Config {
    /// Creates a configuration with every protection and every option off, for a board to add its own.
    pub const fn unprotected() -> Self {
        Self {
            cfg1: CRC_SPI,
            cfg2: 0,
            cfg3: 0,
            cfg4: 0,
            cfg5: 0,
            diag1: 0,
            diag2: 0,
        }
    }

    /// Sets the time between the inputs of a half bridge.
    #[must_use]
    pub const fn with_dead_time(mut self, time: DeadTime) -> Self {
        self.cfg1 = self.cfg1 & !0x0C | time.code() << 2;
        self
    }

    /// Sets the filter of the inputs.
    #[must_use]
    pub const fn with_input_filter(mut self, filter: InputFilter) -> Self {
        self.cfg1 = self.cfg1 & !0x03 | filter.code();
        self
    }

    /// Turns the gate off while VDD is too low. From where that is was not verified.
    #[must_use]
    pub const fn with_logic_undervoltage(mut self) -> Self {
        self.cfg1 |= UVLOD_EN;
        self
    }

    /// Lets a low SD reset the STATUS registers too, and with them the cause of a fault: refused where the driver has SD.
    #[must_use]
    pub const fn with_status_reset_by_shutdown(mut self) -> Self {
        self.cfg1 |= SD_FLAG;
        self
    }

    /// Sets what DIAG1 signals.
    #[must_use]
    pub const fn with_diag1(mut self, causes: Causes) -> Self {
        self.diag1 = causes.bits();
        self
    }

    /// Makes IN-/DIAG2 an output and sets what it signals.
    #[must_use]
    pub const fn with_diag2(mut self, causes: Causes) -> Self {
        self.cfg1 |= DIAG_EN;
        self.diag2 = causes.bits();
        self
    }

    /// Turns off at this voltage of SENSE: 100, 125, 150, 175, 200, 250, 300 or 400 mV.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Sense`] for another.
    pub const fn with_sense(mut self, threshold: Voltage) -> Result<Self, ConfigError> {
        let code = match threshold.as_microvolts() {
            100_000 => 0,
            125_000 => 1,
            150_000 => 2,
            175_000 => 3,
            200_000 => 4,
            250_000 => 5,
            300_000 => 6,
            400_000 => 7,
            _ => return Err(ConfigError::Sense(threshold)),
        };
        self.cfg2 = self.cfg2 & !0xE0 | code << 5;
        self.cfg5 |= SENSE_EN;
        Ok(self)
    }

    /// Turns off at this voltage of DESAT, 3 V to 10 V in steps of 1 V, which this current drives: 250, 500, 750 or 1000 µA.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Desaturation`] and [`ConfigError::DesaturationCurrent`] for others.
    pub const fn with_desaturation(
        mut self,
        threshold: Voltage,
        current: Current,
    ) -> Result<Self, ConfigError> {
        let voltage = match steps(threshold, 3_000_000, 1_000_000, 7) {
            Some(code) => code,
            None => return Err(ConfigError::Desaturation(threshold)),
        };
        let current = match current.as_microamps() {
            250 => 0,
            500 => 1,
            750 => 2,
            1_000 => 3,
            _ => return Err(ConfigError::DesaturationCurrent(current)),
        };
        self.cfg2 = self.cfg2 & 0xE0 | current << 3 | voltage;
        self.cfg5 |= DESAT_EN;
        Ok(self)
    }

    /// Turns off over a plateau of 7.0 V to 14.5 V in steps of 0.5 V that lasts 0.75, 1, 1.5, 2, 2.5, 3 or 3.5 µs, or longer in
    /// steps of 0.25 µs up to 5.5 µs.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Plateau`] and [`ConfigError::PlateauTime`] for others.
    pub const fn with_two_level_turn_off(
        mut self,
        plateau: Voltage,
        time: Duration,
        turn_off: TurnOff,
    ) -> Result<Self, ConfigError> {
        let voltage = match steps(plateau, 7_000_000, 500_000, 15) {
            Some(code) => code,
            None => return Err(ConfigError::Plateau(plateau)),
        };
        let time = match time.as_nanos() {
            750 => 1,
            1_000 => 2,
            1_500 => 3,
            2_000 => 4,
            2_500 => 5,
            3_000 => 6,
            3_500 => 7,
            3_750 => 8,
            4_000 => 9,
            4_250 => 10,
            4_500 => 11,
            4_750 => 12,
            5_000 => 13,
            5_250 => 14,
            5_500 => 15,
            _ => return Err(ConfigError::PlateauTime(time)),
        };
        self.cfg3 = voltage << 4 | time;
        match turn_off {
            TurnOff::Always => self.cfg5 &= !TURN_OFF_FAULT,
            TurnOff::Fault => self.cfg5 |= TURN_OFF_FAULT,
        }
        Ok(self)
    }

    /// Turns off while VH or VL is too high. From where that is was not verified.
    #[must_use]
    pub const fn with_overvoltage(mut self) -> Self {
        self.cfg4 |= OVLO_EN;
        self
    }

    /// Turns off while VH is below 10, 12 or 14 V.
    ///
    /// # Errors
    ///
    /// [`ConfigError::PositiveUndervoltage`] for another.
    pub const fn with_positive_undervoltage(
        mut self,
        threshold: Voltage,
    ) -> Result<Self, ConfigError> {
        let code = match threshold.as_microvolts() {
            10_000_000 => 1,
            12_000_000 => 2,
            14_000_000 => 3,
            _ => return Err(ConfigError::PositiveUndervoltage(threshold)),
        };
        self.cfg4 = self.cfg4 & !0x03 | code;
        Ok(self)
    }

    /// Turns off while VL is above -3, -5 or -7 V.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NegativeUndervoltage`] for another.
    pub const fn with_negative_undervoltage(
        mut self,
        threshold: Voltage,
    ) -> Result<Self, ConfigError> {
        let code = match threshold.as_microvolts() {
            -3_000_000 => 1,
            -5_000_000 => 2,
            -7_000_000 => 3,
            _ => return Err(ConfigError::NegativeUndervoltage(threshold)),
        };
        self.cfg4 = self.cfg4 & !0x0C | code << 2;
        Ok(self)
    }

    /// Keeps the gate off after VH or VL was too low, until faults are cleared.
    #[must_use]
    pub const fn with_latched_undervoltage(mut self) -> Self {
        self.cfg4 |= UVLO_LATCHED;
        self
    }

    /// Holds the gate down by the Miller clamp while it is off.
    #[must_use]
    pub const fn with_clamp(mut self) -> Self {
        self.cfg5 |= CLAMP_EN;
        self
    }

    /// Returns what `init` writes into a register; `None` where it leaves it alone.
    #[must_use]
    pub const fn value(&self, register: Register) -> Option<u8> {
        Some(match register {
            Register::CFG1 => self.cfg1,
            Register::CFG2 => self.cfg2,
            Register::CFG3 => self.cfg3,
            Register::CFG4 => self.cfg4,
            Register::CFG5 => self.cfg5,
            Register::DIAG1CFG => self.diag1,
            Register::DIAG2CFG => self.diag2,
            Register::TEST1 => 0,
            _ => return None,
        })
    }

    /// Returns whether a low SD resets the STATUS registers.
    pub(crate) const fn is_status_reset_by_shutdown(&self) -> bool {
        self.cfg1 & SD_FLAG != 0
    }

    /// Returns what an output signals; `None` where it is none.
    pub(crate) const fn causes(&self, output: Output) -> Option<Causes> {
        match output {
            Output::Diag1 => Some(Causes::from_bits_retain(self.diag1)),
            Output::Diag2 if self.cfg1 & DIAG_EN == 0 => None,
            Output::Diag2 => Some(Causes::from_bits_retain(self.diag2)),
        }
    }
}

/// Returns how many whole steps, `most` at most, a voltage lies above the first one, in µV.
const fn steps(voltage: Voltage, first: i32, step: i32, most: u8) -> Option<u8> {
    let mut code = 0;
    let mut next = first;
    while code <= most {
        if voltage.as_microvolts() == next {
            return Some(code);
        }
        next += step;
        code += 1;
    }
    None
}

#[cfg(test)]
mod tests;
