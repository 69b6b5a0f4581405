//! The trip line, and the timers on it.

use super::{sheet::Sheet, timer::Timer, unit::Unit};
use crate::{
    Pin, World,
    clock::{Clock, Watcher},
};
use alloc::{rc::Rc, vec::Vec};
use core::{
    cell::{Cell, RefCell},
    sync::atomic::{AtomicBool, Ordering},
};
use hal_inverter::TripCauses;
use hal_power::Instant;
use portable_atomic_util::Arc;

/// Who is told when the outputs of a timer go on or off.
pub(crate) type Observer = Rc<dyn Fn(Instant, bool)>;

/// One timer and what is beside it.
pub(crate) struct Slot {
    pub(crate) unit: Unit,
    pub(crate) stop: Arc<AtomicBool>,
    pub(crate) observer: Option<Observer>,
    /// When the unit has to act, whoever looks.
    due: u64,
}

pub(crate) struct Bank {
    clock: Clock,
    force: Pin,
    causes: Cell<TripCauses>,
    /// What pulled when the timers last looked.
    seen: Cell<TripCauses>,
    /// When the first timer has to act, whoever looks.
    due: Cell<u64>,
    slots: RefCell<Vec<Slot>>,
}

/// The trip line of a board: comparators and fault outputs pull it, and every timer on it is tripped at once, whether its carrier
/// runs or not. A timer that trips for a reason of its own pulls it for a moment. Clones are the same line.
#[derive(Clone)]
pub struct TripLine(pub(crate) Rc<Bank>);

impl TripLine {
    /// Creates a line that nothing pulls and no timer is on.
    pub fn new(world: &World) -> Self {
        let bank = Rc::new(Bank {
            clock: world.clock(),
            force: world.pin(false),
            causes: Cell::default(),
            seen: Cell::default(),
            due: Cell::new(u64::MAX),
            slots: RefCell::default(),
        });
        let watcher = Rc::downgrade(&bank);
        bank.clock.watch(watcher);
        Self(bank)
    }

    /// Returns the pin that forces the trip while it is high: firmware tests the line by it.
    pub fn force_pin(&self) -> Pin {
        self.0.force.clone()
    }

    /// Pulls the line: these causes are there from now on.
    pub fn pull(&self, causes: TripCauses) {
        self.0.causes.set(self.0.causes.get() | causes);
        self.0.look();
    }

    /// Lets these causes go. What has tripped stays tripped.
    pub fn let_go(&self, causes: TripCauses) {
        self.0.look();
        self.0.causes.set(self.0.causes.get() - causes);
    }

    /// Returns the causes that pull now.
    pub fn pulled(&self) -> TripCauses {
        self.0.pulled()
    }

    /// Puts a timer of so many legs on the line.
    pub fn timer(&self, sheet: Sheet, legs: usize) -> Timer {
        self.0.look();
        let mut slots = self.0.slots.borrow_mut();
        slots.push(Slot {
            unit: Unit::new(sheet, legs, self.0.clock.nanos()),
            stop: Arc::new(AtomicBool::new(false)),
            observer: None,
            due: 0,
        });
        self.0.due.set(0);
        Timer::new(self.0.clone(), slots.len() - 1)
    }
}

impl Bank {
    pub(crate) fn pulled(&self) -> TripCauses {
        let mut causes = self.causes.get();
        causes.set(
            TripCauses::FORCED,
            causes.contains(TripCauses::FORCED) || self.force.level(),
        );
        causes
    }

    /// Lets everything happen up to now, then uses one timer.
    pub(crate) fn with<T>(&self, index: usize, f: impl FnOnce(&mut Slot) -> T) -> Option<T> {
        self.look();
        let now = self.clock.nanos();
        let mut slots = self.slots.borrow_mut();
        let found = slots.get_mut(index).map(|slot| {
            slot.unit.advance(now);
            let found = f(slot);
            slot.due = slot.unit.due();
            found
        });
        self.note_due(&slots);
        drop(slots);
        self.tell();
        found
    }

    fn note_due(&self, slots: &[Slot]) {
        let due = slots.iter().map(|slot| slot.due).min();
        self.due.set(due.unwrap_or(u64::MAX));
    }

    /// Whether an input has changed, or something is due.
    fn is_due(&self, slots: &[Slot], now: u64) -> bool {
        let stopped = |slot: &Slot| slot.stop.load(Ordering::Relaxed);
        now >= self.due.get() || self.pulled() != self.seen.get() || slots.iter().any(stopped)
    }

    /// Lets everything happen up to now, and latches what the inputs show.
    fn act(&self, slots: &mut [Slot], now: u64) {
        advance(slots, now);
        let pulled = self.pulled();
        self.seen.set(pulled);
        for Slot {
            unit, stop, due, ..
        } in &mut *slots
        {
            let new = pulled - unit.latched();
            if !new.is_empty() {
                unit.trip(new, unit.sheet.input);
            }
            if stop.load(Ordering::Relaxed) {
                stop.store(false, Ordering::Relaxed);
                unit.trip(TripCauses::EXTERNAL, super::TripInput::Asynchronous);
            }
            *due = unit.due();
        }
        self.note_due(slots);
    }

    /// Tells the observers; none of them finds a timer in use.
    fn tell(&self) {
        let mut told = Vec::new();
        if (self.slots.borrow().iter()).all(|slot| slot.unit.switched.is_empty()) {
            return;
        }
        for slot in &mut *self.slots.borrow_mut() {
            for (at, on) in slot.unit.switched.drain(..) {
                told.extend(slot.observer.clone().map(|observer| (observer, at, on)));
            }
        }
        for (observer, at, on) in told {
            observer(Instant::from_micros(at / 1_000), on);
        }
    }
}

impl Watcher for Bank {
    fn look(&self) {
        let now = self.clock.nanos();
        let mut slots = self.slots.borrow_mut();
        if self.is_due(&slots, now) {
            self.act(&mut slots, now);
            drop(slots);
            self.tell();
        }
    }
}

/// Lets all timers run side by side, so that one that trips by itself trips the others at that instant.
fn advance(slots: &mut [Slot], to: u64) {
    loop {
        let next = slots.iter().filter_map(|slot| slot.unit.next_trip()).min();
        let at = next.map_or(to, |next| next.min(to));
        let mut raised = TripCauses::empty();
        for Slot { unit, .. } in &mut *slots {
            unit.advance(at);
            let own = unit.take_raised();
            if !own.is_empty() {
                unit.trip(own, super::TripInput::Asynchronous);
                raised |= own;
            }
        }
        for Slot { unit, .. } in &mut *slots {
            let new = raised - unit.latched();
            if !new.is_empty() {
                unit.trip(new, unit.sheet.input);
            }
        }
        if at >= to {
            return;
        }
    }
}
