//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::{Contacts, ErrorKind};

/// Failure of a driver's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The frame failed on its way; any output may have followed it.
    Bus(E),
    /// A contact lies beyond the cascade. Nothing was transferred.
    Contacts(Contacts),
    /// `init` has not passed since the driver was made, since it last began, or since RESET was seen low. Nothing was
    /// transferred.
    NotInitialised,
    /// RESET is low: every output is off, and only `init` raises it.
    InReset,
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus(_) => ErrorKind::Bus,
            Self::Contacts(_) => ErrorKind::OutOfRange,
            Self::NotInitialised | Self::InReset => ErrorKind::Refused,
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(cause) => write!(f, "frame failed: {cause:?}"),
            Self::Contacts(closed) => write!(f, "contacts beyond the cascade: {closed}"),
            Self::NotInitialised => f.write_str("not initialised"),
            Self::InReset => f.write_str("held in reset"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}
