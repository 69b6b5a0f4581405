//! Why a configuration cannot be had.

use core::fmt::{self, Display};

use hal_power::ErrorKind;

/// Why a configuration cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A full scale is not positive, or both make more power than [`Power`](hal_power::Power) holds.
    FullScale,
    /// The voltage and current B have no gain of 22.
    Pga,
    /// A gain is not 0.5 to 1.5.
    Gain,
    /// An offset does not fit its register of 24 bits.
    Offset,
    /// A phase is beyond 383 steps.
    Phase,
    /// A no-load level is beyond its register.
    NoLoad,
    /// A sag has no level or no duration, or its level is beyond the register.
    Sag,
    /// A limit is not positive, or beyond its register.
    Limit,
    /// The timeout is zero or beyond its register.
    ZeroCrossingTimeout,
    /// The clock is not 3.54 to 3.62 MHz.
    Clock,
    /// The energy rate is zero.
    EnergyRate,
    /// The code of samples is zero or beyond 23 bits.
    PeakCode,
    /// An interrupt or option is none that the part has.
    UnknownBits,
}

impl hal_power::Error for ConfigError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::OutOfRange
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FullScale => "full scale out of range",
            Self::Pga => "a gain of 22 is of current A only",
            Self::Gain => "gain out of range",
            Self::Offset => "offset does not fit its register",
            Self::Phase => "phase does not fit its register",
            Self::NoLoad => "no-load level does not fit its register",
            Self::Sag => "sag out of range",
            Self::Limit => "limit out of range",
            Self::ZeroCrossingTimeout => "zero-crossing timeout does not fit its register",
            Self::Clock => "clock out of range",
            Self::EnergyRate => "energy rate is zero",
            Self::PeakCode => "code of samples out of range",
            Self::UnknownBits => "no such interrupt or option",
        })
    }
}

impl core::error::Error for ConfigError {}
