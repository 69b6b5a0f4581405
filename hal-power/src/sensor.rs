//! The half of a sensor that blocking and asynchronous code share.

use crate::ErrorType;
use core::time::Duration;

/// Something that measures.
///
/// # For implementers
///
/// One value for all quantities of the part: the worst of them, for the configuration that is in force now.
///
/// # For users
///
/// Take the time before the call, then [`Reading::taken`](crate::Reading::taken) makes a stamp that holds.
pub trait Sensor: ErrorType {
    /// Returns how long before the call the oldest sample in an answer may have been taken.
    ///
    /// Zero for a part that converts during the call; conversion time times averages, for every quantity in the cycle, for
    /// one that converts by itself.
    fn latency(&self) -> Duration;
}

impl<T: Sensor + ?Sized> Sensor for &mut T {
    fn latency(&self) -> Duration {
        T::latency(self)
    }
}
