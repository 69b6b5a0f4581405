//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::ErrorKind;

use crate::ConfigError;

/// Failure of a driver's method. Registers are named by their address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The bus failed on the way to or from `register`.
    Bus {
        /// The register.
        register: u16,
        /// What the bus said.
        cause: E,
    },
    /// Another part answers, or none: LAST_ADD does not hold the address that was read before it.
    WrongDevice {
        /// What LAST_ADD holds.
        found: u16,
    },
    /// The configuration cannot be had; nothing was transferred.
    Config(ConfigError),
    /// The part did not end its reset in time.
    NotStarted,
    /// Register 0x120 did not take what the part needs to measure as specified.
    NotUnlocked {
        /// What it holds.
        found: u16,
    },
    /// A register did not keep what was written.
    ReadBack {
        /// The register.
        register: u16,
        /// What was written.
        written: u32,
        /// What was read.
        found: u32,
    },
    /// `init` has not passed since the driver was made or since it last began.
    NotInitialised,
    /// The part has reset or lost its configuration: `register` tells. Only `init` helps.
    ConfigurationLost {
        /// The register: IRQSTATA, RSTIRQSTATA, the checksum, 0x120, or what `verify` found different.
        register: u16,
        /// What it holds.
        found: u32,
    },
    /// The part has taken no sample since the one before: it is frozen, or nobody drives the line.
    NotReady,
    /// The input has not crossed zero for the configured time, or not yet: the register's value is of then.
    NoZeroCrossing {
        /// The register.
        register: u16,
    },
    /// The power is below its no-load level, where the part puts constants in place of a power factor.
    NoLoad {
        /// The register.
        register: u16,
    },
    /// The value is at or beyond full scale.
    Saturated {
        /// The register.
        register: u16,
    },
    /// The register holds what the part cannot have measured, or bits that it does not have.
    Implausible {
        /// The register.
        register: u16,
        /// What it holds.
        found: u32,
    },
    /// Between two readings an energy register has moved too far to tell how far. Counts anew from `clear_energy` on.
    CountInterrupted {
        /// The register.
        register: u16,
    },
    /// The value does not fit the register; nothing was transferred.
    OutOfRange {
        /// The register.
        register: u16,
    },
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus { .. } => ErrorKind::Bus,
            Self::WrongDevice { .. } => ErrorKind::WrongDevice,
            Self::Config(_) | Self::OutOfRange { .. } => ErrorKind::OutOfRange,
            Self::NotUnlocked { .. } | Self::ReadBack { .. } | Self::Implausible { .. } => {
                ErrorKind::Integrity
            }
            Self::NotInitialised => ErrorKind::Refused,
            Self::ConfigurationLost { .. } => ErrorKind::ConfigurationLost,
            Self::NotStarted
            | Self::NotReady
            | Self::NoZeroCrossing { .. }
            | Self::NoLoad { .. }
            | Self::CountInterrupted { .. } => ErrorKind::NotReady,
            Self::Saturated { .. } => ErrorKind::Saturated,
        }
    }
}

impl<E> From<ConfigError> for Error<E> {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus { register, cause } => {
                write!(f, "register {register:#05x}: transfer failed: {cause:?}")
            }
            Self::WrongDevice { found } => write!(f, "another device, {found:#06x} in LAST_ADD"),
            Self::Config(error) => write!(f, "configuration: {error}"),
            Self::NotStarted => f.write_str("reset not ended in time"),
            Self::NotUnlocked { found } => write!(f, "register 0x120 kept {found:#06x}"),
            Self::ReadBack {
                register,
                written,
                found,
            } => write!(
                f,
                "register {register:#05x}: {written:#x} written, {found:#x} read back"
            ),
            Self::NotInitialised => f.write_str("not initialised"),
            Self::ConfigurationLost { register, found } => {
                write!(
                    f,
                    "register {register:#05x}: configuration lost, {found:#x}"
                )
            }
            Self::NotReady => f.write_str("no sample taken"),
            Self::NoZeroCrossing { register } => {
                write!(f, "register {register:#05x}: its input does not cross zero")
            }
            Self::NoLoad { register } => write!(f, "register {register:#05x}: no load"),
            Self::Saturated { register } => write!(f, "register {register:#05x}: end of scale"),
            Self::Implausible { register, found } => {
                write!(f, "register {register:#05x}: impossible value {found:#x}")
            }
            Self::CountInterrupted { register } => {
                write!(f, "register {register:#05x}: count interrupted")
            }
            Self::OutOfRange { register } => {
                write!(f, "register {register:#05x}: value does not fit")
            }
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}
