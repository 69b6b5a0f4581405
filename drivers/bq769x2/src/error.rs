//! What can go wrong.

use core::fmt::{self, Debug, Display};

use hal_bms::SafetyStatus;
use hal_power::ErrorKind;

use crate::{BatteryStatus, ConfigError, ManufacturingStatus, Pin};

/// What is wrong with a thermistor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ThermistorFault {
    /// It has next to no resistance.
    Shorted,
    /// It hangs on nothing.
    Open,
}

/// Failure of a driver's method. A register is a direct command, a number that of a subcommand or an address in data memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// The bus failed on the way to or from `register` or those behind it.
    Bus {
        /// The first register.
        register: u8,
        /// What the bus said.
        cause: E,
    },
    /// A CRC of I2C or SPI is wrong.
    Crc {
        /// The register.
        register: u8,
    },
    /// On SPI nothing but "not yet" came back.
    Busy {
        /// The register.
        register: u8,
    },
    /// On SPI the part did not give back what was written: it may have taken it.
    Unconfirmed {
        /// The register.
        register: u8,
    },
    /// A subcommand was not done in time.
    Silent {
        /// The subcommand.
        number: u16,
        /// What was read where it is given back.
        found: u16,
    },
    /// Battery Status has a bit that the part never sets: nobody drives the line.
    Damaged(BatteryStatus),
    /// A subcommand brought fewer bytes than it has, or more than there can be.
    Length {
        /// The subcommand.
        number: u16,
        /// Its length byte.
        found: u8,
    },
    /// The checksum of a subcommand's data is wrong.
    Checksum {
        /// The subcommand.
        number: u16,
        /// The checksum over what came.
        expected: u8,
        /// The checksum that came.
        found: u8,
    },
    /// Another part answers.
    WrongDevice {
        /// What DEVICE_NUMBER answered, or what is in its place.
        found: u16,
    },
    /// The part has not started yet.
    NotStarted(BatteryStatus),
    /// The part is sealed: it takes no configuration.
    Sealed,
    /// CONFIG_UPDATE was not entered or not left in time.
    ConfigUpdate(BatteryStatus),
    /// Data memory does not hold what was written.
    ReadBack {
        /// The byte's address.
        address: u16,
        /// What was written.
        written: u8,
        /// What was read back.
        found: u8,
    },
    /// The part did not follow FET_ENABLE or PF_ENABLE.
    NotFollowed(ManufacturingStatus),
    /// `init` has not passed. Nothing was transferred.
    NotInitialised,
    /// The part has reset, or its configuration is otherwise gone. What was seen last is the status.
    ConfigurationLost(BatteryStatus),
    /// Data memory does not hold the configuration any more.
    Changed {
        /// The byte's address.
        address: u16,
        /// What was configured.
        expected: u8,
        /// What was read.
        found: u8,
    },
    /// Nothing has been measured yet.
    NotMeasured {
        /// The register.
        register: u8,
    },
    /// A code is at the end of its scale.
    Saturated {
        /// The register.
        register: u8,
    },
    /// A code stands for nothing that the part can measure.
    Implausible {
        /// The register.
        register: u8,
        /// The code.
        found: i16,
    },
    /// A thermistor is open or shorted.
    Thermistor {
        /// Its pin.
        pin: Pin,
        /// What is wrong.
        fault: ThermistorFault,
    },
    /// The count of charge may have begun anew since it was cleared. It is right again from `clear_charge` on.
    CountInterrupted,
    /// Limits that the part cannot keep. Nothing was transferred.
    Config(ConfigError),
    /// A slice has not the length that the part says, or a cell is not there. Nothing was transferred.
    OutOfRange,
    /// Two cells that touch. Nothing was transferred.
    Neighbours,
    /// Something that was to be cleared persists.
    Persists(SafetyStatus),
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus { .. } => ErrorKind::Bus,
            Self::Crc { .. }
            | Self::Unconfirmed { .. }
            | Self::Length { .. }
            | Self::Checksum { .. }
            | Self::ReadBack { .. }
            | Self::Damaged(_)
            | Self::NotFollowed(_) => ErrorKind::Integrity,
            Self::Busy { .. }
            | Self::Silent { .. }
            | Self::NotStarted(_)
            | Self::ConfigUpdate(_)
            | Self::NotMeasured { .. }
            | Self::CountInterrupted => ErrorKind::NotReady,
            Self::WrongDevice { .. } => ErrorKind::WrongDevice,
            Self::Sealed | Self::NotInitialised | Self::Neighbours => ErrorKind::Refused,
            Self::ConfigurationLost(_) | Self::Changed { .. } => ErrorKind::ConfigurationLost,
            Self::Saturated { .. } => ErrorKind::Saturated,
            Self::Implausible { .. } | Self::Config(_) | Self::OutOfRange => ErrorKind::OutOfRange,
            Self::Thermistor { .. } | Self::Persists(_) => ErrorKind::Fault,
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
            Self::Crc { register } => write!(f, "register {register:#04x}: CRC differs"),
            Self::Busy { register } => write!(f, "register {register:#04x}: not done in time"),
            Self::Unconfirmed { register } => {
                write!(f, "register {register:#04x}: write not confirmed")
            }
            Self::Silent { number, found } => write!(
                f,
                "subcommand {number:#06x}: not done in time, {found:#06x} in its place"
            ),
            Self::Damaged(status) => write!(f, "impossible status {:#06x}", status.bits()),
            Self::Length { number, found } => {
                write!(
                    f,
                    "subcommand {number:#06x}: impossible length {found:#04x}"
                )
            }
            Self::Checksum {
                number,
                expected,
                found,
            } => write!(
                f,
                "subcommand {number:#06x}: checksum {found:#04x}, {expected:#04x} over what came"
            ),
            Self::WrongDevice { found } => write!(f, "another device, {found:#06x}"),
            Self::NotStarted(status) => write!(f, "not started, status {:#06x}", status.bits()),
            Self::Sealed => f.write_str("sealed"),
            Self::ConfigUpdate(status) => {
                write!(
                    f,
                    "CONFIG_UPDATE not followed, status {:#06x}",
                    status.bits()
                )
            }
            Self::ReadBack {
                address,
                written,
                found,
            } => write!(
                f,
                "data memory {address:#06x}: {written:#04x} written, {found:#04x} read back"
            ),
            Self::NotFollowed(status) => {
                write!(f, "manufacturing status is still {:#06x}", status.bits())
            }
            Self::NotInitialised => f.write_str("not initialised"),
            Self::ConfigurationLost(status) => {
                write!(f, "configuration lost, status {:#06x}", status.bits())
            }
            Self::Changed {
                address,
                expected,
                found,
            } => write!(
                f,
                "data memory {address:#06x}: went from {expected:#04x} to {found:#04x}"
            ),
            Self::NotMeasured { register } => {
                write!(f, "register {register:#04x}: nothing measured yet")
            }
            Self::Saturated { register } => write!(f, "register {register:#04x}: end of scale"),
            Self::Implausible { register, found } => {
                write!(f, "register {register:#04x}: impossible value {found:#06x}")
            }
            Self::Thermistor { pin, fault } => write!(f, "thermistor at {pin:?}: {fault:?}"),
            Self::CountInterrupted => f.write_str("count of charge was interrupted"),
            Self::Config(error) => write!(f, "configuration: {error}"),
            Self::OutOfRange => f.write_str("slice or cells do not fit the part"),
            Self::Neighbours => f.write_str("neighbours must not be balanced together"),
            Self::Persists(status) => write!(f, "still reported: {status}"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}
