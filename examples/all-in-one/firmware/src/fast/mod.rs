//! What runs once in every period of the carrier, and the port through which the rest of the firmware sees it.

mod control;
mod quadrature;
mod regulator;

pub use control::{BridgeControl, ControlConfig, Outcome, channel};
pub use regulator::Gains;

use core::time::Duration;
use hal_power::Power;

/// What the bridge has to do until it is told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setpoint {
    /// Nothing.
    #[default]
    Rest,
    /// Make the nominal voltage.
    Form,
    /// Feed a power into the grid, in phase with it; negative takes.
    Feed(Power),
}

/// What the protection on frames says of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridView {
    /// It may not be connected to yet, for this long at least.
    Waiting(Duration),
    /// It may be connected to.
    Granted,
    /// It had to be left: the bridge is off, and the coils of the grid relays have no supply until
    /// [`rearm`](Modulator::rearm).
    Left,
}

impl Default for GridView {
    /// Nobody has judged it yet.
    fn default() -> Self {
        Self::Waiting(Duration::MAX)
    }
}

/// The side of the firmware that runs once in every period, as the other sees it.
///
/// # For implementers
///
/// A board whose interrupt runs a [`BridgeControl`] keeps the set point for it and hands its word on.
pub trait Modulator {
    /// Sets what the bridge has to do.
    fn set(&mut self, setpoint: Setpoint);

    /// Returns what the protection says of the grid; `None` on a board without frames, where the meter alone is judged.
    fn grid(&self) -> Option<GridView>;

    /// Gives the coils of the grid relays their supply back.
    fn rearm(&mut self);
}
