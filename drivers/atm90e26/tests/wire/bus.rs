//! Frames on SPI, and a bus that fails at some of them.

use std::{cell::RefCell, future::poll_fn, rc::Rc, task::Poll};

use embedded_hal::{
    delay::DelayNs,
    spi::{ErrorKind, ErrorType, Operation, SpiDevice},
};
use embedded_hal_mock::eh1::spi::{Mock, Transaction};

/// One select.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Frame {
    /// A register is read, and holds this.
    Ask(u8, u16),
    /// A register is written.
    Tell(u8, u16),
    /// A register is read, and the bus loses the answer.
    Lost(u8, u16),
    /// The bus fails, and the part hears nothing.
    Unheard,
}
pub(crate) use Frame::{Ask, Lost, Tell, Unheard};

impl Frame {
    fn transactions(self) -> Vec<Transaction<u8>> {
        let inside = match self {
            Ask(register, content) | Lost(register, content) => vec![
                Transaction::write(0x80 | register),
                Transaction::read_vec(content.to_be_bytes().to_vec()),
            ],
            Tell(register, content) => {
                let [high, low] = content.to_be_bytes();
                vec![Transaction::write_vec(vec![register, high, low])]
            }
            Unheard => return vec![],
        };
        [
            vec![Transaction::transaction_start()],
            inside,
            vec![Transaction::transaction_end()],
        ]
        .concat()
    }
}

/// Clocks that frames take.
pub(crate) fn bits(frames: &[Frame]) -> usize {
    24 * frames
        .iter()
        .filter(|frame| !matches!(frame, Unheard))
        .count()
}

/// The bus's error.
pub(crate) const FAILED: ErrorKind = ErrorKind::ModeFault;

/// Takes these frames only, in this order.
#[derive(Debug, Clone)]
pub(crate) struct Bus {
    mock: Mock<u8>,
    frames: Vec<Frame>,
    next: Rc<RefCell<usize>>,
}

impl Bus {
    pub(crate) fn new(frames: &[Frame]) -> Self {
        let transactions: Vec<_> = frames
            .iter()
            .flat_map(|frame| frame.transactions())
            .collect();
        Self {
            mock: Mock::new(&transactions),
            frames: frames.to_vec(),
            next: Rc::default(),
        }
    }

    /// Asserts that all frames were taken.
    pub(crate) fn done(mut self) {
        self.mock.done();
        assert_eq!(*self.next.borrow(), self.frames.len(), "frames are left");
    }

    fn frame(&self) -> Option<Frame> {
        let mut next = self.next.borrow_mut();
        let frame = self.frames.get(*next).copied();
        *next += 1;
        frame
    }
}

impl ErrorType for Bus {
    type Error = ErrorKind;
}

impl SpiDevice for Bus {
    fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), ErrorKind> {
        let frame = self.frame();
        if !matches!(frame, Some(Unheard)) {
            SpiDevice::transaction(&mut self.mock, operations)?;
        }
        match frame {
            Some(Unheard | Lost(..)) => Err(FAILED),
            _ => Ok(()),
        }
    }
}

impl embedded_hal_async::spi::SpiDevice for Bus {
    /// Is pending before anything has moved, and after all has.
    async fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), ErrorKind> {
        pause().await;
        let moved = SpiDevice::transaction(self, operations);
        pause().await;
        moved
    }
}

/// Is pending once.
fn pause() -> impl Future<Output = ()> {
    let mut is_over = false;
    poll_fn(move |context| {
        if is_over {
            return Poll::Ready(());
        }
        is_over = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
}

/// Remembers the nanoseconds that were waited.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waits(Rc<RefCell<Vec<u64>>>);

impl Waits {
    pub(crate) fn nanos(&self) -> u64 {
        self.0.borrow().iter().sum()
    }
}

impl DelayNs for Waits {
    fn delay_ns(&mut self, ns: u32) {
        self.0.borrow_mut().push(ns.into());
    }
}

impl embedded_hal_async::delay::DelayNs for Waits {
    async fn delay_ns(&mut self, ns: u32) {
        self.0.borrow_mut().push(ns.into());
    }
}
