//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_inverter::GateFaults;
use hal_power::ErrorKind;

/// A line that the driver reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Input {
    /// FLT.
    Fault,
    /// RDY.
    Ready,
}

/// A line that the driver sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Output {
    /// RST/EN.
    Reset,
    /// IN-.
    Inverting,
}

/// Failure of a driver's method: `I` of a pin that is read, `O` of one that is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<I, O> {
    /// A pin could not be read. Every gate was turned off, and stays off until `init`.
    Input {
        /// Which line.
        line: Input,
        /// Number of the gate, 0 for a shared line.
        gate: usize,
        /// Error of the pin.
        cause: I,
    },
    /// A pin could not be set. Every other was set to turn off, and so it stays until `init`.
    Output {
        /// Which line.
        line: Output,
        /// Number of the gate, 0 for a shared line.
        gate: usize,
        /// Error of the pin.
        cause: O,
    },
    /// The slice has this length, which is not the number of gates. No pin was read.
    Length(usize),
    /// `init` has not passed since the driver was made, since it last began, or since a pin failed. No pin was touched.
    NotInitialised,
    /// Something is latched, or persists. Every gate is off.
    Faulted(GateFaults),
    /// RDY was not high in time.
    NotReady,
}

impl<I: Debug, O: Debug> hal_power::Error for Error<I, O> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Input { .. } | Self::Output { .. } => ErrorKind::Bus,
            Self::Length(_) => ErrorKind::OutOfRange,
            Self::NotInitialised => ErrorKind::Refused,
            Self::Faulted(_) => ErrorKind::Fault,
            Self::NotReady => ErrorKind::NotReady,
        }
    }
}

impl Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fault => "FLT",
            Self::Ready => "RDY",
        })
    }
}

impl Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reset => "RST/EN",
            Self::Inverting => "IN-",
        })
    }
}

impl<I: Debug, O: Debug> Display for Error<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input { line, gate, cause } => write!(f, "{line} of gate {gate}: {cause:?}"),
            Self::Output { line, gate, cause } => write!(f, "{line} of gate {gate}: {cause:?}"),
            Self::Length(length) => write!(f, "{length} is not the number of gates"),
            Self::NotInitialised => f.write_str("not initialised"),
            Self::Faulted(faults) => write!(f, "faults: {faults}"),
            Self::NotReady => f.write_str("not ready in time"),
        }
    }
}

impl<I: Debug, O: Debug> core::error::Error for Error<I, O> {}
