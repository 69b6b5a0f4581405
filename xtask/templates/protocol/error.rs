//! What can go wrong.

use core::fmt::{self, Display};

use hal_power::ErrorKind;

/// Why a frame was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error {
    /// The protocol has no frame with this identifier.
    UnknownFrame {
        /// Identifier of the frame.
        id: u32,
    },
}

impl hal_power::Error for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::UnknownFrame { .. } => ErrorKind::Other,
        }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFrame { id } => write!(f, "frame {id:#x} is unknown"),
        }
    }
}

impl core::error::Error for Error {}
