//! How two channels are compared.

use super::GridMeasured;
use core::time::Duration;
use hal_power::{Frequency, Input, Instant, Voltage};

/// How far two channels may differ, and for how long they may differ more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Agreement {
    /// Largest difference of the voltages (RMS).
    pub voltage: Voltage,
    /// Largest difference of the frequencies.
    pub frequency: Frequency,
    /// Time for which they may differ more, or the other channel may be silent.
    pub within: Duration,
    /// Age up to which the other channel's word is taken.
    pub max_age: Duration,
}

impl Agreement {
    /// Returns whether both channels have measured lately, and the same.
    pub(super) fn holds(
        &self,
        now: Instant,
        own: Input<GridMeasured>,
        other: Input<GridMeasured>,
    ) -> bool {
        let fresh = |input: Input<GridMeasured>| {
            input
                .ok()
                .and_then(|reading| reading.fresh(now, self.max_age).ok())
        };
        let (Some(own), Some(other)) = (fresh(own), fresh(other)) else {
            return false;
        };
        let same_pace = match (own.frequency, other.frequency) {
            (Some(own), Some(other)) => own.abs_diff(other) <= self.frequency,
            (None, None) => true,
            _ => false,
        };
        same_pace && own.voltage.abs_diff(other.voltage) <= self.voltage
    }
}
