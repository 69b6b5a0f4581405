//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::{ErrorKind, Frequency, Instant, Ratio};

use crate::Estimate;

/// Why there is no insulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum NoReading {
    /// The part has not had supply, or not been seen, for long enough.
    StartUp {
        /// When it will have been.
        until: Instant,
    },
    /// The part has an estimate, right after power-on.
    SpeedStart(Estimate),
    /// The part, or its connection to earth, had a fault too short a time ago.
    Recovery {
        /// When values count again.
        until: Instant,
    },
    /// M_HS stays high: shorted to the supply.
    StuckHigh,
    /// M_HS stays low: shorted to ground, or the part has no supply.
    StuckLow,
    /// No state has this frequency.
    Frequency(Frequency),
    /// The state of this frequency has no such duty.
    Duty {
        /// The frequency.
        frequency: Frequency,
        /// The duty.
        duty: Ratio,
    },
    /// The part reports that it is broken.
    DeviceError,
    /// The part reports that its connection to earth is broken.
    EarthFault,
    /// More than the part can measure, and no ceiling is configured.
    OverRange,
    /// OK_HS does not fit to the resistance.
    Contradiction,
}

/// Failure of a reading: `E` of the capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The capture failed.
    Capture(E),
    /// There is no reading.
    NoReading(NoReading),
}

impl hal_power::Error for NoReading {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::StartUp { .. } | Self::SpeedStart(_) | Self::Recovery { .. } => {
                ErrorKind::NotReady
            }
            Self::StuckHigh | Self::StuckLow | Self::DeviceError | Self::EarthFault => {
                ErrorKind::Fault
            }
            Self::Frequency(_) | Self::Duty { .. } | Self::Contradiction => ErrorKind::Integrity,
            Self::OverRange => ErrorKind::Saturated,
        }
    }
}

impl<E: hal_power::Error> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Capture(cause) => cause.kind(),
            Self::NoReading(why) => why.kind(),
        }
    }
}

impl<E> From<NoReading> for Error<E> {
    fn from(why: NoReading) -> Self {
        Self::NoReading(why)
    }
}

impl Display for NoReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StartUp { until } => write!(f, "starts up until {until}"),
            Self::SpeedStart(Estimate::Good) => f.write_str("speed start: good"),
            Self::SpeedStart(Estimate::Bad) => f.write_str("speed start: bad"),
            Self::Recovery { until } => write!(f, "recovers until {until}"),
            Self::StuckHigh => f.write_str("M_HS shorted to the supply"),
            Self::StuckLow => f.write_str("M_HS shorted to ground, or no supply"),
            Self::Frequency(frequency) => write!(f, "no state at {frequency}"),
            Self::Duty { frequency, duty } => write!(f, "no duty of {duty} at {frequency}"),
            Self::DeviceError => f.write_str("device error"),
            Self::EarthFault => f.write_str("connection to earth broken"),
            Self::OverRange => f.write_str("over-range"),
            Self::Contradiction => f.write_str("OK_HS does not fit to the resistance"),
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capture(cause) => write!(f, "capture: {cause:?}"),
            Self::NoReading(why) => Display::fmt(why, f),
        }
    }
}

impl core::error::Error for NoReading {}
impl<E: Debug> core::error::Error for Error<E> {}
