//! Registers over a bus.
#![expect(
    async_fn_in_trait,
    reason = "sealed; executors are single-threaded, as in embedded-hal-async"
)]

use core::fmt::Debug;

use embedded_hal::spi::Operation;
use embedded_hal_async::{i2c::I2c, spi::SpiDevice};

use crate::{Address, Error, plan::CONFIG};

mod sealed {
    pub trait Sealed {}
}

/// Bus that registers are read and written over.
pub trait Interface: sealed::Sealed {
    /// Error of the bus.
    type Error: Debug;

    /// Reads the first bytes of a register, between [`leave`](Self::leave) and [`stay`](Self::stay).
    #[doc(hidden)]
    fn fetch(
        &mut self,
        register: &[u8; 1],
        into: &mut [u8],
    ) -> impl Future<Output = Result<(), Self::Error>>;

    /// The same of the register that the part points to.
    #[doc(hidden)]
    fn fetch_on(&mut self, into: &mut [u8]) -> impl Future<Output = Result<(), Self::Error>>;

    /// Whether the part points to a register.
    #[doc(hidden)]
    fn is_at(&self, register: u8) -> bool;

    /// Says that from now on nobody knows where the part points.
    #[doc(hidden)]
    fn leave(&mut self);

    /// Says which register was the last that was fetched.
    #[doc(hidden)]
    fn stay(&mut self, register: u8);

    /// Writes a register.
    #[doc(hidden)]
    async fn write(&mut self, register: u8, value: u16) -> Result<(), Error<Self::Error>>;
}

/// Stands for no register: nothing asks again for this one.
const NOWHERE: u8 = CONFIG;

/// An I2C bus, the part's address and the register it points to.
#[derive(Debug)]
pub struct OverI2c<I> {
    i2c: I,
    address: u8,
    /// Only what is certain: unknown during a transfer, and after one that failed or was dropped.
    pointer: u8,
}

impl<I> OverI2c<I> {
    pub(super) const fn new(i2c: I, address: Address) -> Self {
        Self {
            i2c,
            address: address.bits(),
            pointer: NOWHERE,
        }
    }

    pub(super) fn free(self) -> I {
        self.i2c
    }
}

impl<I> sealed::Sealed for OverI2c<I> {}

impl<I: I2c> Interface for OverI2c<I> {
    type Error = I::Error;

    #[inline(always)]
    fn fetch(
        &mut self,
        register: &[u8; 1],
        into: &mut [u8],
    ) -> impl Future<Output = Result<(), I::Error>> {
        self.i2c.write_read(self.address, register, into)
    }

    #[inline(always)]
    fn fetch_on(&mut self, into: &mut [u8]) -> impl Future<Output = Result<(), I::Error>> {
        self.i2c.read(self.address, into)
    }

    #[inline]
    fn is_at(&self, register: u8) -> bool {
        self.pointer == register
    }

    #[inline]
    fn leave(&mut self) {
        self.pointer = NOWHERE;
    }

    #[inline]
    fn stay(&mut self, register: u8) {
        self.pointer = register;
    }

    async fn write(&mut self, register: u8, value: u16) -> Result<(), Error<I::Error>> {
        let [high, low] = value.to_be_bytes();
        self.pointer = NOWHERE;
        match self.i2c.write(self.address, &[register, high, low]).await {
            Ok(()) => {
                self.pointer = register;
                Ok(())
            }
            Err(cause) => Err(Error::Bus { register, cause }),
        }
    }
}

/// An SPI bus with the part's chip select.
#[derive(Debug)]
pub struct OverSpi<S> {
    spi: S,
}

impl<S> OverSpi<S> {
    pub(super) const fn new(spi: S) -> Self {
        Self { spi }
    }

    pub(super) fn free(self) -> S {
        self.spi
    }
}

impl<S> sealed::Sealed for OverSpi<S> {}

/// First byte of a frame: address in bits 7:2, bit 0 set to read (SLYS023A section 7.5.1.1).
const fn command(register: u8, is_read: bool) -> u8 {
    register << 2 | is_read as u8
}

impl<S: SpiDevice> Interface for OverSpi<S> {
    type Error = S::Error;

    async fn fetch(&mut self, register: &[u8; 1], into: &mut [u8]) -> Result<(), S::Error> {
        let [register] = *register;
        self.spi
            .transaction(&mut [
                Operation::Write(&[command(register, true)]),
                Operation::Read(into),
            ])
            .await
    }

    /// Is never called: no frame goes without its address.
    fn fetch_on(&mut self, into: &mut [u8]) -> impl Future<Output = Result<(), S::Error>> {
        self.spi.read(into)
    }

    #[inline]
    fn is_at(&self, _register: u8) -> bool {
        false
    }

    #[inline]
    fn leave(&mut self) {}

    #[inline]
    fn stay(&mut self, _register: u8) {}

    async fn write(&mut self, register: u8, value: u16) -> Result<(), Error<S::Error>> {
        let [high, low] = value.to_be_bytes();
        self.spi
            .write(&[command(register, false), high, low])
            .await
            .map_err(|cause| Error::Bus { register, cause })
    }
}
