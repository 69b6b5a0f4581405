//! Asynchronous traits: one capability each.
//!
//! Every method may be repeated. Cells, wires and temperatures come in the string's order, the most negative one first. A slice
//! that has not the length that the part says is an error of kind [`OutOfRange`](hal_power::ErrorKind::OutOfRange), before
//! anything moves.
//!
//! # Cancellation Safety
//!
//! A future that is dropped may have moved bits on the wire; the next call starts afresh.
#![expect(
    async_fn_in_trait,
    reason = "as in embedded-hal-async: executors are single-threaded, a Send bound would shut parts out"
)]

mod series;

use crate::{CellLimits, CellSet, CellString, SafetyStatus};
use core::time::Duration;
use hal_power::{ErrorType, Sensor, Temperature, Voltage};

/// Measures the voltage of every cell.
///
/// # For implementers
///
/// A code that stands for no conversion, or one at the end of the scale, is an error and never a voltage. One cell without a value
/// leaves the whole call without: who judges a string needs all of them.
///
/// # For users
///
/// While a cell is being balanced its value, and those beside it, hold the drop along its wires: measure while none is.
pub trait CellVoltages: CellString + Sensor {
    /// Reads one coherent value for every cell.
    ///
    /// # Errors
    ///
    /// The part's own; what is in `cells` means nothing.
    async fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), Self::Error>;
}

/// Measures temperatures at several places of the battery.
///
/// # For implementers
///
/// A sensor that is open or shorted is an error and never a temperature.
pub trait CellTemperatures: Sensor {
    /// Returns the number of temperatures, at least 1. It does not change.
    fn temperature_count(&self) -> usize;

    /// Reads every temperature.
    ///
    /// # Errors
    ///
    /// The part's own; what is in `temperatures` means nothing.
    async fn cell_temperatures(
        &mut self,
        temperatures: &mut [Temperature],
    ) -> Result<(), Self::Error>;
}

/// Discharges single cells through resistors.
///
/// # For implementers
///
/// The part ends it by itself, at the latest [`expires_after`](Self::expires_after) the last call, whatever becomes of the host.
pub trait Balancing: CellString {
    /// Returns whether two cells that touch may be discharged at the same time.
    fn allows_neighbours(&self) -> bool;

    /// Returns the longest time that a cell goes on being discharged after the last call.
    fn expires_after(&self) -> Duration;

    /// Discharges these cells and no others; none ends it.
    ///
    /// # Errors
    ///
    /// The part's own: any of these cells, or of those before, may be discharged until the time is over. One of kind
    /// [`OutOfRange`](hal_power::ErrorKind::OutOfRange) for cells that are not there, and of kind
    /// [`Refused`](hal_power::ErrorKind::Refused) for neighbours where the part forbids them; nothing has changed then.
    async fn balance(&mut self, cells: CellSet) -> Result<(), Self::Error>;

    /// Reads which cells the part discharges now.
    ///
    /// # Errors
    ///
    /// The part's own.
    async fn balanced(&mut self) -> Result<CellSet, Self::Error>;
}

/// Finds wires between cells and part that are open.
pub trait OpenWireTest: CellString {
    /// Tests every wire, and returns those that are open: wire `n` at the negative end of cell `n`, the last one at the positive end
    /// of the string. No cell may be being balanced.
    ///
    /// # Errors
    ///
    /// The part's own; of no wire is anything known.
    async fn open_wires(&mut self) -> Result<CellSet, Self::Error>;
}

/// Watches over the voltage of every cell by itself.
pub trait CellProtection: CellString {
    /// Sets the limits, and returns those that the part applies from now on: rounded to what it can be set to, and never looser than
    /// what was asked for.
    ///
    /// # Errors
    ///
    /// The part's own; any of the limits may be the old or the new one. One of kind
    /// [`OutOfRange`](hal_power::ErrorKind::OutOfRange) for limits that the part cannot keep; nothing has changed then.
    async fn protect_cells(&mut self, limits: &CellLimits) -> Result<CellLimits, Self::Error>;
}

/// Reports what the part has found by itself.
pub trait SafetyMonitor: ErrorType {
    /// Reads what is reported, latched or present. Clears nothing.
    ///
    /// # Errors
    ///
    /// The part's own. It is never a status of health.
    async fn safety_status(&mut self) -> Result<SafetyStatus, Self::Error>;

    /// Clears what is latched.
    ///
    /// # Errors
    ///
    /// The part's own; one of kind [`Fault`](hal_power::ErrorKind::Fault) while something persists.
    async fn clear_safety(&mut self) -> Result<(), Self::Error>;
}

impl<T: CellVoltages + ?Sized> CellVoltages for &mut T {
    async fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), Self::Error> {
        T::cell_voltages(self, cells).await
    }
}

impl<T: CellTemperatures + ?Sized> CellTemperatures for &mut T {
    fn temperature_count(&self) -> usize {
        T::temperature_count(self)
    }

    async fn cell_temperatures(
        &mut self,
        temperatures: &mut [Temperature],
    ) -> Result<(), Self::Error> {
        T::cell_temperatures(self, temperatures).await
    }
}

impl<T: Balancing + ?Sized> Balancing for &mut T {
    fn allows_neighbours(&self) -> bool {
        T::allows_neighbours(self)
    }

    fn expires_after(&self) -> Duration {
        T::expires_after(self)
    }

    async fn balance(&mut self, cells: CellSet) -> Result<(), Self::Error> {
        T::balance(self, cells).await
    }

    async fn balanced(&mut self) -> Result<CellSet, Self::Error> {
        T::balanced(self).await
    }
}

impl<T: OpenWireTest + ?Sized> OpenWireTest for &mut T {
    async fn open_wires(&mut self) -> Result<CellSet, Self::Error> {
        T::open_wires(self).await
    }
}

impl<T: CellProtection + ?Sized> CellProtection for &mut T {
    async fn protect_cells(&mut self, limits: &CellLimits) -> Result<CellLimits, Self::Error> {
        T::protect_cells(self, limits).await
    }
}

impl<T: SafetyMonitor + ?Sized> SafetyMonitor for &mut T {
    async fn safety_status(&mut self) -> Result<SafetyStatus, Self::Error> {
        T::safety_status(self).await
    }

    async fn clear_safety(&mut self) -> Result<(), Self::Error> {
        T::clear_safety(self).await
    }
}
