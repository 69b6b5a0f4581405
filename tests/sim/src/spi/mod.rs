//! SPI: the bus of a world, and handles on its parts.

mod chain;
mod error;
mod transfer;

pub use chain::Chain;
pub use error::SpiError;

use crate::{
    count::{Counters, Counts},
    device,
    executor::pend_once,
    fault::Target,
    pace::Pace,
    world::Shared,
};
use alloc::{rc::Rc, vec::Vec};
use core::cell::RefCell;
use embedded_hal::spi::{ErrorType, Mode, Operation, SpiDevice};

type Part = Rc<RefCell<dyn device::SpiDevice>>;

/// What the handles on one bus share.
struct Bus {
    number: u8,
    pace: Pace,
    /// Parts by chip select.
    parts: RefCell<Vec<(u8, Part)>>,
    counters: Counters,
    shared: Rc<Shared>,
}

/// An SPI bus with a chip select for each part.
///
/// A transfer takes 8 bit times a word on the clock, and half a bit time each between selecting and the first bit and between
/// the last bit and deselecting. A select without a part reads as ones.
#[derive(Clone)]
pub struct SpiBus(Rc<Bus>);

impl SpiBus {
    pub(crate) fn new(shared: Rc<Shared>, number: u8) -> Self {
        Self(Rc::new(Bus {
            number,
            pace: Pace::new(1_000),
            parts: RefCell::default(),
            counters: Counters::default(),
            shared,
        }))
    }

    /// Attaches a part behind a chip select of its own; the caller goes on holding it. Several behind one are a [`Chain`].
    ///
    /// Where a select is taken, the part attached first is heard. A part that is borrowed during a transfer makes the transfer
    /// panic.
    pub fn attach<D: device::SpiDevice + 'static>(&self, select: u8, part: &Rc<RefCell<D>>) {
        self.0.parts.borrow_mut().push((select, part.clone()));
    }

    /// Sets the clock frequency in Hz, within 1 Hz to 100 MHz; bit times are rounded up to whole ns.
    pub fn set_frequency(&self, hertz: u32) {
        let hertz = hertz.clamp(1, 100_000_000);
        self.0.pace.set_frequency(hertz.into());
    }

    /// Lets other tasks run while an async transfer takes its time, as where each controller has a bus and a processor of its own.
    /// The transfer then happens at the end of that time, all of it at one moment.
    pub fn set_overlapping(&self, overlaps: bool) {
        self.0.pace.set_overlapping(overlaps);
    }

    /// Returns a handle on the part behind a chip select. The mode is noted in the trace; a model exchanges bytes in any.
    pub fn device(&self, select: u8, mode: Mode) -> SimSpi {
        SimSpi {
            bus: self.0.clone(),
            select,
            mode,
        }
    }

    /// Returns what the bus has moved.
    pub fn counts(&self) -> Counts {
        self.0.counters.get()
    }

    /// Names a chip select of this bus, for [`Injection::at`](crate::Injection::at).
    pub fn target(&self, select: u8) -> Target {
        self.0.target(select)
    }
}

impl Bus {
    fn target(&self, select: u8) -> Target {
        Target::Spi {
            bus: self.number,
            select,
        }
    }
}

/// Bit times of a transfer, with the halves around it and without the delays in it.
fn bits(operations: &[Operation<'_, u8>]) -> u64 {
    let words = operations.iter().map(|operation| match operation {
        Operation::Read(words) => words.len(),
        Operation::Write(words) => words.len(),
        Operation::Transfer(read, write) => read.len().max(write.len()),
        Operation::TransferInPlace(words) => words.len(),
        Operation::DelayNs(_) => 0,
    });
    u64::try_from(8 * words.sum::<usize>() + 1).unwrap_or(u64::MAX)
}

/// A part on an SPI bus, blocking and async. Clones drive the same chip select. While it reads, it sends zeros.
///
/// # Cancellation Safety
///
/// An async transfer is pending once before it selects and once after it has deselected. Dropped at the first, nothing has
/// moved; dropped at the second, everything has and the answer is lost.
#[derive(Clone)]
pub struct SimSpi {
    bus: Rc<Bus>,
    select: u8,
    mode: Mode,
}

impl ErrorType for SimSpi {
    type Error = SpiError;
}

impl SpiDevice for SimSpi {
    fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), SpiError> {
        self.bus.transfer(self.select, self.mode, operations, false)
    }
}

impl embedded_hal_async::spi::SpiDevice for SimSpi {
    async fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), SpiError> {
        pend_once(false).await;
        let bus = &self.bus;
        let bits = bus.pace.overlaps().then(|| bits(operations));
        let mut transfer = || bus.transfer(self.select, self.mode, operations, true);
        let result = match bits {
            Some(bits) => bus.pace.after(&bus.shared, bits, transfer).await,
            None => transfer(),
        };
        pend_once(self.bus.shared.wake_up_lost.take()).await;
        result
    }
}
