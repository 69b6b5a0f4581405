//! Everything else: commands, subcommands and data memory as they are.

use embedded_hal_async::delay::DelayNs;

use super::{Bq769x2, Interface};
use crate::{Error, part::Part};

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads direct commands one behind the other, 58 bytes at most; also before `init`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for more bytes or an address beyond 0x7F, or the bus's.
    pub async fn read_direct(
        &mut self,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<B::Error>> {
        if register > 0x7F || into.is_empty() || into.len() > 58 {
            return Err(Error::OutOfRange);
        }
        self.bus.read(&mut self.delay, register, into).await
    }

    /// Writes direct commands one behind the other, 34 bytes at most; also before `init`.
    ///
    /// # Errors
    ///
    /// As of [`read_direct`](Self::read_direct).
    pub async fn write_direct(
        &mut self,
        register: u8,
        bytes: &[u8],
    ) -> Result<(), Error<B::Error>> {
        if register > 0x7F || bytes.is_empty() || bytes.len() > 34 {
            return Err(Error::OutOfRange);
        }
        self.bus.write(&mut self.delay, register, bytes).await
    }

    /// Sends a subcommand without data; also before `init`.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn command(&mut self, number: u16) -> Result<(), Error<B::Error>> {
        self.tell(number).await
    }

    /// Reads what a subcommand brings, or 32 bytes of data memory, and returns how many bytes it was; also before `init`.
    ///
    /// # Errors
    ///
    /// The bus's, or that of a damaged answer.
    pub async fn read_subcommand(
        &mut self,
        number: u16,
        into: &mut [u8; 32],
    ) -> Result<usize, Error<B::Error>> {
        let (bytes, length) = self.fetch_all(number, 0).await?;
        *into = bytes;
        Ok(length)
    }

    /// Writes data of a subcommand, 32 bytes at most; also before `init`. Data memory takes it in CONFIG_UPDATE only:
    /// [`write_memory`](Self::write_memory).
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for more bytes, or the bus's.
    pub async fn write_subcommand(
        &mut self,
        number: u16,
        data: &[u8],
    ) -> Result<(), Error<B::Error>> {
        if data.is_empty() || data.len() > 32 {
            return Err(Error::OutOfRange);
        }
        self.store(number, data).await
    }

    /// Writes to data memory in a session of its own, 32 bytes at most. What the configuration has there, `verify` finds changed.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for more bytes, [`Error::ConfigurationLost`], or the bus's: then it may have been written.
    ///
    /// # Cancellation Safety
    ///
    /// As after an error; the next call leaves CONFIG_UPDATE.
    pub async fn write_memory(
        &mut self,
        address: u16,
        bytes: &[u8],
    ) -> Result<(), Error<B::Error>> {
        if bytes.is_empty() || bytes.len() > 32 {
            return Err(Error::OutOfRange);
        }
        self.begin().await?;
        self.confirm().await?;
        self.enter().await?;
        let written = self.store(address, bytes).await;
        let left = self.leave().await;
        written?;
        left
    }
}
