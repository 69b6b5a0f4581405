//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::ErrorKind;

use crate::{Block, Line, codec::Off};

/// Failure of a driver's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The bus failed on the way to or from `register`.
    Bus {
        /// Address of the register.
        register: u8,
        /// Error of the bus.
        cause: E,
    },
    /// Nobody behaves like the part: LastData does not repeat what was written, or CalStart does not show a reset.
    WrongDevice {
        /// Address of the register.
        register: u8,
        /// What it should hold.
        expected: u16,
        /// What was read.
        found: u16,
    },
    /// The configuration cannot be had; nothing was transferred.
    Config(ConfigError),
    /// A register does not hold what was written.
    ReadBack {
        /// Address of the register.
        register: u8,
        /// What was written.
        written: u16,
        /// What was read.
        found: u16,
    },
    /// The part makes another checksum of a block than what was written with it.
    Checksum {
        /// The block.
        block: Block,
        /// What was written.
        written: u16,
        /// What the part makes.
        found: u16,
    },
    /// The part refuses a block for its checksum (SysStatus, CalErr and AdjErr), and does not meter.
    Rejected {
        /// The block.
        block: Block,
        /// SysStatus.
        status: u16,
    },
    /// `init` has not passed since the driver was made or since it last began.
    NotInitialised,
    /// The N line has no sensor in this configuration.
    NotFitted(Line),
    /// The quantity has not been measured.
    NotReady {
        /// Address of the register.
        register: u8,
    },
    /// The part has reset, or found its calibration spoiled: `register` does not show that it runs. Only `init` helps.
    ConfigurationLost {
        /// Address of the register.
        register: u8,
        /// What it holds.
        found: u16,
    },
    /// A register shows what the part never has there: nobody drives the line, or a bit flipped.
    NoAnswer {
        /// Address of the register.
        register: u8,
        /// What was read.
        found: u16,
    },
    /// LastData does not repeat what was read.
    Unconfirmed {
        /// Address of the register.
        register: u8,
        /// What was read.
        found: u16,
        /// What LastData repeats.
        repeated: u16,
    },
    /// The value is at the end of its scale.
    Saturated {
        /// Address of the register.
        register: u8,
    },
    /// The register holds what the part cannot have measured.
    Implausible {
        /// Address of the register.
        register: u8,
        /// What it holds.
        found: u16,
    },
    /// What the register had counted was cleared by a reading whose answer could not be had. Said once; the sums go on.
    CountLost {
        /// Address of the register.
        register: u8,
    },
    /// The register had counted to its end, 6553.5 pulses, so more may have passed. Said once; the sums go on.
    CountOverflow {
        /// Address of the register.
        register: u8,
    },
}

impl<E> Error<E> {
    pub(crate) const fn not_a_value(register: u8, found: u16, off: Off) -> Self {
        match off {
            Off::Saturated => Self::Saturated { register },
            Off::Implausible => Self::Implausible { register, found },
            Off::NotReady => Self::NotReady { register },
        }
    }
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus { .. } => ErrorKind::Bus,
            Self::WrongDevice { .. } => ErrorKind::WrongDevice,
            Self::Config(_) => ErrorKind::OutOfRange,
            Self::ReadBack { .. }
            | Self::Checksum { .. }
            | Self::Rejected { .. }
            | Self::NoAnswer { .. }
            | Self::Unconfirmed { .. }
            | Self::Implausible { .. }
            | Self::CountLost { .. } => ErrorKind::Integrity,
            Self::NotInitialised | Self::NotFitted(_) => ErrorKind::Refused,
            Self::NotReady { .. } => ErrorKind::NotReady,
            Self::ConfigurationLost { .. } => ErrorKind::ConfigurationLost,
            Self::Saturated { .. } | Self::CountOverflow { .. } => ErrorKind::Saturated,
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
                write!(f, "register {register:#04x}: transfer failed: {cause:?}")
            }
            Self::WrongDevice {
                register,
                expected,
                found,
            } => write!(
                f,
                "register {register:#04x}: another device, {found:#06x} in place of {expected:#06x}"
            ),
            Self::Config(error) => write!(f, "configuration: {error}"),
            Self::ReadBack {
                register,
                written,
                found,
            } => write!(
                f,
                "register {register:#04x}: {written:#06x} written, {found:#06x} read back"
            ),
            Self::Checksum {
                block,
                written,
                found,
            } => write!(
                f,
                "{block:?} block: checksum {written:#06x} written, {found:#06x} made of it"
            ),
            Self::Rejected { block, status } => {
                write!(f, "{block:?} block rejected: status {status:#06x}")
            }
            Self::NotInitialised => f.write_str("not initialised"),
            Self::NotFitted(line) => write!(f, "{line:?} line: no sensor"),
            Self::NotReady { register } => write!(f, "register {register:#04x}: not measured"),
            Self::ConfigurationLost { register, found } => write!(
                f,
                "register {register:#04x}: configuration lost, {found:#06x}"
            ),
            Self::NoAnswer { register, found } => {
                write!(f, "register {register:#04x}: no answer, {found:#06x}")
            }
            Self::Unconfirmed {
                register,
                found,
                repeated,
            } => write!(
                f,
                "register {register:#04x}: {found:#06x} read, {repeated:#06x} repeated"
            ),
            Self::Saturated { register } => write!(f, "register {register:#04x}: end of scale"),
            Self::Implausible { register, found } => {
                write!(f, "register {register:#04x}: impossible value {found:#06x}")
            }
            Self::CountLost { register } => write!(f, "register {register:#04x}: count lost"),
            Self::CountOverflow { register } => {
                write!(f, "register {register:#04x}: count overflowed")
            }
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}

/// Why a configuration cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// The meter constant is zero.
    MeterConstant,
    /// The sag threshold does not fit its register, or there is no gain to scale it by.
    SagThreshold,
    /// Sags are to be reported, and no threshold is given.
    NoSagThreshold,
}

impl hal_power::Error for ConfigError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::OutOfRange
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MeterConstant => "meter constant is zero",
            Self::SagThreshold => "sag threshold does not fit its register",
            Self::NoSagThreshold => "sags without a threshold",
        })
    }
}

impl core::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use hal_power::Error as _;

    use super::*;

    #[test]
    fn kinds_say_what_to_do() {
        let block = Block::Metering;
        let (register, found, written) = (0x20, 1, 2);
        let errors: [(Error<()>, ErrorKind); 15] = [
            (
                Error::Bus {
                    register,
                    cause: (),
                },
                ErrorKind::Bus,
            ),
            (
                Error::WrongDevice {
                    register,
                    expected: 2,
                    found,
                },
                ErrorKind::WrongDevice,
            ),
            (ConfigError::MeterConstant.into(), ErrorKind::OutOfRange),
            (
                Error::ReadBack {
                    register,
                    written,
                    found,
                },
                ErrorKind::Integrity,
            ),
            (
                Error::Checksum {
                    block,
                    written,
                    found,
                },
                ErrorKind::Integrity,
            ),
            (
                Error::Rejected {
                    block,
                    status: 0xC000,
                },
                ErrorKind::Integrity,
            ),
            (Error::NotInitialised, ErrorKind::Refused),
            (Error::NotFitted(Line::N), ErrorKind::Refused),
            (Error::NotReady { register }, ErrorKind::NotReady),
            (
                Error::ConfigurationLost { register, found },
                ErrorKind::ConfigurationLost,
            ),
            (Error::NoAnswer { register, found }, ErrorKind::Integrity),
            (
                Error::Unconfirmed {
                    register,
                    found,
                    repeated: 3,
                },
                ErrorKind::Integrity,
            ),
            (Error::Saturated { register }, ErrorKind::Saturated),
            (Error::CountLost { register }, ErrorKind::Integrity),
            (Error::CountOverflow { register }, ErrorKind::Saturated),
        ];
        for (error, kind) in errors {
            assert_eq!(error.kind(), kind, "{error}");
        }
    }
}
