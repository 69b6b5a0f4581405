//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_inverter::GateFaults;
use hal_power::ErrorKind;

use crate::{Mode, Register, SelfTest};

/// Failure of a driver's method. A chip is named by its place in the bank; its address is one higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// A frame failed on its way; its chip may have followed it.
    Bus {
        /// The frame: the address is in its highest four bits.
        frame: u16,
        /// What the bus said.
        cause: E,
    },
    /// No chip answers at this address, or another one.
    Missing {
        /// The chip.
        chip: usize,
        /// What was read as its address.
        found: u16,
    },
    /// A side of a chip is not ready: a supply is missing, or it has not started.
    NotReady {
        /// The chip.
        chip: usize,
        /// The register that says so.
        register: Register,
    },
    /// A register does not hold what was written.
    ReadBack {
        /// The chip.
        chip: usize,
        /// The register.
        register: Register,
        /// What was written.
        expected: u16,
        /// What was read.
        found: u16,
    },
    /// A chip received other frames than were sent: it found CRC_TX wrong.
    Rejected {
        /// The chip.
        chip: usize,
    },
    /// A chip sent other answers than were received, by CRC_RX.
    Checksum {
        /// The chip.
        chip: usize,
        /// The checksum over what was received.
        expected: u8,
        /// CRC_RX.
        found: u8,
    },
    /// A chip gives nothing but one level for an answer: it lost its address, its supply or its wire.
    Silent {
        /// The chip.
        chip: usize,
    },
    /// A chip is not in the mode that it was brought into.
    Mode {
        /// The chip.
        chip: usize,
        /// The mode that it was brought into.
        expected: Mode,
        /// The mode it says it is in.
        found: Mode,
    },
    /// A register has changed by itself.
    Changed {
        /// The chip.
        chip: usize,
        /// The register.
        register: Register,
        /// What was configured.
        expected: u16,
        /// What was read.
        found: u16,
    },
    /// STATUS1 of a chip says of a pin what cannot be: an input is high though the stage is disarmed, or ASC_EN is not at the level
    /// that it was given.
    Pins {
        /// The chip.
        chip: usize,
        /// STATUS1.
        found: u16,
    },
    /// Five readings of a chip in a row differ from one another.
    Unsteady {
        /// The chip.
        chip: usize,
        /// The first register of those that were read.
        register: Register,
    },
    /// A chip reports a fault.
    Fault {
        /// The chip.
        chip: usize,
        /// What it reports, or has reported since faults were cleared.
        faults: GateFaults,
    },
    /// The flag of a self-test is not at the level of one that passes.
    SelfTest {
        /// The chip.
        chip: usize,
        /// The self-test.
        test: SelfTest,
        /// The status register with the flag.
        found: u16,
    },
    /// A length or a chip lies beyond the bank. Nothing was transferred.
    Chips(usize),
    /// Chips that are active ignore this. Nothing was transferred.
    Active,
    /// Chips that are not active cannot do this. Nothing was transferred.
    NotActive,
    /// `init` has not passed since the driver was made, or since something was left in doubt. Nothing was transferred.
    NotInitialised,
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus { .. } => ErrorKind::Bus,
            Self::Missing { .. } => ErrorKind::WrongDevice,
            Self::NotReady { .. } => ErrorKind::NotReady,
            Self::ReadBack { .. }
            | Self::Rejected { .. }
            | Self::Checksum { .. }
            | Self::Pins { .. }
            | Self::Unsteady { .. } => ErrorKind::Integrity,
            Self::Silent { .. } | Self::Mode { .. } | Self::Changed { .. } => {
                ErrorKind::ConfigurationLost
            }
            Self::Fault { .. } | Self::SelfTest { .. } => ErrorKind::Fault,
            Self::Chips(_) => ErrorKind::OutOfRange,
            Self::Active | Self::NotActive | Self::NotInitialised => ErrorKind::Refused,
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus { frame, cause } => write!(f, "frame {frame:#06x} failed: {cause:?}"),
            Self::Missing { chip, found } => {
                write!(f, "chip {chip} does not answer: address {found:#06x}")
            }
            Self::NotReady { chip, register } => {
                write!(f, "chip {chip} is not ready by {register:?}")
            }
            Self::ReadBack {
                chip,
                register,
                expected,
                found,
            } => write!(
                f,
                "{register:?} of chip {chip} has {found:#06x}, {expected:#06x} was written"
            ),
            Self::Rejected { chip } => write!(f, "chip {chip} received other frames"),
            Self::Checksum {
                chip,
                expected,
                found,
            } => write!(
                f,
                "chip {chip} sent {found:#04x} by CRC_RX, {expected:#04x} came"
            ),
            Self::Silent { chip } => write!(f, "chip {chip} does not answer"),
            Self::Mode {
                chip,
                expected,
                found,
            } => write!(f, "chip {chip} is in {found:?}, not in {expected:?}"),
            Self::Changed {
                chip,
                register,
                expected,
                found,
            } => write!(
                f,
                "{register:?} of chip {chip} went from {expected:#06x} to {found:#06x}"
            ),
            Self::Pins { chip, found } => {
                write!(f, "chip {chip} contradicts its pins: STATUS1 {found:#06x}")
            }
            Self::Unsteady { chip, register } => {
                write!(f, "{register:?} of chip {chip} differs each time")
            }
            Self::Fault { chip, faults } => write!(f, "chip {chip} reports {faults}"),
            Self::SelfTest { chip, test, found } => {
                write!(f, "{test:?} of chip {chip} failed: {found:#06x}")
            }
            Self::Chips(number) => write!(f, "{number} is not of this bank"),
            Self::Active => f.write_str("ignored while active"),
            Self::NotActive => f.write_str("not active"),
            Self::NotInitialised => f.write_str("not initialised"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}
