//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_power::ErrorKind;

use crate::Limit;

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
    /// An identity register holds something else.
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
    /// The input is not converted in this configuration.
    NotMeasured {
        /// Address of the register that would hold the result.
        register: u8,
    },
    /// The part has reset: `register` no longer holds the configuration. Only `init` helps.
    ConfigurationLost {
        /// Address of the register.
        register: u8,
    },
    /// The value is at the end of the converter's scale, or beyond what its quantity can hold.
    Saturated {
        /// Address of the register.
        register: u8,
    },
    /// The register holds what the part cannot have measured, such as a negative bus voltage.
    Implausible {
        /// Address of the register.
        register: u8,
    },
    /// The part reports an overflow in its calculation of current or power: the true value lies beyond the calibrated scale.
    /// All but the INA226 keep that until `start` or `clear_counters` (SLYS021A table 7-16, MATHOF).
    MathOverflow,
    /// The count of energy or charge has overflowed since the counters were last cleared.
    CounterOverflow {
        /// Address of the register.
        register: u8,
    },
    /// The limit does not fit its register, or the part has none for the quantity.
    LimitOutOfRange(Limit),
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus { .. } => ErrorKind::Bus,
            Self::WrongDevice { .. } => ErrorKind::WrongDevice,
            Self::Config(_) | Self::CounterOverflow { .. } | Self::LimitOutOfRange(_) => {
                ErrorKind::OutOfRange
            }
            Self::ReadBack { .. } | Self::Implausible { .. } => ErrorKind::Integrity,
            Self::NotReady => ErrorKind::NotReady,
            Self::NotInitialised | Self::NotMeasured { .. } => ErrorKind::Refused,
            Self::ConfigurationLost { .. } => ErrorKind::ConfigurationLost,
            Self::Saturated { .. } | Self::MathOverflow => ErrorKind::Saturated,
        }
    }
}

/// Failure of a reading or its proof, in as little memory as it can.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault<E> {
    Bus { register: u8, cause: E },
    NotInitialised,
    NotReady,
    NotMeasured { register: u8 },
    ConfigurationLost { register: u8 },
    MathOverflow,
}

impl<E> From<Fault<E>> for Error<E> {
    #[inline]
    fn from(fault: Fault<E>) -> Self {
        match fault {
            Fault::Bus { register, cause } => Self::Bus { register, cause },
            Fault::NotInitialised => Self::NotInitialised,
            Fault::NotReady => Self::NotReady,
            Fault::NotMeasured { register } => Self::NotMeasured { register },
            Fault::ConfigurationLost { register } => Self::ConfigurationLost { register },
            Fault::MathOverflow => Self::MathOverflow,
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
            Self::NotMeasured { register } => {
                write!(f, "register {register:#04x}: its input is not converted")
            }
            Self::ConfigurationLost { register } => {
                write!(f, "register {register:#04x}: configuration lost")
            }
            Self::Saturated { register } => write!(f, "register {register:#04x}: end of scale"),
            Self::Implausible { register } => {
                write!(f, "register {register:#04x}: impossible value")
            }
            Self::MathOverflow => f.write_str("current or power overflowed in the device"),
            Self::CounterOverflow { register } => {
                write!(f, "register {register:#04x}: count overflowed")
            }
            Self::LimitOutOfRange(limit) => write!(f, "limit out of range: {limit:?}"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}

/// Why a configuration cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// The shunt has no resistance, or so much that a code is no current.
    Shunt,
    /// The largest current is not positive.
    MaxCurrent,
    /// The largest current drops more over the shunt than the converter's range.
    AdcRange,
    /// The full scale of the current is beyond what [`Current`](hal_power::Current) holds.
    FullScale,
    /// The calibration does not fit its register of 15 bits, or is zero.
    Calibration,
    /// The divider is zero, or makes the full scale more than [`Voltage`](hal_power::Voltage) holds.
    BusDivider,
    /// A power code is more than [`Power`](hal_power::Power) can scale.
    Power,
    /// The temperature coefficient does not fit its register of 14 bits.
    TemperatureCoefficient,
    /// The delay before the first conversion is more than 510 ms or no multiple of 2 ms.
    ConversionDelay,
    /// No input is selected.
    Inputs,
}

impl hal_power::Error for ConfigError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::OutOfRange
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shunt => "shunt resistance out of range",
            Self::MaxCurrent => "largest current is not positive",
            Self::AdcRange => "largest current drops more than the shunt range",
            Self::FullScale => "full scale beyond the range of a current",
            Self::Calibration => "calibration does not fit its register",
            Self::BusDivider => "bus divider out of range",
            Self::Power => "power code beyond the range of a power",
            Self::TemperatureCoefficient => "temperature coefficient does not fit its register",
            Self::ConversionDelay => "conversion delay does not fit its register",
            Self::Inputs => "no input selected",
        })
    }
}

impl core::error::Error for ConfigError {}
