//! What can go wrong.

use core::fmt::{self, Display};

use hal_power::ErrorKind;

/// A quantity in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Field {
    /// Measured voltage.
    Voltage,
    /// Measured current.
    Current,
    /// Measured temperature.
    Temperature,
    /// Voltage up to which charging may go.
    ChargeVoltage,
    /// Voltage down to which discharging may go.
    DischargeVoltage,
    /// Largest charge current.
    ChargeCurrent,
    /// Largest discharge current.
    DischargeCurrent,
    /// State of charge.
    StateOfCharge,
    /// State of health.
    StateOfHealth,
    /// Voltage of cells.
    CellVoltage,
    /// Temperature of cells.
    CellTemperature,
    /// Voltage of modules.
    ModuleVoltage,
    /// Temperature of modules.
    ModuleTemperature,
    /// Voltage that the battery is built for.
    VoltageLevel,
    /// Capacity that the battery is built for.
    Capacity,
}

/// A frame that the session knows, and whose content it does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FrameError {
    /// The frame has a length that no source shows for it.
    Length {
        /// Identifier of the frame.
        id: u32,
        /// Its length in bytes.
        length: usize,
    },
    /// A value lies outside of what it can be, or outside of its quantity.
    OutOfRange {
        /// Identifier of the frame.
        id: u32,
        /// The value.
        field: Field,
    },
    /// A limit has the sign that it cannot have as configured.
    Sign {
        /// Identifier of the frame.
        id: u32,
        /// The limit.
        field: Field,
    },
    /// What should be higher is not above what should be lower.
    Crossed {
        /// Identifier of the frame.
        id: u32,
        /// The higher one.
        field: Field,
    },
}

/// A value that is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ValueError {
    /// A measured value does not fit into its frame; another one in its place would be wrong.
    OutOfRange(Field),
    /// What should be higher is not above what should be lower, as the frame would show them.
    Crossed(Field),
}

/// Figures that make no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A period, or a time that has to pass, is zero.
    Zero,
    /// A voltage is not positive.
    Voltage,
    /// No address is left, or one is there twice.
    Address,
}

impl hal_power::Error for FrameError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Length { .. } | Self::Sign { .. } | Self::Crossed { .. } => ErrorKind::Integrity,
            Self::OutOfRange { .. } => ErrorKind::OutOfRange,
        }
    }
}

impl hal_power::Error for ValueError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::OutOfRange(_) | Self::Crossed(_) => ErrorKind::OutOfRange,
        }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Voltage => "voltage",
            Self::Current => "current",
            Self::Temperature => "temperature",
            Self::ChargeVoltage => "charge voltage",
            Self::DischargeVoltage => "discharge voltage",
            Self::ChargeCurrent => "charge current",
            Self::DischargeCurrent => "discharge current",
            Self::StateOfCharge => "state of charge",
            Self::StateOfHealth => "state of health",
            Self::CellVoltage => "cell voltage",
            Self::CellTemperature => "cell temperature",
            Self::ModuleVoltage => "module voltage",
            Self::ModuleTemperature => "module temperature",
            Self::VoltageLevel => "voltage level",
            Self::Capacity => "capacity",
        })
    }
}

impl Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { id, length } => write!(f, "{id:#x} of {length} bytes"),
            Self::OutOfRange { id, field } => write!(f, "{id:#x}: {field} out of range"),
            Self::Sign { id, field } => write!(f, "{id:#x}: {field} with the wrong sign"),
            Self::Crossed { id, field } => write!(f, "{id:#x}: {field} too low for the other"),
        }
    }
}

impl Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange(field) => write!(f, "{field} does not fit into its frame"),
            Self::Crossed(field) => write!(f, "{field} too low for the other"),
        }
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "a time that has to pass is zero",
            Self::Voltage => "a voltage is not positive",
            Self::Address => "no address, or one twice",
        })
    }
}

impl core::error::Error for FrameError {}
impl core::error::Error for ValueError {}
impl core::error::Error for ConfigError {}
