//! Buses and pins that lead to nobody.

use crate::hidden::{number, transfer};
use core::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use embedded_hal::{delay::DelayNs, digital, i2c, pwm, spi};

/// An I2C bus, an SPI device, pins and a delay, in both halves.
#[derive(Debug)]
pub struct Wire;

/// The transfer failed.
#[derive(Debug)]
pub struct Failed;

fn moved(failed: bool) -> Result<(), Failed> {
    if failed { Err(Failed) } else { Ok(()) }
}

fn write(bytes: &[u8]) -> Result<(), Failed> {
    moved(transfer(bytes.as_ptr().cast_mut(), bytes.len()))
}

fn read(bytes: &mut [u8]) -> Result<(), Failed> {
    moved(transfer(bytes.as_mut_ptr(), bytes.len()))
}

fn i2c_operations(operations: &mut [i2c::Operation<'_>]) -> Result<(), Failed> {
    operations
        .iter_mut()
        .try_for_each(|operation| match operation {
            i2c::Operation::Read(bytes) => read(bytes),
            i2c::Operation::Write(bytes) => write(bytes),
        })
}

fn spi_operations(operations: &mut [spi::Operation<'_, u8>]) -> Result<(), Failed> {
    operations
        .iter_mut()
        .try_for_each(|operation| match operation {
            spi::Operation::Read(bytes) | spi::Operation::TransferInPlace(bytes) => read(bytes),
            spi::Operation::Write(bytes) => write(bytes),
            spi::Operation::Transfer(into, from) => write(from).and_then(|()| read(into)),
            spi::Operation::DelayNs(_) => Ok(()),
        })
}

/// Is pending for as long as nobody knows.
struct Pause;

impl Future for Pause {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
        if number() == 0 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl i2c::Error for Failed {
    fn kind(&self) -> i2c::ErrorKind {
        i2c::ErrorKind::Other
    }
}

impl spi::Error for Failed {
    fn kind(&self) -> spi::ErrorKind {
        spi::ErrorKind::Other
    }
}

impl i2c::ErrorType for Wire {
    type Error = Failed;
}

impl i2c::I2c for Wire {
    fn transaction(
        &mut self,
        _address: u8,
        operations: &mut [i2c::Operation<'_>],
    ) -> Result<(), Failed> {
        i2c_operations(operations)
    }
}

impl embedded_hal_async::i2c::I2c for Wire {
    async fn transaction(
        &mut self,
        _address: u8,
        operations: &mut [i2c::Operation<'_>],
    ) -> Result<(), Failed> {
        Pause.await;
        i2c_operations(operations)
    }
}

impl spi::ErrorType for Wire {
    type Error = Failed;
}

impl spi::SpiDevice for Wire {
    fn transaction(&mut self, operations: &mut [spi::Operation<'_, u8>]) -> Result<(), Failed> {
        spi_operations(operations)
    }
}

impl embedded_hal_async::spi::SpiDevice for Wire {
    async fn transaction(
        &mut self,
        operations: &mut [spi::Operation<'_, u8>],
    ) -> Result<(), Failed> {
        Pause.await;
        spi_operations(operations)
    }
}

impl digital::ErrorType for Wire {
    type Error = Infallible;
}

impl digital::OutputPin for Wire {
    fn set_low(&mut self) -> Result<(), Infallible> {
        transfer(core::ptr::null_mut(), 0);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        transfer(core::ptr::null_mut(), 1);
        Ok(())
    }
}

impl digital::StatefulOutputPin for Wire {
    fn is_set_high(&mut self) -> Result<bool, Infallible> {
        Ok(number() != 0)
    }

    fn is_set_low(&mut self) -> Result<bool, Infallible> {
        Ok(number() == 0)
    }
}

impl digital::InputPin for Wire {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(number() != 0)
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        Ok(number() == 0)
    }
}

impl embedded_hal_async::digital::Wait for Wire {
    async fn wait_for_high(&mut self) -> Result<(), Infallible> {
        Pause.await;
        Ok(())
    }

    async fn wait_for_low(&mut self) -> Result<(), Infallible> {
        Pause.await;
        Ok(())
    }

    async fn wait_for_rising_edge(&mut self) -> Result<(), Infallible> {
        Pause.await;
        Ok(())
    }

    async fn wait_for_falling_edge(&mut self) -> Result<(), Infallible> {
        Pause.await;
        Ok(())
    }

    async fn wait_for_any_edge(&mut self) -> Result<(), Infallible> {
        Pause.await;
        Ok(())
    }
}

impl pwm::ErrorType for Wire {
    type Error = Infallible;
}

impl pwm::SetDutyCycle for Wire {
    fn max_duty_cycle(&self) -> u16 {
        number().to_le_bytes()[0].into()
    }

    fn set_duty_cycle(&mut self, duty: u16) -> Result<(), Infallible> {
        transfer(core::ptr::null_mut(), duty.into());
        Ok(())
    }
}

impl DelayNs for Wire {
    fn delay_ns(&mut self, ns: u32) {
        transfer(core::ptr::null_mut(), usize::try_from(ns).unwrap_or(0));
    }
}

impl embedded_hal_async::delay::DelayNs for Wire {
    async fn delay_ns(&mut self, ns: u32) {
        Pause.await;
        transfer(core::ptr::null_mut(), usize::try_from(ns).unwrap_or(0));
    }
}
