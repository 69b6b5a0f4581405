//! The world: one clock, and what shares it.

use crate::{
    SimDelay,
    can::CanBus,
    clock::Clock,
    device::OutputLine,
    executor::{self, Stalled},
    fault::{Injection, Schedule},
    i2c::I2cBus,
    pin::{Pin, SimLine},
    serial::SerialBus,
    spi::SpiBus,
    trace::{Record, Trace},
    wait::Waits,
};
use alloc::rc::Rc;
use core::{
    cell::{Cell, RefCell},
    future::Future,
    time::Duration,
};
use hal_power::Instant;

/// Virtual time that [`World::block_on`] allows by itself.
const PATIENCE: Duration = Duration::from_hours(24);

/// What every handle of a world shares.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) waits: Waits,
    pub(crate) schedule: RefCell<Schedule>,
    pub(crate) trace: RefCell<Option<Trace>>,
    /// Whether anything is injected or traced: the one question that an undisturbed transfer asks.
    pub(crate) watched: Cell<bool>,
    /// Whether the transfer that has just ended shall wake nobody.
    pub(crate) wake_up_lost: Cell<bool>,
    patience: Cell<Duration>,
    next_i2c: Cell<u8>,
    next_spi: Cell<u8>,
    next_can: Cell<u8>,
    next_serial: Cell<u8>,
    next_pin: Cell<u8>,
}

impl Shared {
    /// Keeps a record if the trace is on.
    pub(crate) fn record(&self, record: Record) {
        if let Some(trace) = &mut *self.trace.borrow_mut() {
            trace.push(record);
        }
    }

    pub(crate) fn is_traced(&self) -> bool {
        self.trace.borrow().is_some()
    }

    pub(crate) fn struck(&self) {
        self.schedule.borrow_mut().struck += 1;
    }

    fn rewatch(&self) {
        self.watched
            .set(self.is_traced() || !self.schedule.borrow().is_empty());
    }

    /// Takes the fault of the next transfer with `target`, if one is due.
    pub(crate) fn next_fault(&self, target: crate::fault::Target) -> Option<crate::Fault> {
        let fault = self.schedule.borrow_mut().next(target);
        self.rewatch();
        fault
    }
}

/// A simulated world: hands out buses, pins and delays that share one clock, one fault schedule and one trace.
///
/// Clones are the same world.
#[derive(Clone)]
pub struct World(Rc<Shared>);

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Creates a world at time zero: nothing attached, nothing injected, trace off.
    pub fn new() -> Self {
        Self(Rc::new(Shared {
            clock: Clock::new(),
            waits: Waits::default(),
            schedule: RefCell::default(),
            trace: RefCell::default(),
            watched: Cell::new(false),
            wake_up_lost: Cell::new(false),
            patience: Cell::new(PATIENCE),
            next_i2c: Cell::new(0),
            next_spi: Cell::new(0),
            next_can: Cell::new(0),
            next_serial: Cell::new(0),
            next_pin: Cell::new(0),
        }))
    }

    /// Returns the clock, for part models and for tests that let time pass.
    pub fn clock(&self) -> Clock {
        self.0.clock.clone()
    }

    /// Returns the time as firmware sees it.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Creates an I2C bus at 400 kHz; buses are numbered from 0.
    pub fn i2c(&self) -> I2cBus {
        I2cBus::new(self.0.clone(), take_number(&self.0.next_i2c))
    }

    /// Creates an SPI bus at 1 MHz; buses are numbered from 0.
    pub fn spi(&self) -> SpiBus {
        SpiBus::new(self.0.clone(), take_number(&self.0.next_spi))
    }

    /// Creates a CAN bus at 500 kbit/s; buses are numbered from 0.
    pub fn can(&self) -> CanBus {
        CanBus::new(self.0.clone(), take_number(&self.0.next_can))
    }

    /// Creates a half-duplex serial line at 9600 baud, 8N1; buses are numbered from 0.
    pub fn serial(&self) -> SerialBus {
        SerialBus::new(self.0.clone(), take_number(&self.0.next_serial))
    }

    /// Creates a wire at the given level and returns a handle on it; wires are numbered from 0.
    pub fn pin(&self, high: bool) -> Pin {
        Pin::new(self.0.clone(), take_number(&self.0.next_pin), high)
    }

    /// Makes a part's output readable as a pin.
    pub fn line<L: OutputLine + 'static>(&self, line: &Rc<RefCell<L>>) -> SimLine {
        SimLine::new(self.0.clone(), line.clone())
    }

    /// Creates a delay.
    pub fn delay(&self) -> SimDelay {
        SimDelay(self.0.clone())
    }

    /// Runs a future to its end in virtual time; [`join`](crate::join) and [`until`](crate::until) run several.
    ///
    /// # Errors
    ///
    /// [`Stalled`] when the future can never be ready, spins, or outlasts the patience.
    pub fn block_on<F: Future>(&self, future: F) -> Result<F::Output, Stalled> {
        let clock = &self.0.clock;
        let patience = u64::try_from(self.0.patience.get().as_nanos()).unwrap_or(u64::MAX);
        let give_up = clock.nanos().saturating_add(patience);
        executor::run(clock, &self.0.waits, give_up, future)
    }

    /// Sets how much virtual time one [`block_on`](Self::block_on) may take; 24 hours unless told.
    pub fn set_patience(&self, patience: Duration) {
        self.0.patience.set(patience);
    }

    /// Arms a fault. Several may be armed; where two strike one transfer, the one armed first does.
    pub fn inject(&self, injection: Injection) {
        self.0.clock.catch_up();
        self.0.schedule.borrow_mut().arm(injection);
        self.0.rewatch();
    }

    /// Disarms all faults.
    pub fn clear_faults(&self) {
        self.0.clock.catch_up();
        self.0.schedule.borrow_mut().clear();
        self.0.rewatch();
    }

    /// Returns how many transfers a fault has changed. A fault that met nothing to spoil, such as a flipped bit in a transfer
    /// that reads nothing, does not count: a test that injects should see this rise.
    pub fn faults_struck(&self) -> u64 {
        self.0.clock.catch_up();
        self.0.schedule.borrow().struck
    }

    /// Starts a new trace; one that was running is dropped.
    pub fn start_trace(&self) {
        self.0.clock.catch_up();
        *self.0.trace.borrow_mut() = Some(Trace::new());
        self.0.rewatch();
    }

    /// Returns a copy of the trace so far; empty when off.
    pub fn trace(&self) -> Trace {
        self.0.clock.catch_up();
        self.0.trace.borrow().clone().unwrap_or_default()
    }

    /// Stops the trace and returns it; empty when off.
    pub fn take_trace(&self) -> Trace {
        self.0.clock.catch_up();
        let trace = self.0.trace.borrow_mut().take().unwrap_or_default();
        self.0.rewatch();
        trace
    }
}

fn take_number(next: &Cell<u8>) -> u8 {
    next.replace(next.get().wrapping_add(1))
}
