//! The bus of the harness.

use core::{
    future::{Future, poll_fn},
    task::Poll,
};

use embedded_hal::i2c::{ErrorKind, ErrorType, I2c, Operation};

unsafe extern "C" {
    fn bus_xfer(address: u32, out: *const u8, input: *mut u8, lengths: usize) -> i32;
    fn bus_ready() -> i32;
}

/// A bus without state.
#[derive(Debug, Clone, Copy)]
pub struct Bus;

/// Failure of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

impl embedded_hal::i2c::Error for Failed {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

impl ErrorType for Bus {
    type Error = Failed;
}

#[inline(always)]
fn transfer(address: u8, out: &[u8], input: &mut [u8]) -> Result<(), Failed> {
    let lengths = out.len() << 8 | input.len();
    // SAFETY: both slices are whole, and shorter than 256 bytes.
    let result = unsafe { bus_xfer(address.into(), out.as_ptr(), input.as_mut_ptr(), lengths) };
    if result == 0 { Ok(()) } else { Err(Failed) }
}

impl I2c for Bus {
    #[inline(always)]
    fn read(&mut self, address: u8, read: &mut [u8]) -> Result<(), Failed> {
        transfer(address, &[], read)
    }

    #[inline(always)]
    fn write(&mut self, address: u8, write: &[u8]) -> Result<(), Failed> {
        transfer(address, write, &mut [])
    }

    #[inline(always)]
    fn write_read(&mut self, address: u8, write: &[u8], read: &mut [u8]) -> Result<(), Failed> {
        transfer(address, write, read)
    }

    #[inline(always)]
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), Failed> {
        match operations {
            [Operation::Write(out), Operation::Read(input)] => transfer(address, out, input),
            [Operation::Write(out)] => transfer(address, out, &mut []),
            [Operation::Read(input)] => transfer(address, &[], input),
            _ => Err(Failed),
        }
    }
}

/// A transfer that may have to wait, in as little memory as it can.
#[inline(always)]
fn later(address: u8, out: &[u8], input: &mut [u8]) -> impl Future<Output = Result<(), Failed>> {
    poll_fn(move |_| {
        // SAFETY: no arguments.
        if unsafe { bus_ready() } != 0 {
            Poll::Ready(transfer(address, out, input))
        } else {
            Poll::Pending
        }
    })
}

impl embedded_hal_async::i2c::I2c for Bus {
    #[inline(always)]
    fn read(&mut self, address: u8, read: &mut [u8]) -> impl Future<Output = Result<(), Failed>> {
        later(address, &[], read)
    }

    #[inline(always)]
    fn write(&mut self, address: u8, write: &[u8]) -> impl Future<Output = Result<(), Failed>> {
        later(address, write, &mut [])
    }

    #[inline(always)]
    fn write_read(
        &mut self,
        address: u8,
        write: &[u8],
        read: &mut [u8],
    ) -> impl Future<Output = Result<(), Failed>> {
        later(address, write, read)
    }

    async fn transaction(
        &mut self,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), Failed> {
        let mut outcome = Ok(());
        for operation in operations {
            let next = match operation {
                Operation::Write(out) => later(address, out, &mut []).await,
                Operation::Read(input) => later(address, &[], input).await,
            };
            outcome = outcome.and(next);
        }
        outcome
    }
}

/// A delay that is over at once: the model needs no time.
#[derive(Debug, Clone, Copy)]
pub struct NoDelay;

impl embedded_hal::delay::DelayNs for NoDelay {
    fn delay_ns(&mut self, _: u32) {}
}

impl embedded_hal_async::delay::DelayNs for NoDelay {
    async fn delay_ns(&mut self, _: u32) {}
}
