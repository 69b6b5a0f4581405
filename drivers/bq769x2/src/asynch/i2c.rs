//! I2C, without and with CRC.

use embedded_hal_async::{delay::DelayNs, i2c::I2c};

use super::interface::{Interface, MOST_READ, MOST_WRITTEN, sealed::Sealed};
use crate::{Address, Error, codec};

/// An I2C bus and the part's address. The part stretches the clock.
#[derive(Debug)]
pub struct OverI2c<I> {
    i2c: I,
    address: u8,
}

impl<I> OverI2c<I> {
    /// Takes the bus.
    pub const fn new(i2c: I, address: Address) -> Self {
        Self {
            i2c,
            address: address.bits(),
        }
    }

    /// Gives the bus back.
    pub fn free(self) -> I {
        self.i2c
    }
}

impl<I> Sealed for OverI2c<I> {}

impl<I: I2c> Interface for OverI2c<I> {
    type Error = I::Error;

    const HAS_BLOCKS: bool = true;

    async fn read<D: DelayNs>(
        &mut self,
        _delay: &mut D,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<I::Error>> {
        let moved = self.i2c.write_read(self.address, &[register], into).await;
        moved.map_err(|cause| Error::Bus { register, cause })
    }

    async fn read_words<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<I::Error>> {
        self.read(delay, register, into).await
    }

    async fn write<D: DelayNs>(
        &mut self,
        _delay: &mut D,
        register: u8,
        bytes: &[u8],
    ) -> Result<(), Error<I::Error>> {
        let mut frame = [register; 1 + MOST_WRITTEN];
        for (place, byte) in frame.iter_mut().skip(1).zip(bytes) {
            *place = *byte;
        }
        let frame = frame.get(..=bytes.len()).unwrap_or_default();
        let moved = self.i2c.write(self.address, frame).await;
        moved.map_err(|cause| Error::Bus { register, cause })
    }
}

/// An I2C bus and the address of a part that sends and wants a CRC behind every byte. The part stretches the clock.
#[derive(Debug)]
pub struct OverI2cCrc<I> {
    i2c: I,
    address: u8,
}

impl<I> OverI2cCrc<I> {
    /// Takes the bus.
    pub const fn new(i2c: I, address: Address) -> Self {
        Self {
            i2c,
            address: address.bits(),
        }
    }

    /// Gives the bus back.
    pub fn free(self) -> I {
        self.i2c
    }

    /// The address as it is on the wire.
    const fn to(&self, reading: bool) -> u8 {
        self.address << 1 | reading as u8
    }
}

impl<I> Sealed for OverI2cCrc<I> {}

impl<I: I2c> Interface for OverI2cCrc<I> {
    type Error = I::Error;

    const HAS_BLOCKS: bool = true;

    async fn read<D: DelayNs>(
        &mut self,
        _delay: &mut D,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<I::Error>> {
        let mut raw = [0; 2 * MOST_READ];
        let raw = raw.get_mut(..2 * into.len()).unwrap_or_default();
        let moved = self.i2c.write_read(self.address, &[register], raw).await;
        moved.map_err(|cause| Error::Bus { register, cause })?;
        let (pairs, _) = raw.as_chunks();
        let lead = [self.to(false), register, self.to(true)];
        let computed = codec::protected(&lead, pairs.iter().map(|[byte, _]| *byte));
        for ((place, [_, found]), (byte, crc)) in into.iter_mut().zip(pairs).zip(computed) {
            if crc != *found {
                return Err(Error::Crc { register });
            }
            *place = byte;
        }
        Ok(())
    }

    async fn read_words<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<I::Error>> {
        self.read(delay, register, into).await
    }

    async fn write<D: DelayNs>(
        &mut self,
        _delay: &mut D,
        register: u8,
        bytes: &[u8],
    ) -> Result<(), Error<I::Error>> {
        let mut frame = [register; 1 + 2 * MOST_WRITTEN];
        let lead = [self.to(false), register];
        let pairs = codec::protected(&lead, bytes.iter().copied());
        for (place, byte) in frame
            .iter_mut()
            .skip(1)
            .zip(pairs.flat_map(|(byte, crc)| [byte, crc]))
        {
            *place = byte;
        }
        let frame = frame.get(..=2 * bytes.len()).unwrap_or_default();
        let moved = self.i2c.write(self.address, frame).await;
        moved.map_err(|cause| Error::Bus { register, cause })
    }
}
