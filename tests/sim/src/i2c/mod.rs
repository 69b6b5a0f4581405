//! I2C: the bus of a world, and the controller's handle on it.

mod error;
mod observed;
mod parts;
mod wire;

pub use error::I2cError;

use crate::{
    clock::Clock,
    count::{Counters, Counts},
    device::I2cDevice,
    executor::pend_once,
    fault::Target,
    world::Shared,
};
use alloc::rc::Rc;
use core::cell::{Cell, RefCell};
use embedded_hal::i2c::{ErrorType, I2c, Operation};
use parts::Parts;

/// Bit time at 400 kHz, in ns.
const FAST_MODE: u64 = 2_500;

/// What the handles on one bus share.
struct Bus {
    number: u8,
    /// In ns.
    bit_time: Cell<u64>,
    /// Time that passes within a transfer for each bit, in ns.
    pace: Cell<u64>,
    overlaps: Cell<bool>,
    parts: Parts,
    counters: Counters,
    clock: Clock,
    shared: Rc<Shared>,
}

/// An I2C bus: parts are attached here, controllers are handed out.
///
/// A transfer takes its bit times on the clock: 9 for each byte and address, 1 for each START, repeated START and STOP. Writing
/// one byte and reading two takes 48.
#[derive(Clone)]
pub struct I2cBus(Rc<Bus>);

impl I2cBus {
    pub(crate) fn new(shared: Rc<Shared>, number: u8) -> Self {
        Self(Rc::new(Bus {
            number,
            bit_time: Cell::new(FAST_MODE),
            pace: Cell::new(FAST_MODE),
            overlaps: Cell::new(false),
            parts: Parts::default(),
            clock: shared.clock.clone(),
            counters: Counters::default(),
            shared,
        }))
    }

    /// Attaches a part, which the caller goes on holding: its physical side is set through the same `Rc`.
    ///
    /// Where two parts answer to one address, the one attached first is heard. A part that is borrowed during a transfer makes
    /// the transfer panic.
    pub fn attach<D: I2cDevice + 'static>(&self, part: &Rc<RefCell<D>>) {
        self.0.parts.push(part.clone());
    }

    /// Sets the clock frequency in Hz, within 1 Hz to 5 MHz; bit times are rounded up to whole ns.
    pub fn set_frequency(&self, hertz: u32) {
        let hertz = u64::from(hertz.clamp(1, 5_000_000));
        let bit_time = 1_000_000_000_u64.div_ceil(hertz);
        self.0.bit_time.set(bit_time);
        self.0.pace.set(bit_time);
    }

    /// Lets other tasks run while an async transfer takes its time, as where each controller has a bus and a processor of its own.
    /// The transfer then happens at the end of that time, all of it at one moment.
    pub fn set_overlapping(&self, overlaps: bool) {
        self.0.overlaps.set(overlaps);
    }

    /// Returns a controller's handle.
    pub fn controller(&self) -> SimI2c {
        SimI2c(self.0.clone())
    }

    /// Returns what the bus has moved.
    pub fn counts(&self) -> Counts {
        self.0.counters.get()
    }

    /// Names an address on this bus, for [`Injection::at`](crate::Injection::at).
    pub fn target(&self, address: u8) -> Target {
        self.0.target(address)
    }
}

impl Bus {
    /// Waits for as long as a transfer takes that every part acknowledges.
    async fn wait(&self, operations: &[Operation<'_>]) {
        let bytes = operations.iter().map(|operation| match operation {
            Operation::Read(bytes) => bytes.len(),
            Operation::Write(bytes) => bytes.len(),
        });
        let bytes = u64::try_from(bytes.sum::<usize>()).unwrap_or(u64::MAX);
        let starts = operations.chunk_by(|one, other| is_read(one) == is_read(other));
        let starts = u64::try_from(starts.count()).unwrap_or(u64::MAX);
        let bits = 10 * starts + 9 * bytes + 1;
        let end = self
            .clock
            .nanos()
            .saturating_add(bits * self.bit_time.get());
        self.shared.waits.until(&self.clock, end).await;
    }

    /// Does something in which no time passes.
    fn at_once<T>(&self, act: impl FnOnce(&Self) -> T) -> T {
        let pace = self.pace.replace(0);
        let result = act(self);
        self.pace.set(pace);
        result
    }

    fn target(&self, address: u8) -> Target {
        Target::I2c {
            bus: self.number,
            address,
        }
    }
}

const fn is_read(operation: &Operation<'_>) -> bool {
    matches!(operation, Operation::Read(_))
}

/// Controller of an I2C bus, blocking and async. Clones drive the same bus.
///
/// # Cancellation Safety
///
/// An async transfer is pending once before its START and once after its STOP. Dropped at the first, nothing has moved; dropped
/// at the second, everything has and the answer is lost.
#[derive(Clone)]
pub struct SimI2c(Rc<Bus>);

impl ErrorType for SimI2c {
    type Error = I2cError;
}

impl I2c for SimI2c {
    #[inline]
    fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), I2cError> {
        self.0.transfer(address, operations, false)
    }

    #[inline]
    fn write_read(&mut self, address: u8, write: &[u8], read: &mut [u8]) -> Result<(), I2cError> {
        self.0.write_read(address, write, read, false)
    }
}

impl embedded_hal_async::i2c::I2c for SimI2c {
    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), I2cError> {
        pend_once(false).await;
        let result = if self.0.overlaps.get() {
            self.0.wait(operations).await;
            self.0
                .at_once(|bus| bus.transfer(address, operations, true))
        } else {
            self.0.transfer(address, operations, true)
        };
        pend_once(self.0.shared.wake_up_lost.take()).await;
        result
    }

    async fn write_read(
        &mut self,
        address: u8,
        write: &[u8],
        read: &mut [u8],
    ) -> Result<(), I2cError> {
        pend_once(false).await;
        let result = if self.0.overlaps.get() {
            let operations = &mut [Operation::Write(write), Operation::Read(read)];
            self.0.wait(operations).await;
            self.0
                .at_once(|bus| bus.transfer(address, operations, true))
        } else {
            self.0.write_read(address, write, read, true)
        };
        pend_once(self.0.shared.wake_up_lost.take()).await;
        result
    }
}
