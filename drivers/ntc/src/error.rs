//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::ErrorKind;

/// Failure of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The sensor of the voltage failed.
    Sensor(E),
    /// More resistance than the thermistor can have: it is broken, or not there.
    Open,
    /// Less resistance than the thermistor can have: something lies across it.
    Short,
}

impl<E: hal_power::Error> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Sensor(cause) => cause.kind(),
            Self::Open | Self::Short => ErrorKind::Fault,
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sensor(cause) => write!(f, "voltage sensor: {cause:?}"),
            Self::Open => f.write_str("thermistor open"),
            Self::Short => f.write_str("thermistor shorted"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}

/// Figures that make no thermistor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A resistance, the beta, the supply or the temperature of reference is zero or below absolute zero.
    Zero,
    /// The lowest and the highest resistance are not in this order.
    Range,
    /// The curve does not fall from the lowest to the highest resistance, or leaves -200 °C to 1000 °C there.
    Curve,
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "a figure that has to be positive is not",
            Self::Range => "lowest resistance above the highest",
            Self::Curve => "no curve of a thermistor within the range",
        })
    }
}

impl core::error::Error for ConfigError {}
