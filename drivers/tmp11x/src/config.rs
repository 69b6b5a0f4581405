//! Configuration.

use core::marker::PhantomData;

use hal_power::Temperature;

use crate::{
    AlertPin, Comparison, Limits,
    part::{self, Part},
};

/// When the temperature is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Mode {
    /// Again and again.
    #[default]
    Continuous,
    /// Once for each `start`.
    OneShot,
}

/// Time between two results in continuous mode; never shorter than the conversions of one take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Cycle {
    /// 15.5 ms: conversions without pause.
    Shortest,
    /// 125 ms.
    Ms125,
    /// 250 ms.
    Ms250,
    /// 500 ms.
    Ms500,
    /// 1 s, as after a reset.
    #[default]
    S1,
    /// 4 s.
    S4,
    /// 8 s.
    S8,
    /// 16 s.
    S16,
}

impl Cycle {
    /// Typical time in µs.
    pub(crate) const fn micros(self) -> u32 {
        match self {
            Self::Shortest => 15_500,
            Self::Ms125 => 125_000,
            Self::Ms250 => 250_000,
            Self::Ms500 => 500_000,
            Self::S1 => 1_000_000,
            Self::S4 => 4_000_000,
            Self::S8 => 8_000_000,
            Self::S16 => 16_000_000,
        }
    }
}

/// Conversions that make one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Averages {
    /// One.
    X1,
    /// 8, as after a reset.
    #[default]
    X8,
    /// 32.
    X32,
    /// 64.
    X64,
}

impl Averages {
    pub(crate) const fn count(self) -> u32 {
        match self {
            Self::X1 => 1,
            Self::X8 => 8,
            Self::X32 => 32,
            Self::X64 => 64,
        }
    }

    /// Shortest cycle in µs.
    pub(crate) const fn micros(self) -> u32 {
        match self {
            Self::X1 => 15_500,
            Self::X8 => 125_000,
            Self::X32 => 500_000,
            Self::X64 => 1_000_000,
        }
    }
}

/// Configuration of a part.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config<P: Part = part::Tmp117> {
    pub(crate) mode: Mode,
    pub(crate) cycle: Cycle,
    pub(crate) averages: Averages,
    pub(crate) comparison: Comparison,
    pub(crate) limits: Limits,
    pub(crate) pin: AlertPin,
    pub(crate) offset: Temperature,
    part: PhantomData<P>,
}

impl<P: Part> Clone for Config<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Part> Copy for Config<P> {}

impl<P: Part> Default for Config<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Part> Config<P> {
    /// Makes the configuration that the part leaves the factory with: every second a result of 8 conversions, no limits.
    pub const fn new() -> Self {
        Self {
            mode: Mode::Continuous,
            cycle: Cycle::S1,
            averages: Averages::X8,
            comparison: Comparison::Window,
            limits: Limits::NONE,
            pin: AlertPin::DEFAULT,
            offset: Temperature::ZERO,
            part: PhantomData,
        }
    }

    /// Sets when the temperature is converted.
    #[must_use]
    pub const fn with_mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets the time between two results.
    #[must_use]
    pub const fn with_cycle(mut self, cycle: Cycle) -> Self {
        self.cycle = cycle;
        self
    }

    /// Sets how many conversions make one result.
    #[must_use]
    pub const fn with_averages(mut self, averages: Averages) -> Self {
        self.averages = averages;
        self
    }

    /// Sets the limits, the offset included.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets how results are compared with the limits.
    #[must_use]
    pub const fn with_comparison(mut self, comparison: Comparison) -> Self {
        self.comparison = comparison;
        self
    }

    /// Returns what the part adds to each result.
    pub const fn offset(&self) -> Temperature {
        self.offset
    }

    /// Sets how the ALERT pin behaves.
    #[must_use]
    pub const fn with_alert_pin(mut self, pin: AlertPin) -> Self {
        self.pin = pin;
        self
    }
}

impl Config<part::Tmp117> {
    /// Sets what the part adds to each result, to the nearest 7.8125 m°C. Every reading then proves that it still does, for
    /// 48 bit times.
    #[must_use]
    pub const fn with_offset(mut self, offset: Temperature) -> Self {
        self.offset = offset;
        self
    }
}
