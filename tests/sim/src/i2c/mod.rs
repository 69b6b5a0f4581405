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
    pace::Pace,
    world::Shared,
};
use alloc::rc::Rc;
use core::{cell::RefCell, mem::discriminant};
use embedded_hal::i2c::{ErrorType, I2c, Operation};
use parts::Parts;

/// Bit time at 400 kHz, in ns.
const FAST_MODE: u64 = 2_500;

/// What the handles on one bus share.
struct Bus {
    number: u8,
    pace: Pace,
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
            pace: Pace::new(FAST_MODE),
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
        self.0.pace.set_frequency(hertz.clamp(1, 5_000_000).into());
    }

    /// Lets other tasks run while an async transfer takes its time, as where each controller has a bus and a processor of its own.
    /// The transfer then happens at the end of that time, all of it at one moment.
    pub fn set_overlapping(&self, overlaps: bool) {
        self.0.pace.set_overlapping(overlaps);
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
    /// Does a transfer at one moment, once its time has passed for everybody.
    async fn transfer_later(
        &self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), I2cError> {
        let bits = bits(operations);
        let transfer = || self.transfer(address, operations, true);
        self.pace.after(&self.shared, bits, transfer).await
    }

    fn target(&self, address: u8) -> Target {
        Target::I2c {
            bus: self.number,
            address,
        }
    }
}

/// Bits of a transfer that every part acknowledges.
fn bits(operations: &[Operation<'_>]) -> u64 {
    let bytes = operations.iter().map(|operation| match operation {
        Operation::Read(bytes) => bytes.len(),
        Operation::Write(bytes) => bytes.len(),
    });
    let starts = operations.chunk_by(|one, other| discriminant(one) == discriminant(other));
    let bits = 10 * starts.count() + 9 * bytes.sum::<usize>() + 1;
    u64::try_from(bits).unwrap_or(u64::MAX)
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
        let result = if self.0.pace.overlaps() {
            self.0.transfer_later(address, operations).await
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
        let result = if self.0.pace.overlaps() {
            let operations = &mut [Operation::Write(write), Operation::Read(read)];
            self.0.transfer_later(address, operations).await
        } else {
            self.0.write_read(address, write, read, true)
        };
        pend_once(self.0.shared.wake_up_lost.take()).await;
        result
    }
}
