//! What goes into a balancer, and what comes out.

use crate::CellSet;
use hal_power::{Current, Input, Temperature, Unusable, Voltage};

/// What a step of [`Balancer`](super::Balancer) is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct BalancerInputs<'a> {
    /// Voltage of every cell. While cells are being discharged, what was read before will do.
    pub cells: Input<&'a [Voltage]>,
    /// Temperatures of what balancing heats.
    pub temperatures: Input<&'a [Temperature]>,
    /// Battery current.
    pub current: Input<Current>,
}

impl<'a> BalancerInputs<'a> {
    /// Creates inputs.
    pub const fn new(
        cells: Input<&'a [Voltage]>,
        temperatures: Input<&'a [Temperature]>,
        current: Input<Current>,
    ) -> Self {
        Self {
            cells,
            temperatures,
            current,
        }
    }
}

/// One of the inputs of a balancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum BalancerInput {
    /// Voltages of cells.
    Cells,
    /// Temperatures.
    Temperatures,
    /// Battery current.
    Current,
}

/// What a balancer wants, as levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct BalancerWants {
    /// Cells to discharge, and no others.
    pub cells: CellSet,
    /// Tell the part now, and say so to [`Balancer::sent`](super::Balancer::sent): it is not known to do what is wanted, or would
    /// soon end by itself.
    pub tell: bool,
    /// No cell is being discharged, and voltages have settled: what is measured now is true.
    pub quiet: bool,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum BalanceOutcome {
    /// The cells are this far apart, which is the target or less.
    Level(Voltage),
    /// Time was up; the cells were this far apart when last measured.
    TimedOut(Voltage),
    /// This sensor is at the limit or above.
    Hot {
        /// The hottest one.
        sensor: usize,
        /// Its temperature.
        temperature: Temperature,
    },
    /// This cell is at the floor or below.
    Low {
        /// The lowest one.
        cell: usize,
        /// Its voltage.
        voltage: Voltage,
    },
    /// The battery is in use: voltages do not rest.
    InUse(Current),
    /// This input cannot be used.
    Input(BalancerInput, Unusable),
    /// The caller said so.
    Stopped,
}

impl BalanceOutcome {
    /// Returns whether another run would be the same one again, unless there is a pause before it.
    pub(super) const fn needs_pause(&self) -> bool {
        match self {
            Self::TimedOut(_) | Self::Hot { .. } | Self::Low { .. } | Self::Stopped => true,
            Self::Level(_) | Self::InUse(_) | Self::Input(..) => false,
        }
    }
}
