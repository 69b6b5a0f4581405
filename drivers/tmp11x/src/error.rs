//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::ErrorKind;

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
    /// The device register holds something else.
    WrongDevice {
        /// Address of the register.
        register: u8,
        /// What it holds.
        found: u16,
    },
    /// The configuration cannot be had; nothing was transferred.
    Config(ConfigError),
    /// A register did not keep what was written.
    ReadBack {
        /// Address of the register.
        register: u8,
        /// What was written.
        written: u16,
        /// What was read.
        found: u16,
    },
    /// `init` has not passed since the driver was made or since it last began.
    NotInitialised,
    /// No conversion has ended yet, or none was started.
    NotReady,
    /// The EEPROM is being loaded, as for 1.5 ms after power-up, or programmed: the part takes no writes.
    Busy,
    /// The part has reset: `register` no longer holds the configuration. Only `init` helps.
    ConfigurationLost {
        /// Address of the register.
        register: u8,
    },
    /// The value is at the end of the scale.
    Saturated {
        /// Address of the register.
        register: u8,
    },
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus { .. } => ErrorKind::Bus,
            Self::WrongDevice { .. } => ErrorKind::WrongDevice,
            Self::Config(_) => ErrorKind::OutOfRange,
            Self::ReadBack { .. } => ErrorKind::Integrity,
            Self::NotReady | Self::Busy => ErrorKind::NotReady,
            Self::NotInitialised => ErrorKind::Refused,
            Self::ConfigurationLost { .. } => ErrorKind::ConfigurationLost,
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
                write!(f, "register {register:#04x}: transfer failed: {cause:?}")
            }
            Self::WrongDevice { register, found } => {
                write!(f, "register {register:#04x}: another device, {found:#06x}")
            }
            Self::Config(error) => write!(f, "configuration: {error}"),
            Self::ReadBack {
                register,
                written,
                found,
            } => write!(
                f,
                "register {register:#04x}: {written:#06x} written, {found:#06x} read back"
            ),
            Self::NotInitialised => f.write_str("not initialised"),
            Self::NotReady => f.write_str("no conversion has ended yet"),
            Self::Busy => f.write_str("EEPROM busy"),
            Self::ConfigurationLost { register } => {
                write!(f, "register {register:#04x}: configuration lost")
            }
            Self::Saturated { register } => write!(f, "register {register:#04x}: end of scale"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}

/// Why a configuration cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A limit is beyond -256 °C to 255.99 °C, or the low one is not below the high one.
    Limits,
    /// The offset is beyond -256 °C to 255.99 °C.
    Offset,
}

impl hal_power::Error for ConfigError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::OutOfRange
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Limits => "limits out of range or out of order",
            Self::Offset => "offset out of range",
        })
    }
}

impl core::error::Error for ConfigError {}
