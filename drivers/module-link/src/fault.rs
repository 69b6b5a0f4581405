//! Why an enumeration failed, or a stack is not one any more.

use crate::Serial;
use core::fmt;
use hal_bms::StackFault;
use hal_power::{Error, ErrorKind};

/// Why an enumeration failed, or a stack is not one any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum LinkFault {
    /// The modules do not make the stack that is expected.
    Stack(StackFault),
    /// A module still has a position after everyone was reset: it does not hear, or its enable line is held.
    KeptPosition {
        /// The position that it says it has.
        position: u8,
        /// The module.
        serial: Serial,
    },
    /// A module tells its serial number and never its properties.
    Incomplete {
        /// The position that it was offered.
        position: u8,
        /// The module.
        serial: Serial,
    },
    /// A module answers and never takes its position.
    Unconfirmed {
        /// The position that it was offered.
        position: u8,
        /// The module.
        serial: Serial,
    },
    /// Another controller gives commands on this link.
    OtherMaster,
}

impl Error for LinkFault {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Stack(_) => ErrorKind::Fault,
            Self::KeptPosition { .. } | Self::OtherMaster => ErrorKind::Refused,
            Self::Incomplete { .. } | Self::Unconfirmed { .. } => ErrorKind::Bus,
        }
    }
}

impl fmt::Display for LinkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stack(fault) => fault.fmt(f),
            Self::KeptPosition { position, serial } => {
                write!(
                    f,
                    "module {serial} keeps position {position} through a reset"
                )
            }
            Self::Incomplete { position, serial } => {
                write!(
                    f,
                    "module {serial} at position {position} does not tell what it is"
                )
            }
            Self::Unconfirmed { position, serial } => {
                write!(f, "module {serial} does not take position {position}")
            }
            Self::OtherMaster => f.write_str("another controller is on the link"),
        }
    }
}

impl core::error::Error for LinkFault {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Stack(fault) => Some(fault),
            _ => None,
        }
    }
}

impl From<StackFault> for LinkFault {
    fn from(fault: StackFault) -> Self {
        Self::Stack(fault)
    }
}
