//! Why a stack is refused, and which module is to blame.

use core::fmt;
use hal_power::Voltage;

/// Why a stack is refused. Positions count from 0, the module next to the controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StackFault {
    /// Two modules say that they are at one position.
    Duplicate {
        /// The position.
        position: u8,
        /// Their serial numbers, in the order in which they were heard.
        serials: [u64; 2],
    },
    /// One serial number is at two positions.
    SameSerial {
        /// The serial number.
        serial: u64,
        /// Both positions, in the order in which they were heard.
        positions: [u8; 2],
    },
    /// Nobody is at this position, and somebody beyond it.
    Gap {
        /// The first position without a module.
        position: u8,
    },
    /// Fewer modules than expected; none is missing between them.
    Count {
        /// Modules that were expected.
        expected: u8,
        /// Modules that announced themselves.
        found: u8,
    },
    /// A module is beyond the number that is expected.
    Surplus {
        /// The position.
        position: u8,
        /// Its serial number.
        serial: u64,
    },
    /// A module is alive at a position where none was announced: it came late, or kept an older position.
    Stray {
        /// The position.
        position: u8,
        /// Its serial number.
        serial: u64,
    },
    /// A module announces no cells, or no voltage.
    Implausible {
        /// The position.
        position: u8,
    },
    /// A module announces itself again, with other properties.
    Changed {
        /// The position.
        position: u8,
    },
    /// A module's kind, cells or capacity differ from those of most others.
    Mixed {
        /// The position; the farthest one where as many are of either.
        position: u8,
    },
    /// Voltages differ by more than they may.
    Unmatched {
        /// The module that is farthest from the middle of all; of two modules the one with the lower voltage.
        position: u8,
        /// Its voltage.
        voltage: Voltage,
        /// The voltage at the other end.
        other: Voltage,
    },
    /// Not closed in the time for assembly, though nobody is missing.
    TimedOut,
    /// A module that was announced has not been heard of for too long.
    Vanished {
        /// The position.
        position: u8,
    },
}

impl StackFault {
    /// Returns the position of the module to look at first; `None` where it is not one module.
    pub const fn position(self) -> Option<u8> {
        match self {
            Self::Duplicate { position, .. }
            | Self::Gap { position }
            | Self::Surplus { position, .. }
            | Self::Stray { position, .. }
            | Self::Implausible { position }
            | Self::Changed { position }
            | Self::Mixed { position }
            | Self::Unmatched { position, .. }
            | Self::Vanished { position }
            | Self::SameSerial {
                positions: [_, position],
                ..
            } => Some(position),
            // The first that is missing.
            Self::Count { found, .. } => Some(found),
            Self::TimedOut => None,
        }
    }
}

impl fmt::Display for StackFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { position, serials } => {
                let [one, other] = serials;
                write!(
                    f,
                    "modules {one:X} and {other:X} are both at position {position}"
                )
            }
            Self::SameSerial { serial, positions } => {
                let [one, other] = positions;
                write!(f, "module {serial:X} is at positions {one} and {other}")
            }
            Self::Gap { position } => write!(f, "no module at position {position}, but beyond it"),
            Self::Count { expected, found } => write!(f, "{found} modules instead of {expected}"),
            Self::Surplus { position, serial } => {
                write!(
                    f,
                    "module {serial:X} at position {position} is one too many"
                )
            }
            Self::Stray { position, serial } => {
                write!(
                    f,
                    "module {serial:X} was not announced at position {position}"
                )
            }
            Self::Implausible { position } => {
                write!(f, "module {position} has no cells or no voltage")
            }
            Self::Changed { position } => write!(f, "module {position} contradicts itself"),
            Self::Mixed { position } => write!(f, "module {position} is of another kind"),
            Self::Unmatched {
                position,
                voltage,
                other,
            } => write!(f, "module {position} has {voltage}, another {other}"),
            Self::TimedOut => f.write_str("the modules were not enumerated in time"),
            Self::Vanished { position } => write!(f, "module {position} is silent"),
        }
    }
}

impl core::error::Error for StackFault {}
