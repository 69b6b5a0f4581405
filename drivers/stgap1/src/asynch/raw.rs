//! Single registers and commands.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use super::Stgap1;
use crate::{
    Error, Register, Wiring,
    chain::{must_be, values},
    codec::Command,
};

impl<S: SpiDevice, D: DelayNs, const N: usize, W: Wiring> Stgap1<S, D, N, W> {
    /// Reads one register of all devices, also before `init`, where a part may answer without a CRC.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`], [`Error::NoAnswer`], [`Error::Crc`].
    pub async fn read_register(&mut self, register: Register) -> Result<[u8; N], Error<S::Error>> {
        let read = self.wire.read([register], Command::NOP).await;
        let read = read.and_then(|[words]| values(register, words));
        self.ended(read)
    }

    /// Writes one register of all devices within a configuration of its own, and reads it back; SD is low, and `init` has to
    /// follow, which writes those of the configuration again.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`], [`Error::NoAnswer`], [`Error::Crc`], [`Error::ReadBack`].
    pub async fn write_register(
        &mut self,
        register: Register,
        values: [u8; N],
    ) -> Result<(), Error<S::Error>> {
        self.is_initialised = false;
        self.pins.shut_down();
        self.remember().await?;
        self.wire.command(Command::START_CONFIG).await?;
        self.wire.write(register, values).await?;
        self.wire.command(Command::STOP_CONFIG).await?;
        let [words] = self.wire.read([register], Command::NOP).await?;
        must_be(register, values, words)
    }

    /// Brings every register of all devices to its default; SD is low, and `init` has to follow. Nothing proves that it was done,
    /// since the defaults are not known.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`]; [`Error::NoAnswer`] and [`Error::Crc`] where a status was damaged that would have been lost.
    pub async fn global_reset(&mut self) -> Result<(), Error<S::Error>> {
        self.is_initialised = false;
        self.pins.shut_down();
        self.remember().await?;
        self.wire.command(Command::START_CONFIG).await?;
        self.wire.command(Command::GLOBAL_RESET).await?;
        self.wire.command(Command::STOP_CONFIG).await
    }

    /// Sends all devices to sleep; SD is low, and `init` has to follow.
    ///
    /// What wakes a part could not be verified, nor how long that takes: repeat an `init` that fails.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`]; [`Error::NoAnswer`] and [`Error::Crc`] where a status was damaged that would have been lost.
    pub async fn sleep(&mut self) -> Result<(), Error<S::Error>> {
        self.is_initialised = false;
        self.pins.shut_down();
        self.remember().await?;
        self.wire.command(Command::SLEEP).await
    }
}
