//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::ErrorKind;

/// Failure of an adapter's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error<E> {
    /// The bus failed.
    Bus(E),
    /// An identity register holds something else.
    WrongDevice {
        /// What it holds.
        found: u16,
    },
    /// The configuration register did not keep what was written, or does not hold it any more: the part has reset.
    ConfigurationLost {
        /// What it holds.
        found: u16,
    },
    /// `init` has not passed.
    NotInitialised,
    /// No conversion has ended yet.
    NotReady,
    /// The code is at the end of the converter's scale.
    Saturated,
    /// A register holds what the crate cannot read.
    Unreadable,
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus(_) => ErrorKind::Bus,
            Self::WrongDevice { .. } => ErrorKind::WrongDevice,
            Self::ConfigurationLost { .. } => ErrorKind::ConfigurationLost,
            Self::NotInitialised => ErrorKind::Refused,
            Self::NotReady => ErrorKind::NotReady,
            Self::Saturated => ErrorKind::Saturated,
            Self::Unreadable => ErrorKind::Integrity,
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(cause) => write!(f, "transfer failed: {cause:?}"),
            Self::WrongDevice { found } => write!(f, "another device, {found:#06x}"),
            Self::ConfigurationLost { found } => write!(f, "configuration is {found:#06x}"),
            Self::NotInitialised => f.write_str("not initialised"),
            Self::NotReady => f.write_str("no conversion has ended yet"),
            Self::Saturated => f.write_str("converter saturated"),
            Self::Unreadable => f.write_str("register holds what cannot be read"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}
