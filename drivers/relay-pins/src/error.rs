//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::{Contacts, ErrorKind};

/// Failure of a bank's method: `C` of a coil, `M` of a mirror contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<C, M> {
    /// The coil of this contact could not be driven; those after it were left as they were.
    Coil {
        /// Number of the contact.
        contact: u32,
        /// Error of its pin.
        cause: C,
    },
    /// The mirror of this contact could not be read.
    Mirror {
        /// Number of the contact.
        contact: u32,
        /// Error of its pin.
        cause: M,
    },
    /// A contact lies beyond the bank. Nothing was driven.
    Contacts(Contacts),
}

impl<C: Debug, M: Debug> hal_power::Error for Error<C, M> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Coil { .. } | Self::Mirror { .. } => ErrorKind::Bus,
            Self::Contacts(_) => ErrorKind::OutOfRange,
        }
    }
}

impl<C: Debug, M: Debug> Display for Error<C, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Coil { contact, cause } => write!(f, "coil of contact {contact}: {cause:?}"),
            Self::Mirror { contact, cause } => write!(f, "mirror of contact {contact}: {cause:?}"),
            Self::Contacts(closed) => write!(f, "contacts beyond the bank: {closed}"),
        }
    }
}

impl<C: Debug, M: Debug> core::error::Error for Error<C, M> {}
