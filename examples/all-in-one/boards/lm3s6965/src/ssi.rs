//! SSI0, an Arm PL022, as an embedded-hal SPI bus of bytes, mode 0.

use crate::{pins, registers::Block};
use core::fmt;
use embedded_hal::spi::{self, ErrorKind, ErrorType, SpiBus};

const FORMAT: usize = 0x00;
const CONTROL: usize = 0x04;
const DATA: usize = 0x08;
const STATUS: usize = 0x0C;
const PRESCALER: usize = 0x10;

/// Eight bits, Freescale's frame, clock low when idle, sampled at its first edge, no second divider.
const EIGHT_BITS_MODE_0: u32 = 7;
const ENABLE: u32 = 1 << 1;

const TRANSMIT_NOT_FULL: u32 = 1 << 1;
const RECEIVE_NOT_EMPTY: u32 = 1 << 2;
const BUSY: u32 = 1 << 4;

/// What is sent while only reading: an idle line.
const FILL: u8 = 0xFF;

/// How often the status is read before the controller is taken for stuck: a byte takes far less.
const PATIENCE: u32 = 500_000;

/// The controller did not move a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stuck;

impl spi::Error for Stuck {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("controller stays busy")
    }
}

impl core::error::Error for Stuck {}

/// SSI0 as a master.
#[derive(Debug)]
pub struct Ssi0(());

impl Ssi0 {
    /// Sets SSI0 up. `clock` is the system clock in Hz, `rate` the bus's, which is never exceeded unless the clock is out of
    /// the divider's reach.
    #[must_use]
    pub fn new(clock: u32, rate: u32) -> Self {
        pins::enable_ssi0();
        Block::SSI0.write(CONTROL, 0);
        Block::SSI0.write(PRESCALER, prescaler(clock, rate));
        Block::SSI0.write(FORMAT, EIGHT_BITS_MODE_0);
        Block::SSI0.write(CONTROL, ENABLE);
        Self(())
    }

    /// Sends a byte and returns the one that came back. Both queues are empty before and after.
    fn exchange(&mut self, byte: u8) -> Result<u8, Stuck> {
        wait(TRANSMIT_NOT_FULL, TRANSMIT_NOT_FULL)?;
        Block::SSI0.write(DATA, u32::from(byte));
        wait(RECEIVE_NOT_EMPTY, RECEIVE_NOT_EMPTY)?;
        Ok(Block::SSI0.read(DATA).to_le_bytes()[0])
    }
}

/// Waits until the bits of the status have a value.
fn wait(bits: u32, value: u32) -> Result<(), Stuck> {
    for _ in 0..PATIENCE {
        if Block::SSI0.read(STATUS) & bits == value {
            return Ok(());
        }
    }
    Err(Stuck)
}

/// The first divider: even, 2 to 254.
fn prescaler(clock: u32, rate: u32) -> u32 {
    clock
        .div_ceil(rate.max(1))
        .min(254)
        .next_multiple_of(2)
        .max(2)
}

impl ErrorType for Ssi0 {
    type Error = Stuck;
}

impl SpiBus for Ssi0 {
    fn read(&mut self, words: &mut [u8]) -> Result<(), Stuck> {
        for word in words {
            *word = self.exchange(FILL)?;
        }
        Ok(())
    }

    fn write(&mut self, words: &[u8]) -> Result<(), Stuck> {
        for word in words {
            self.exchange(*word)?;
        }
        Ok(())
    }

    fn transfer(&mut self, read: &mut [u8], write: &[u8]) -> Result<(), Stuck> {
        let mut sent = write.iter().copied();
        for word in &mut *read {
            *word = self.exchange(sent.next().unwrap_or(FILL))?;
        }
        for word in sent {
            self.exchange(word)?;
        }
        Ok(())
    }

    fn transfer_in_place(&mut self, words: &mut [u8]) -> Result<(), Stuck> {
        for word in words {
            *word = self.exchange(*word)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Stuck> {
        wait(BUSY, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::prescaler;

    #[test]
    fn the_divider_is_even_and_the_rate_is_not_exceeded() {
        assert_eq!(prescaler(12_500_000, 400_000), 32);
        assert_eq!(prescaler(12_000_000, 6_000_000), 2);
        assert_eq!(prescaler(12_000_000, 12_000_000), 2);
        assert_eq!(prescaler(50_000_000, 1), 254);
        assert_eq!(prescaler(1, 0), 2);
    }
}
