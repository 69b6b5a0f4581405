//! Registers over a bus.
#![expect(
    async_fn_in_trait,
    reason = "sealed; executors are single-threaded, as in embedded-hal-async"
)]

use core::fmt::Debug;

use embedded_hal::spi::Operation;
use embedded_hal_async::{i2c::I2c, spi::SpiDevice};

use crate::{Address, Error};

mod sealed {
    pub trait Sealed {}
}

/// Bus that registers are read and written over.
pub trait Interface: sealed::Sealed {
    /// Error of the bus.
    type Error: Debug;

    /// Reads a register.
    #[doc(hidden)]
    async fn read<const N: usize>(&mut self, register: u8) -> Result<[u8; N], Error<Self::Error>>;

    /// Reads the first bytes of a register, between [`leave`](Self::leave) and [`stay`](Self::stay).
    #[doc(hidden)]
    async fn fetch(&mut self, register: u8, into: &mut [u8]) -> Result<(), Error<Self::Error>>;

    /// Says that from now on nobody knows where the part points.
    #[doc(hidden)]
    fn leave(&mut self);

    /// Says which register was the last that was fetched.
    #[doc(hidden)]
    fn stay(&mut self, register: u8);

    /// Reads the first bytes of a register, in fewer bits where it was the last one used.
    ///
    /// `reset` is what register 0 holds after a reset, when the part may point there.
    #[doc(hidden)]
    async fn fetch_again(
        &mut self,
        register: u8,
        reset: u16,
        into: &mut [u8],
    ) -> Result<(), Error<Self::Error>>;

    /// Writes a register.
    #[doc(hidden)]
    async fn write(&mut self, register: u8, value: u16) -> Result<(), Error<Self::Error>>;
}

/// No register's address.
const NOWHERE: u8 = 0x80;

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

    async fn read<const N: usize>(&mut self, register: u8) -> Result<[u8; N], Error<I::Error>> {
        let mut bytes = [0; N];
        self.leave();
        self.fetch(register, &mut bytes).await?;
        self.stay(register);
        Ok(bytes)
    }

    #[inline(always)]
    async fn fetch(&mut self, register: u8, into: &mut [u8]) -> Result<(), Error<I::Error>> {
        let found = self.i2c.write_read(self.address, &[register], into).await;
        found.map_err(|cause| Error::Bus { register, cause })
    }

    #[inline]
    fn leave(&mut self) {
        self.pointer = NOWHERE;
    }

    #[inline]
    fn stay(&mut self, register: u8) {
        self.pointer = register;
    }

    #[inline]
    async fn fetch_again(
        &mut self,
        register: u8,
        reset: u16,
        into: &mut [u8],
    ) -> Result<(), Error<I::Error>> {
        let was_there = self.pointer == register;
        self.leave();
        if was_there {
            match self.i2c.read(self.address, into).await {
                Ok(()) => {}
                Err(cause) => return Err(Error::Bus { register, cause }),
            }
        }
        if !was_there || into.starts_with(&reset.to_be_bytes()) {
            self.fetch(register, into).await?;
        }
        self.stay(register);
        Ok(())
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

    async fn read<const N: usize>(&mut self, register: u8) -> Result<[u8; N], Error<S::Error>> {
        let mut bytes = [0; N];
        self.fetch(register, &mut bytes).await?;
        Ok(bytes)
    }

    #[inline(always)]
    async fn fetch(&mut self, register: u8, into: &mut [u8]) -> Result<(), Error<S::Error>> {
        let found = self
            .spi
            .transaction(&mut [
                Operation::Write(&[command(register, true)]),
                Operation::Read(into),
            ])
            .await;
        found.map_err(|cause| Error::Bus { register, cause })
    }

    #[inline]
    fn leave(&mut self) {}

    #[inline]
    fn stay(&mut self, _register: u8) {}

    #[inline]
    async fn fetch_again(
        &mut self,
        register: u8,
        _reset: u16,
        into: &mut [u8],
    ) -> Result<(), Error<S::Error>> {
        self.fetch(register, into).await
    }

    async fn write(&mut self, register: u8, value: u16) -> Result<(), Error<S::Error>> {
        let [high, low] = value.to_be_bytes();
        self.spi
            .write(&[command(register, false), high, low])
            .await
            .map_err(|cause| Error::Bus { register, cause })
    }
}
