//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::{Contacts, ErrorKind};

/// A line between controller and chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Line {
    /// Data into the chain.
    Din,
    /// Clock.
    Clk,
    /// Latch.
    Latch,
    /// Data out of the chain.
    Dout,
    /// The parts' common fault output.
    Fault,
}

/// Failure of a driver's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// A pin could not be set or read.
    Pin {
        /// The line it drives or reads.
        line: Line,
        /// What the pin said.
        cause: E,
    },
    /// What was shifted in did not come out again, as it does from a chain of this length.
    Chain {
        /// What should have come out.
        expected: u64,
        /// What came out.
        found: u64,
    },
    /// The data register is not what it was set to.
    Levels {
        /// The levels of the last command.
        expected: Contacts,
        /// What was read.
        found: Contacts,
    },
    /// The control registers are not what they were set to, the last part's in the highest byte.
    Control {
        /// What was written.
        expected: u32,
        /// What was read.
        found: u32,
    },
    /// No two readings of the fault register in a row were the same.
    Unsteady,
    /// Open load is reported for contacts that are on, where the part does not look for it.
    Contradiction(Contacts),
    /// A contact lies beyond the chain. Nothing moved.
    Contacts(Contacts),
    /// `init` has not passed since the driver was made, since it last began, or since ENABLE was seen off. Nothing moved.
    NotInitialised,
    /// ENABLE keeps every output off, and only `init` changes that.
    Disabled,
    /// A method before this one broke off: only a command or `init` takes the chain up again. Nothing moved.
    Interrupted,
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Pin { .. } => ErrorKind::Bus,
            Self::Chain { .. }
            | Self::Levels { .. }
            | Self::Control { .. }
            | Self::Unsteady
            | Self::Contradiction(_) => ErrorKind::Integrity,
            Self::Contacts(_) => ErrorKind::OutOfRange,
            Self::NotInitialised | Self::Disabled | Self::Interrupted => ErrorKind::Refused,
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pin { line, cause } => write!(f, "{line:?} failed: {cause:?}"),
            Self::Chain { expected, found } => {
                write!(f, "chain gave {found:#x} for {expected:#x}")
            }
            Self::Levels { expected, found } => {
                write!(f, "data register has {found}, was set to {expected}")
            }
            Self::Control { expected, found } => {
                write!(
                    f,
                    "control registers have {found:#x}, were set to {expected:#x}"
                )
            }
            Self::Unsteady => f.write_str("fault register differs each time"),
            Self::Contradiction(contacts) => {
                write!(f, "open load at contacts that are on: {contacts}")
            }
            Self::Contacts(closed) => write!(f, "contacts beyond the chain: {closed}"),
            Self::NotInitialised => f.write_str("not initialised"),
            Self::Disabled => f.write_str("disabled"),
            Self::Interrupted => f.write_str("command or init needed after a break"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}
