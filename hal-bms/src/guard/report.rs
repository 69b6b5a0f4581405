//! What goes into a guard, and what comes out.

use super::CellFault;
use crate::{CellSet, SafetyStatus};
use hal_power::{Input, Ratio, Reading, Temperature, Voltage};

/// What a step of [`CellGuard`](super::CellGuard) is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct CellInputs<'a> {
    /// Voltage of every cell.
    pub cells: Input<&'a [Voltage]>,
    /// Every temperature.
    pub temperatures: Input<&'a [Temperature]>,
    /// What the part has found by itself.
    pub status: Input<SafetyStatus>,
    /// The last test of wires that came to a result, if any did.
    pub open_wires: Option<Reading<CellSet>>,
    /// Voltage of the whole string, where something measures it.
    pub stack: Option<Input<Voltage>>,
}

impl<'a> CellInputs<'a> {
    /// Creates inputs without a test of wires and without a voltage of the string.
    pub const fn new(
        cells: Input<&'a [Voltage]>,
        temperatures: Input<&'a [Temperature]>,
        status: Input<SafetyStatus>,
    ) -> Self {
        Self {
            cells,
            temperatures,
            status,
            open_wires: None,
            stack: None,
        }
    }

    /// Adds the last test of wires that came to a result.
    #[must_use]
    pub const fn with_open_wires(mut self, open: Option<Reading<CellSet>>) -> Self {
        self.open_wires = open;
        self
    }

    /// Adds the voltage of the string.
    #[must_use]
    pub const fn with_stack(mut self, stack: Input<Voltage>) -> Self {
        self.stack = Some(stack);
        self
    }
}

/// What is allowed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
#[must_use = "contactors may have to open"]
pub struct CellVerdict {
    /// Share of the nominal charge current.
    pub charge: Ratio,
    /// Share of the nominal discharge current.
    pub discharge: Ratio,
    /// Why the contactors have to open.
    pub fault: Option<CellFault>,
}

impl CellVerdict {
    /// No current either way, and no reason to open.
    pub const IDLE: Self = Self {
        charge: Ratio::ZERO,
        discharge: Ratio::ZERO,
        fault: None,
    };
}
