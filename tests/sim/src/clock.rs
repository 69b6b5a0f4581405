//! Virtual time, shared by everything in one simulated world.

use alloc::{
    rc::{Rc, Weak},
    vec::Vec,
};
use core::{
    cell::{Cell, RefCell},
    fmt,
    time::Duration,
};
use hal_power::Instant;

/// End of time in ns: far enough from the end of the number that a transfer cannot wrap it.
const END: u64 = u64::MAX / 2;

/// Hardware that reacts without software: it looks at its inputs before time moves on, and so at the instant of their change.
pub(crate) trait Watcher {
    fn look(&self);

    /// Does what is due, and leaves open what other touches at this instant may still change.
    fn catch_up(&self) {}
}

#[derive(Default)]
struct Time {
    nanos: Cell<u64>,
    /// Whether there is a watcher: the one question of a world without.
    watched: Cell<bool>,
    watchers: RefCell<Vec<Weak<dyn Watcher>>>,
}

/// Handle on the world's time, in ns since its start. Clones show the same time.
#[derive(Clone, Default)]
pub struct Clock(Rc<Time>);

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.nanos()).finish()
    }
}

impl Clock {
    /// Creates a clock at zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the nanoseconds since the start.
    pub fn nanos(&self) -> u64 {
        self.0.nanos.get()
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
        self.advance_to(self.nanos().saturating_add(by));
    }

    /// Returns the cell behind the clock, for a bus that moves it symbol by symbol.
    pub(crate) fn cell(&self) -> &Cell<u64> {
        self.look();
        &self.0.nanos
    }

    /// Moves time on to a point; one that lies behind changes nothing.
    pub(crate) fn advance_to(&self, nanos: u64) {
        self.look();
        self.0.nanos.set(self.nanos().max(nanos.min(END)));
    }

    /// Lets hardware look at its inputs each time before time moves on.
    pub(crate) fn watch(&self, watcher: Weak<dyn Watcher>) {
        let mut watchers = self.0.watchers.borrow_mut();
        watchers.retain(|watcher| watcher.strong_count() > 0);
        watchers.push(watcher);
        self.0.watched.set(true);
    }

    #[inline]
    fn look(&self) {
        if self.0.watched.get() {
            self.let_watchers_look();
        }
    }

    /// Lets hardware do what is due, before somebody changes what it meets.
    pub(crate) fn catch_up(&self) {
        self.each_watcher(|watcher| watcher.catch_up());
    }

    #[inline(never)]
    fn let_watchers_look(&self) {
        self.each_watcher(|watcher| watcher.look());
    }

    fn each_watcher(&self, visit: impl Fn(&dyn Watcher)) {
        let watcher = |index: usize| self.0.watchers.borrow().get(index).cloned();
        for watcher in (0..).map_while(watcher) {
            if let Some(watcher) = watcher.upgrade() {
                visit(&*watcher);
            }
        }
    }
}
