//! Virtual time, shared by everything in one simulated world.

use alloc::rc::Rc;
use core::{cell::Cell, time::Duration};
use hal_power::Instant;

/// End of time in ns: far enough from the end of the number that a transfer cannot wrap it.
const END: u64 = u64::MAX / 2;

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

    /// Moves time on. Time never goes back, and stops at its end after 292 years.
    pub fn advance(&self, by: Duration) {
        self.advance_nanos(u64::try_from(by.as_nanos()).unwrap_or(u64::MAX));
    }

    /// Moves time on by nanoseconds.
    pub(crate) fn advance_nanos(&self, by: u64) {
        self.0.set(self.nanos().saturating_add(by).min(END));
    }

    /// Returns the cell behind the clock, for a bus that moves it symbol by symbol.
    pub(crate) fn cell(&self) -> &Cell<u64> {
        &self.0
    }

    /// Moves time on to a point; one that lies behind changes nothing.
    pub(crate) fn advance_to(&self, nanos: u64) {
        self.0.set(self.nanos().max(nanos.min(END)));
    }
}
