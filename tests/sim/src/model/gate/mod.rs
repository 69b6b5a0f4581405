//! What gate drivers have in common: the course of a gate, and the way from the inputs to it.
//!
//! Times are in ns on the clock, so that turn-off within a microsecond can be told. A course reaches into the future as far as it
//! is settled while nothing is touched.

mod blanking;
mod filter;
mod stage;
mod waveform;

pub(super) use blanking::Blanking;
pub(super) use filter::Filtered;
pub(super) use stage::{Stage, Step};
pub use waveform::{Drive, Edge, Waveform};

use core::time::Duration;

/// Returns a duration in ns.
pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX / 4)
}
