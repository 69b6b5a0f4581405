//! What the caller says about the parts of a chain.

use core::fmt::{self, Display};

/// Half a period of CLK that works on hardware, in ns (S1 in `docs/parts/DRV8860.md`).
const HALF_PERIOD_NS: u32 = 3_000;

/// Half a period at 200 kHz, below which S2 stays, in ns.
const SHORTEST_HALF_PERIOD_NS: u32 = 2_500;

/// Which of the two parts the chain is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Part {
    /// With open load detection.
    Drv8860,
    /// Without open load detection.
    Drv8860A,
}

/// Control register: the current after the coil has moved. The codes are not interpreted, as their tables could not be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Control(u8);

impl Control {
    /// Creates the register from its enable, the code of the duty (0 to 7) and the code of the time (0 to 15).
    ///
    /// # Errors
    ///
    /// [`ConfigError::Duty`] and [`ConfigError::Time`] for a code that the register cannot hold.
    pub const fn new(enabled: bool, duty_code: u8, time_code: u8) -> Result<Self, ConfigError> {
        if duty_code > 7 {
            return Err(ConfigError::Duty(duty_code));
        }
        if time_code > 15 {
            return Err(ConfigError::Time(time_code));
        }
        Ok(Self((enabled as u8) << 7 | duty_code << 4 | time_code))
    }

    /// Returns whether the register's timing is enabled.
    pub const fn is_enabled(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// Returns the code of the duty while holding, 0 to 7.
    pub const fn duty_code(self) -> u8 {
        self.0 >> 4 & 7
    }

    /// Returns the code of the time at full current, 0 to 15.
    pub const fn time_code(self) -> u8 {
        self.0 & 15
    }

    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    pub(crate) const fn bits(self) -> u8 {
        self.0
    }
}

/// What holds for every part of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    part: Part,
    half_period_ns: u32,
    control: Option<Control>,
}

impl Config {
    /// Creates a configuration with a half period of 3 µs, which leaves the control register alone.
    pub const fn new(part: Part) -> Self {
        Self {
            part,
            half_period_ns: HALF_PERIOD_NS,
            control: None,
        }
    }

    /// Sets how long CLK stays at each level and what passes after each edge of LATCH, 2500 ns and longer.
    ///
    /// # Errors
    ///
    /// [`ConfigError::HalfPeriod`] for a shorter one.
    pub const fn with_half_period_ns(mut self, ns: u32) -> Result<Self, ConfigError> {
        if ns < SHORTEST_HALF_PERIOD_NS {
            return Err(ConfigError::HalfPeriod(ns));
        }
        self.half_period_ns = ns;
        Ok(self)
    }

    /// Sets what `init` writes into the control register of every part, and reads back.
    #[must_use]
    pub const fn with_control(mut self, control: Control) -> Self {
        self.control = Some(control);
        self
    }

    /// Returns the part.
    pub const fn part(&self) -> Part {
        self.part
    }

    /// Returns the half period in ns.
    pub const fn half_period_ns(&self) -> u32 {
        self.half_period_ns
    }

    /// Returns what `init` writes into the control register; `None` leaves it alone.
    pub const fn control(&self) -> Option<Control> {
        self.control
    }
}

/// What cannot be configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// The half period, in ns, is shorter than 2500 ns.
    HalfPeriod(u32),
    /// The code of the duty is above 7.
    Duty(u8),
    /// The code of the time is above 15.
    Time(u8),
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HalfPeriod(ns) => write!(f, "half period of {ns} ns is too short"),
            Self::Duty(code) => write!(f, "no duty code {code}"),
            Self::Time(code) => write!(f, "no time code {code}"),
        }
    }
}

impl core::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_register_holds_its_codes() {
        let control = Control::new(true, 5, 9).unwrap();
        assert_eq!(control.bits(), 0b1101_1001);
        assert_eq!(Control::new(false, 7, 15).unwrap().bits(), 0x7F);
        let read = Control::from_bits(0b0010_0110);
        assert_eq!(
            (read.is_enabled(), read.duty_code(), read.time_code()),
            (false, 2, 6)
        );
        assert!(Control::from_bits(0x80).is_enabled());
    }

    #[test]
    fn nothing_is_cut_off() {
        assert_eq!(Control::new(true, 8, 0), Err(ConfigError::Duty(8)));
        assert_eq!(Control::new(true, 0, 16), Err(ConfigError::Time(16)));
        let config = Config::new(Part::Drv8860);
        assert_eq!(
            config.with_half_period_ns(2_499),
            Err(ConfigError::HalfPeriod(2_499))
        );
        let slow = config.with_half_period_ns(2_500).unwrap();
        assert_eq!(slow.half_period_ns(), 2_500);
    }
}
