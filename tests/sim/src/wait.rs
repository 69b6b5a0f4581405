//! What sleeping tasks wait for: points in time and changes of lines.

use crate::{clock::Clock, device::OutputLine};
use alloc::{rc::Rc, vec::Vec};
use core::{
    cell::{Cell, RefCell},
    future::poll_fn,
    task::{Context, Poll, Waker},
};

/// A line of a part, shared with its model.
pub(crate) type Line = Rc<RefCell<dyn OutputLine>>;

/// What ends a sleep.
enum Until {
    /// The clock shows this many ns.
    Time(u64),
    /// The line leaves this level.
    Leaves(Line, bool),
}

struct Sleeper {
    id: u64,
    until: Until,
    /// Taken when woken, so that each registration wakes once.
    waker: Option<Waker>,
}

/// All sleepers of a world.
#[derive(Default)]
pub(crate) struct Waits {
    sleepers: RefCell<Vec<Sleeper>>,
    /// Length of `sleepers`, to be asked in every round of the executor.
    count: Cell<usize>,
    next_id: Cell<u64>,
}

impl Waits {
    /// Sleeps until the clock shows `nanos`.
    pub(crate) async fn until(&self, clock: &Clock, nanos: u64) {
        let bed = Bed::new(self);
        poll_fn(|cx| {
            if clock.nanos() >= nanos {
                return Poll::Ready(());
            }
            bed.sleep(Until::Time(nanos), cx)
        })
        .await;
    }

    /// Sleeps until `done` says so of the line's level; it is asked now and after each change.
    pub(crate) async fn line(&self, line: &Line, mut done: impl FnMut(bool) -> bool) {
        let bed = Bed::new(self);
        poll_fn(|cx| {
            let high = line.borrow_mut().is_high();
            if done(high) {
                return Poll::Ready(());
            }
            bed.sleep(Until::Leaves(line.clone(), high), cx)
        })
        .await;
    }

    /// Wakes everyone whose time has come or whose line has changed.
    #[inline]
    pub(crate) fn wake_due(&self, clock: &Clock) {
        if self.count.get() > 0 {
            self.wake_due_sleepers(clock.nanos());
        }
    }

    #[inline(never)]
    fn wake_due_sleepers(&self, now: u64) {
        for sleeper in self.sleepers.borrow_mut().iter_mut() {
            let due = match &sleeper.until {
                Until::Time(nanos) => *nanos <= now,
                Until::Leaves(line, level) => line.borrow_mut().is_high() != *level,
            };
            if due && let Some(waker) = sleeper.waker.take() {
                waker.wake();
            }
        }
    }

    /// Returns the earliest time after `now` at which anyone may have to wake.
    pub(crate) fn earliest(&self, now: u64) -> Option<u64> {
        self.sleepers
            .borrow()
            .iter()
            .filter(|sleeper| sleeper.waker.is_some())
            .filter_map(|sleeper| match &sleeper.until {
                Until::Time(nanos) => Some(*nanos),
                Until::Leaves(line, _) => line.borrow_mut().next_change(),
            })
            .filter(|&nanos| nanos > now)
            .min()
    }
}

/// A place among the sleepers, given up when dropped: a cancelled wait leaves no time behind to jump to.
struct Bed<'a> {
    waits: &'a Waits,
    id: u64,
}

impl<'a> Bed<'a> {
    fn new(waits: &'a Waits) -> Self {
        let id = waits.next_id.get();
        waits.next_id.set(id + 1);
        Self { waits, id }
    }

    fn sleep<T>(&self, until: Until, cx: &Context<'_>) -> Poll<T> {
        let mut sleepers = self.waits.sleepers.borrow_mut();
        let waker = Some(cx.waker().clone());
        if let Some(sleeper) = sleepers.iter_mut().find(|sleeper| sleeper.id == self.id) {
            sleeper.until = until;
            sleeper.waker = waker;
        } else {
            sleepers.push(Sleeper {
                id: self.id,
                until,
                waker,
            });
        }
        self.waits.count.set(sleepers.len());
        Poll::Pending
    }
}

impl Drop for Bed<'_> {
    fn drop(&mut self) {
        let mut sleepers = self.waits.sleepers.borrow_mut();
        sleepers.retain(|sleeper| sleeper.id != self.id);
        self.waits.count.set(sleepers.len());
    }
}
