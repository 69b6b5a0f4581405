//! Asynchronous traits: one capability each.
//!
//! # Cancellation Safety
//!
//! A future that is dropped may have moved bits on the wire; the next call starts afresh.
#![expect(
    async_fn_in_trait,
    reason = "as in embedded-hal-async: executors are single-threaded, a Send bound would shut parts out"
)]

mod meter;

pub use meter::{
    ActivePowerMeter, ApparentPowerMeter, CurrentMeter, EnergyMeter, FrequencyMeter,
    PowerFactorMeter, ReactivePowerMeter, VoltageMeter,
};

use crate::{Disarmed, GateFaults};
use hal_power::ErrorType;

/// Watches over the gates of one power stage: what their drivers report, and the way back from it.
///
/// # For implementers
///
/// - A fault that the part latches stays until [`clear_faults`](Self::clear_faults); no other method clears it, and none that
///   reads. After a [`DESATURATION`](GateFaults::DESATURATION) a gate stays off until then, whatever its input does, also where
///   the part itself would try again.
/// - Configuration is written, read back and compared by the driver's own `init`, before a gate may be driven.
/// - Whatever leaves the part in doubt, such as a damaged reply, a read-back that differs or a part that does not answer, turns the
///   gates off where an off pin is fitted, and is an error until `init` has passed again.
///
/// # For users
///
/// Turning off is not here: the off pin is a [`SafeState`](hal_power::SafeState), and the stage's trip acts without either.
pub trait GateDriver: ErrorType {
    /// Returns the number of gates, 1 to 32.
    fn count(&self) -> usize;

    /// Reads what is reported, gate by gate in the bank's order, and returns the union. Clears nothing.
    ///
    /// # Errors
    ///
    /// The part's own; one of kind [`OutOfRange`](hal_power::ErrorKind::OutOfRange) where `gates` is not
    /// [`count`](Self::count) long, and nothing was read.
    async fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, Self::Error>;

    /// Clears what is latched. Nothing is driven before [`enable`](Self::enable).
    ///
    /// # Errors
    ///
    /// The part's own; one of kind [`Fault`](hal_power::ErrorKind::Fault) while something persists.
    async fn clear_faults(&mut self, disarmed: &Disarmed<'_>) -> Result<(), Self::Error>;

    /// Lets the gates follow their inputs, which the disarmed stage holds low.
    ///
    /// # Errors
    ///
    /// The part's own; one of kind [`Fault`](hal_power::ErrorKind::Fault) while a fault is latched, and the gates stay off.
    async fn enable(&mut self, disarmed: &Disarmed<'_>) -> Result<(), Self::Error>;
}

impl<T: GateDriver + ?Sized> GateDriver for &mut T {
    fn count(&self) -> usize {
        T::count(self)
    }

    async fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, Self::Error> {
        T::faults(self, gates).await
    }

    async fn clear_faults(&mut self, disarmed: &Disarmed<'_>) -> Result<(), Self::Error> {
        T::clear_faults(self, disarmed).await
    }

    async fn enable(&mut self, disarmed: &Disarmed<'_>) -> Result<(), Self::Error> {
        T::enable(self, disarmed).await
    }
}
