//! Why contactors have to open.

use crate::{CellSet, SafetyStatus};
use core::fmt;
use hal_power::{Temperature, Unusable, Voltage};

/// One of the inputs of a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CellInput {
    /// Voltages of cells.
    Cells,
    /// Temperatures.
    Temperatures,
    /// What the part reports.
    Status,
    /// The test of wires.
    OpenWires,
    /// Voltage of the string.
    Stack,
}

/// Why the contactors have to open, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CellFault {
    /// A cell was at its hard limit or above for its time.
    Overvoltage {
        /// The highest one.
        cell: usize,
        /// Its voltage when last read.
        voltage: Voltage,
    },
    /// The part reports this: every bit that is no warning.
    Status(SafetyStatus),
    /// A sensor was at the hard limit or above for its time.
    TooHot {
        /// The hottest one.
        sensor: usize,
        /// Its temperature when last read.
        temperature: Temperature,
    },
    /// A cell was at its hard limit or below for its time.
    Undervoltage {
        /// The lowest one.
        cell: usize,
        /// Its voltage when last read.
        voltage: Voltage,
    },
    /// A sensor was at the hard limit or below for its time.
    TooCold {
        /// The coldest one.
        sensor: usize,
        /// Its temperature when last read.
        temperature: Temperature,
    },
    /// These wires are open.
    OpenWires(CellSet),
    /// Cells and string were further apart than the tolerance for its time.
    Mismatch {
        /// Sum of all cells.
        cells: Voltage,
        /// Voltage of the string.
        stack: Voltage,
    },
    /// This input could not be used for as long as is borne.
    Input(CellInput, Unusable),
}

impl CellFault {
    const fn rank(&self) -> u8 {
        match self {
            Self::Overvoltage { .. } => 7,
            Self::Status(_) => 6,
            Self::TooHot { .. } => 5,
            Self::Undervoltage { .. } => 4,
            Self::TooCold { .. } => 3,
            Self::OpenWires(_) => 2,
            Self::Mismatch { .. } => 1,
            Self::Input(..) => 0,
        }
    }

    /// Returns the worse one, the earlier of equals. What is reported is gathered.
    pub(super) fn worst(earlier: Option<Self>, later: Option<Self>) -> Option<Self> {
        match (earlier, later) {
            (Some(Self::Status(earlier)), Some(Self::Status(later))) => {
                Some(Self::Status(earlier.union(later)))
            }
            (Some(Self::OpenWires(earlier)), Some(Self::OpenWires(later))) => {
                Some(Self::OpenWires(earlier.union(later)))
            }
            (Some(earlier), Some(later)) if later.rank() > earlier.rank() => Some(later),
            (Some(earlier), _) => Some(earlier),
            (None, later) => later,
        }
    }
}

impl fmt::Display for CellInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cells => "cell voltages",
            Self::Temperatures => "temperatures",
            Self::Status => "safety status",
            Self::OpenWires => "test of wires",
            Self::Stack => "string voltage",
        })
    }
}

impl fmt::Display for CellFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overvoltage { cell, voltage } => write!(f, "cell {cell} too high: {voltage}"),
            Self::Status(status) => write!(f, "the monitor reports {status}"),
            Self::TooHot {
                sensor,
                temperature,
            } => write!(f, "sensor {sensor} too hot: {temperature}"),
            Self::Undervoltage { cell, voltage } => write!(f, "cell {cell} too low: {voltage}"),
            Self::TooCold {
                sensor,
                temperature,
            } => write!(f, "sensor {sensor} too cold: {temperature}"),
            Self::OpenWires(wires) => write!(f, "open wires: {wires}"),
            Self::Mismatch { cells, stack } => write!(f, "cells make {cells}, the string {stack}"),
            Self::Input(input, cause) => write!(f, "{input}: {cause}"),
        }
    }
}
