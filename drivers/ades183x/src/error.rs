//! What can go wrong.

use core::{
    fmt::{self, Debug, Display},
    time::Duration,
};

use hal_power::{ErrorKind, Voltage};

use crate::{Group, SelfTest, SerialId, Status};

/// Failure of a driver's method. Parts count from the host, cells from the most negative of their part, GPIOs as the part does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Error<E> {
    /// A transfer failed.
    Bus(E),
    /// Nothing answers from this part on: the chain is broken before it, or the part is off.
    Broken {
        /// The first part that is silent.
        part: usize,
    },
    /// A block has a wrong PEC10.
    Pec {
        /// The first part whose block it is.
        part: usize,
        /// What was to be read.
        group: Group,
    },
    /// A part has counted another number of commands, and still has its configuration: it has missed one.
    Counter {
        /// The first part that differs.
        part: usize,
        /// Commands that were sent.
        expected: u8,
        /// Commands that it has counted.
        found: u8,
    },
    /// A part has lost its configuration: it was off, asleep, or was reset.
    ConfigurationLost {
        /// The first part that has.
        part: usize,
    },
    /// A group does not have what was just written.
    ReadBack {
        /// The first part that differs.
        part: usize,
        /// What was written.
        group: Group,
    },
    /// There are more parts than the driver was told.
    Longer,
    /// A part without a serial number, or with another than it has to have.
    Serial {
        /// The part.
        part: usize,
        /// What was read.
        found: SerialId,
    },
    /// A cell has no result yet.
    NotReady {
        /// The part.
        part: usize,
        /// What was read.
        group: Group,
    },
    /// A cell is outside of what is measured, -2 V to 5.5 V.
    Saturated {
        /// The part.
        part: usize,
        /// Its cell.
        cell: usize,
    },
    /// VREF2 is too far off for what is measured against it.
    Reference {
        /// The part.
        part: usize,
        /// What was measured.
        found: Voltage,
    },
    /// A thermistor is open or shorted, or so hot or cold that the curve ends.
    Thermistor {
        /// The part.
        part: usize,
        /// The GPIO, from 1.
        gpio: u8,
        /// Which end of the scale is nearer.
        lead: Lead,
    },
    /// A part reports a fault.
    Fault {
        /// The first part that does.
        part: usize,
        /// What it reports.
        status: Status,
    },
    /// A part did not find the fault that it was made to find.
    SelfTest {
        /// The first part that did not.
        part: usize,
        /// The test.
        test: SelfTest,
    },
    /// Slice or cells do not fit the chain. Nothing was transferred.
    Length {
        /// How long it has to be.
        expected: usize,
        /// How long it is.
        found: usize,
    },
    /// Limits that the part cannot keep. Nothing was transferred.
    Limits,
    /// The configuration has nothing for it. Nothing has changed.
    NotConfigured,
    /// Cells are being balanced. Nothing has changed.
    Balancing,
    /// `init` has not passed since the driver was made, or since a part has lost its configuration. Nothing was transferred.
    NotInitialised,
}

/// What became of a thermistor, from the voltage at its GPIO.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Lead {
    /// Nearer to zero than to the reference: shorted, where the thermistor is at the lower side.
    Low,
    /// Nearer to the reference: open, where the thermistor is at the lower side.
    High,
}

/// What the driver knows of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Counters and configuration are known.
    Known,
    /// Counters are not.
    Doubtful,
    /// Only `init` helps.
    Lost,
}

impl<E> Error<E> {
    /// Returns what it leaves behind.
    pub(crate) const fn leaves(&self) -> Standing {
        match self {
            Self::Bus(_) | Self::Broken { .. } | Self::Pec { .. } | Self::Counter { .. } => {
                Standing::Doubtful
            }
            Self::ConfigurationLost { .. }
            | Self::ReadBack { .. }
            | Self::Longer
            | Self::Serial { .. }
            | Self::NotInitialised => Standing::Lost,
            Self::NotReady { .. }
            | Self::Saturated { .. }
            | Self::Reference { .. }
            | Self::Thermistor { .. }
            | Self::Fault { .. }
            | Self::SelfTest { .. }
            | Self::Length { .. }
            | Self::Limits
            | Self::NotConfigured
            | Self::Balancing => Standing::Known,
        }
    }
}

impl<E: Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus(_) | Self::Broken { .. } => ErrorKind::Bus,
            Self::Pec { .. } | Self::Counter { .. } | Self::ReadBack { .. } => ErrorKind::Integrity,
            Self::ConfigurationLost { .. } => ErrorKind::ConfigurationLost,
            Self::Longer | Self::Serial { .. } => ErrorKind::WrongDevice,
            Self::NotReady { .. } => ErrorKind::NotReady,
            Self::Saturated { .. } => ErrorKind::Saturated,
            Self::Reference { .. }
            | Self::Thermistor { .. }
            | Self::Fault { .. }
            | Self::SelfTest { .. } => ErrorKind::Fault,
            Self::Length { .. } | Self::Limits => ErrorKind::OutOfRange,
            Self::NotConfigured | Self::Balancing | Self::NotInitialised => ErrorKind::Refused,
        }
    }
}

impl<E: Debug> Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(cause) => write!(f, "transfer failed: {cause:?}"),
            Self::Broken { part } => write!(f, "nothing answers from part {part} on"),
            Self::Pec { part, group } => write!(f, "part {part}: wrong PEC of {group}"),
            Self::Counter {
                part,
                expected,
                found,
            } => write!(f, "part {part} has counted {found} commands of {expected}"),
            Self::ConfigurationLost { part } => write!(f, "part {part}: configuration lost"),
            Self::ReadBack { part, group } => {
                write!(f, "part {part}: {group} does not read back")
            }
            Self::Longer => f.write_str("there are more parts than configured"),
            Self::Serial { part, found } => {
                write!(f, "part {part}: serial number {found} is not its own")
            }
            Self::NotReady { part, group } => write!(f, "part {part}: no result in {group}"),
            Self::Saturated { part, cell } => {
                write!(f, "part {part}: cell {cell} is out of the scale")
            }
            Self::Reference { part, found } => write!(f, "part {part}: reference at {found}"),
            Self::Thermistor { part, gpio, lead } => {
                let end = match lead {
                    Lead::Low => "low",
                    Lead::High => "high",
                };
                write!(f, "part {part}: thermistor at GPIO{gpio} reads too {end}")
            }
            Self::Fault { part, status } => write!(f, "part {part}: {status:?}"),
            Self::SelfTest { part, test } => write!(f, "part {part} failed {test:?}"),
            Self::Length { expected, found } => write!(f, "{found} places for {expected}"),
            Self::Limits => f.write_str("limits are out of range"),
            Self::NotConfigured => f.write_str("not configured"),
            Self::Balancing => f.write_str("cells are being balanced"),
            Self::NotInitialised => f.write_str("not initialised"),
        }
    }
}

impl<E: Debug> core::error::Error for Error<E> {}

/// What cannot be configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// No part has as many cells.
    Cells(u8),
    /// No such GPIOs, or one is to be pulled down and has a thermistor.
    Gpios(u16),
    /// No chain has as many parts.
    Parts(usize),
    /// The frame has fewer blocks than there are parts.
    Frame(usize),
    /// There are thermistors, and no curve for them.
    Curve,
    /// The timer cannot be set to it.
    BalancingTime(Duration),
    /// Limits that the part cannot keep.
    Limits,
    /// No cell with its wires reads as much.
    OpenWire(Voltage),
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cells(cells) => write!(f, "no part has {cells} cells"),
            Self::Gpios(gpios) => write!(f, "GPIOs {gpios:#05x} are not there, or used twice"),
            Self::Parts(parts) => write!(f, "no chain has {parts} parts"),
            Self::Frame(blocks) => write!(f, "frame of {blocks} blocks is too short"),
            Self::Curve => f.write_str("thermistors without a curve"),
            Self::BalancingTime(time) => write!(f, "no balancing for {time:?}"),
            Self::Limits => f.write_str("limits are out of range"),
            Self::OpenWire(voltage) => write!(f, "no open wire below {voltage}"),
        }
    }
}

impl core::error::Error for ConfigError {}
