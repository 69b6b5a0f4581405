//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::{Current, ErrorKind};

/// One of the two channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Line {
    /// The sensor's output.
    Residual,
    /// The line's voltage.
    Voltage,
}

/// Why there is no evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum NoReading {
    /// The window is not whole yet: frames have just begun, or one was missing or not in its window.
    Filling,
    /// No frame has come since the last evaluation.
    Silent,
    /// A sample in the window was at an end of its scale.
    Saturated(Line),
    /// The sensor gives one and the same code: its noise is gone.
    Stuck,
    /// The line's voltage is rather direct than alternating: it tells no phases, and would pass for direct current.
    Reference,
    /// The sensor shows this for nothing, which is beyond the limit.
    Offset(Current),
}

/// Failure of a reading: `E` of the windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The window was not to be had.
    Window(E),
    /// There is no reading.
    NoReading(NoReading),
}

impl hal_power::Error for NoReading {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Filling | Self::Silent => ErrorKind::NotReady,
            Self::Saturated(_) => ErrorKind::Saturated,
            Self::Stuck | Self::Reference | Self::Offset(_) => ErrorKind::Fault,
        }
    }
}

impl<E: hal_power::Error> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Window(cause) => cause.kind(),
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
            Self::Filling => f.write_str("window not whole yet"),
            Self::Silent => f.write_str("no frame since the last evaluation"),
            Self::Saturated(Line::Residual) => f.write_str("residual current beyond the scale"),
            Self::Saturated(Line::Voltage) => f.write_str("voltage beyond the scale"),
            Self::Stuck => f.write_str("sensor without noise"),
            Self::Reference => f.write_str("voltage rather direct than alternating"),
            Self::Offset(offset) => write!(f, "offset of {offset} beyond its limit"),
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Window(cause) => write!(f, "window: {cause:?}"),
            Self::NoReading(why) => Display::fmt(why, f),
        }
    }
}

impl core::error::Error for NoReading {}
impl<E: Debug> core::error::Error for Error<E> {}
