//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::ErrorKind;

/// Failure of a transfer with the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The bus failed.
    Bus(E),
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus(_) => ErrorKind::Bus,
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(cause) => write!(f, "transfer failed: {cause:?}"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}
