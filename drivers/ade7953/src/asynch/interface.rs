//! Registers over a bus.
#![expect(
    async_fn_in_trait,
    reason = "sealed; executors are single-threaded, as in embedded-hal-async"
)]

use core::fmt::Debug;

use embedded_hal::spi::Operation;
use embedded_hal_async::{i2c::I2c, spi::SpiDevice};

mod sealed {
    pub trait Sealed {}
}

/// Bus that registers are read and written over.
pub trait Interface: sealed::Sealed {
    /// Error of the bus.
    type Error: Debug;

    /// Reads a register.
    #[doc(hidden)]
    async fn read(&mut self, register: u16, into: &mut [u8]) -> Result<(), Self::Error>;

    /// Writes a register of at most four bytes.
    #[doc(hidden)]
    async fn write(&mut self, register: u16, bytes: &[u8]) -> Result<(), Self::Error>;
}

/// The part's one address (page 53).
const ADDRESS: u8 = 0x38;

/// An I2C bus, up to 400 kHz.
#[derive(Debug)]
pub struct OverI2c<I> {
    i2c: I,
}

impl<I> OverI2c<I> {
    /// Takes the bus.
    pub const fn new(i2c: I) -> Self {
        Self { i2c }
    }

    /// Gives the bus back.
    pub fn free(self) -> I {
        self.i2c
    }
}

impl<I> sealed::Sealed for OverI2c<I> {}

impl<I: I2c> Interface for OverI2c<I> {
    type Error = I::Error;

    async fn read(&mut self, register: u16, into: &mut [u8]) -> Result<(), I::Error> {
        let address = register.to_be_bytes();
        self.i2c.write_read(ADDRESS, &address, into).await
    }

    async fn write(&mut self, register: u16, bytes: &[u8]) -> Result<(), I::Error> {
        let [high, low] = register.to_be_bytes();
        let mut frame = [high, low, 0, 0, 0, 0];
        for (place, byte) in frame.iter_mut().skip(2).zip(bytes) {
            *place = *byte;
        }
        let frame = frame.get(..2 + bytes.len()).unwrap_or_default();
        self.i2c.write(ADDRESS, frame).await
    }
}

/// Third byte of a frame (page 52).
const READ: u8 = 0x80;
const WRITE: u8 = 0x00;
/// CONFIG, behind whose writing the part has to stay selected.
const CONFIG: u16 = crate::register::CONFIG.address();
/// Time that it needs to lock the interface (table 2).
const LOCK_NS: u32 = 1_200;

/// An SPI bus with the part's chip select, mode 3, up to 5 MHz.
#[derive(Debug)]
pub struct OverSpi<S> {
    spi: S,
}

impl<S> OverSpi<S> {
    /// Takes the bus.
    pub const fn new(spi: S) -> Self {
        Self { spi }
    }

    /// Gives the bus back.
    pub fn free(self) -> S {
        self.spi
    }
}

impl<S> sealed::Sealed for OverSpi<S> {}

impl<S: SpiDevice> Interface for OverSpi<S> {
    type Error = S::Error;

    async fn read(&mut self, register: u16, into: &mut [u8]) -> Result<(), S::Error> {
        let [high, low] = register.to_be_bytes();
        self.spi
            .transaction(&mut [Operation::Write(&[high, low, READ]), Operation::Read(into)])
            .await
    }

    async fn write(&mut self, register: u16, bytes: &[u8]) -> Result<(), S::Error> {
        let [high, low] = register.to_be_bytes();
        let mut frame = [high, low, WRITE, 0, 0, 0, 0];
        for (place, byte) in frame.iter_mut().skip(3).zip(bytes) {
            *place = *byte;
        }
        let frame = frame.get(..3 + bytes.len()).unwrap_or_default();
        if register == CONFIG {
            let mut operations = [Operation::Write(frame), Operation::DelayNs(LOCK_NS)];
            self.spi.transaction(&mut operations).await
        } else {
            self.spi.write(frame).await
        }
    }
}
