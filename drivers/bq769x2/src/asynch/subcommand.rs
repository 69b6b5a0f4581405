//! Subcommands and data memory: number, buffer, checksum, length.

use embedded_hal_async::delay::DelayNs;

use super::{Bq769x2, Interface};
use crate::{Error, codec, memory::WINDOW, part::Part};

/// Where a number is written, and where it is read back once it is done.
const NUMBER: u8 = 0x3E;
const BUFFER: u8 = 0x40;
/// Checksum and length.
const CHECKSUM: u8 = 0x60;
/// What the length counts beside the bytes.
const OVERHEAD: u8 = 4;
/// Most bytes of the buffer.
const MOST: usize = 32;

/// Time between two looks at whether a number is done, and how often to look: 10 ms beyond what the manual says.
const LOOK_US: u32 = 100;
const LOOKS: u32 = 100;
/// Time after a write, as the maker's own code has it.
const WRITTEN_US: u32 = 1_000;

/// Time that a subcommand takes (SLUUBY1B table 9-2); of those that it does not list, what most of them take.
const fn takes_us(number: u16) -> u32 {
    match number {
        0x0004 => 8_500,
        0x0005 => 450,
        0x0009 => 650,
        0x0071..=0x0077 => 660,
        _ => 400,
    }
}

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Writes a number.
    pub(super) async fn start(&mut self, number: u16) -> Result<(), Error<B::Error>> {
        let number = number.to_le_bytes();
        self.bus.write(&mut self.delay, NUMBER, &number).await
    }

    /// Has the part do what has no data, and gives it the time for that: what comes sooner might be lost, or come before it.
    pub(super) async fn tell(&mut self, number: u16) -> Result<(), Error<B::Error>> {
        self.start(number).await?;
        self.delay.delay_us(takes_us(number)).await;
        Ok(())
    }

    /// Reads the first bytes of a subcommand's data; the checksum is over all of them.
    pub(super) async fn fetch<const N: usize>(
        &mut self,
        number: u16,
    ) -> Result<[u8; N], Error<B::Error>> {
        let mut first = [0; N];
        let all = self.fetch_all(number, N).await?;
        let given = all.0.get(..all.1).unwrap_or_default();
        let Some(wanted) = given.first_chunk::<N>() else {
            let [found, ..] = all.1.to_le_bytes();
            return Err(Error::Length {
                number,
                found: found.saturating_add(OVERHEAD),
            });
        };
        first.copy_from_slice(wanted);
        Ok(first)
    }

    /// Reads 32 bytes of data memory.
    pub(super) async fn fetch_window(
        &mut self,
        address: u16,
    ) -> Result<[u8; WINDOW], Error<B::Error>> {
        self.fetch(address).await
    }

    /// Reads a subcommand's data, and how many bytes they are; `expected` only chooses the cheaper way.
    pub(super) async fn fetch_all(
        &mut self,
        number: u16,
        expected: usize,
    ) -> Result<([u8; MOST], usize), Error<B::Error>> {
        self.tell(number).await?;
        self.must_be_done(number).await?;
        let mut buffer = [0; MOST + 2];
        let is_block = B::HAS_BLOCKS && expected == MOST;
        if is_block {
            self.bus.read(&mut self.delay, BUFFER, &mut buffer).await?;
        } else {
            let tail: [u8; 2] = self.read(CHECKSUM).await?;
            let length = bytes(number, tail)?;
            let (head, end) = buffer.split_at_mut(MOST);
            end.copy_from_slice(&tail);
            let data = head.get_mut(..length).unwrap_or_default();
            self.bus.read(&mut self.delay, BUFFER, data).await?;
        }
        let [data @ .., found, length] = buffer;
        let length = bytes(number, [found, length])?;
        let given = data.get(..length).unwrap_or_default();
        let expected = codec::checksum(number, given);
        if found != expected {
            return Err(Error::Checksum {
                number,
                expected,
                found,
            });
        }
        Ok((data, length))
    }

    /// Waits until the part gives the number back.
    async fn must_be_done(&mut self, number: u16) -> Result<(), Error<B::Error>> {
        let mut found = number;
        for _ in 0..LOOKS {
            found = u16::from_le_bytes(self.read(NUMBER).await?);
            if found == number {
                return Ok(());
            }
            self.delay.delay_us(LOOK_US).await;
        }
        Err(Error::Silent { number, found })
    }

    /// Writes data of a subcommand, or to data memory: 32 bytes at most.
    pub(super) async fn store(&mut self, number: u16, data: &[u8]) -> Result<(), Error<B::Error>> {
        let mut head = [0; 2 + MOST];
        let all = number.to_le_bytes().into_iter().chain(data.iter().copied());
        let mut length = 0u8;
        for (place, byte) in head.iter_mut().zip(all) {
            *place = byte;
            length += 1;
        }
        let head = head.get(..usize::from(length)).unwrap_or_default();
        self.bus.write(&mut self.delay, NUMBER, head).await?;
        let tail = [codec::checksum(number, data), length + 2];
        self.bus.write(&mut self.delay, CHECKSUM, &tail).await?;
        self.delay.delay_us(WRITTEN_US).await;
        Ok(())
    }
}

/// Bytes of data that a checksum and length stand for.
fn bytes<E>(number: u16, [_, length]: [u8; 2]) -> Result<usize, Error<E>> {
    match length.checked_sub(OVERHEAD) {
        Some(bytes) if usize::from(bytes) <= MOST && bytes > 0 => Ok(bytes.into()),
        _ => Err(Error::Length {
            number,
            found: length,
        }),
    }
}
