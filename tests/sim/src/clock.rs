//! Virtual time, shared by everything in one simulated world.

use alloc::rc::Rc;
use core::{cell::Cell, time::Duration};
use hal_power::Instant;

/// Handle on the world's time, in ns since its start. Clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock(Rc<Cell<u64>>);

impl Clock {
    /// Creates a clock at zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the nanoseconds since the start.
    pub fn nanos(&self) -> u64 {
        self.0.get()
    }

    /// Returns the time as firmware sees it; parts of a microsecond are dropped.
    pub fn now(&self) -> Instant {
        Instant::from_micros(self.nanos() / 1_000)
    }

    /// Moves time on. Time never goes back.
    pub fn advance(&self, by: Duration) {
        self.advance_nanos(u64::try_from(by.as_nanos()).unwrap_or(u64::MAX));
    }

    /// Moves time on by nanoseconds.
    pub(crate) fn advance_nanos(&self, by: u64) {
        self.0.set(self.nanos().saturating_add(by));
    }

    /// Moves time on to a point; one that lies behind changes nothing.
    pub(crate) fn advance_to(&self, nanos: u64) {
        self.0.set(self.nanos().max(nanos));
    }
}
