//! Limits, flags and the ALERT pin.

use bitflags::bitflags;
use hal_power::Temperature;

use crate::registers::config;

bitflags! {
    /// What the part has reported.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Alerts: u8 {
        /// A result was above the high limit, and in therm mode none below the low limit has followed.
        const HIGH = 1;
        /// A result was below the low limit; never in therm mode.
        const LOW = 2;
        /// A result has come that has not been read.
        const CONVERSION_READY = 4;
    }
}

impl Alerts {
    pub(crate) fn from_register(found: u16) -> Self {
        let mut alerts = Self::empty();
        alerts.set(Self::HIGH, found & config::HIGH_ALERT != 0);
        alerts.set(Self::LOW, found & config::LOW_ALERT != 0);
        alerts.set(Self::CONVERSION_READY, found & config::DATA_READY != 0);
        alerts
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Alerts {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Alerts({=u8:#b})", self.bits());
    }
}

/// How results are compared with the limits (SNOSD82D section 7.4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Comparison {
    /// Alert mode: what leaves the window is reported until it is read.
    #[default]
    Window,
    /// Therm mode: reported from above the high limit until below the low one, whoever reads.
    Therm,
}

/// Limits that results are compared with, each to the nearest 7.8125 m°C.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Limits {
    /// Colder is reported; in therm mode the end of what is reported.
    pub low: Temperature,
    /// Warmer is reported.
    pub high: Temperature,
}

impl Limits {
    /// Limits that no part gets to, as they leave the factory: -256 °C and 192 °C.
    pub const NONE: Self = Self::new(
        Temperature::from_celsius(-256),
        Temperature::from_celsius(192),
    );

    /// Makes limits; the low one has to be below the high one.
    pub const fn new(low: Temperature, high: Temperature) -> Self {
        Self { low, high }
    }
}

/// What the ALERT pin shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum PinSource {
    /// Results beyond the limits.
    #[default]
    Alerts,
    /// Results that have not been read.
    Conversions,
}

/// How the ALERT pin behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct AlertPin {
    /// What it shows.
    pub shows: PinSource,
    /// Active high instead of low.
    pub is_active_high: bool,
}

impl AlertPin {
    /// Shows alerts, active low.
    pub const DEFAULT: Self = Self {
        shows: PinSource::Alerts,
        is_active_high: false,
    };
}
