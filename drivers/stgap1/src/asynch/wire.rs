//! Windows of CS, with their pauses.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use crate::{
    Error, Register,
    codec::{self, Command, Probe},
};

/// The bus of a chain, and what paces it.
#[derive(Debug)]
pub(super) struct Wire<S, D, const N: usize> {
    pub(super) spi: S,
    pub(super) delay: D,
    /// What has to pass before the next window, in µs: waited for there, so that a future that is dropped cannot leave it out.
    owed_us: u32,
}

impl<S, D, const N: usize> Wire<S, D, N> {
    pub(super) const fn new(spi: S, delay: D) -> Self {
        Self {
            spi,
            delay,
            owed_us: 0,
        }
    }
}

impl<S: SpiDevice, D: DelayNs, const N: usize> Wire<S, D, N> {
    /// Returns the length of the chain, which this window finds out whatever was before it. Parts take a NOP.
    pub(super) async fn length(&mut self) -> Result<Option<usize>, Error<S::Error>> {
        let mut probe = Probe::new();
        self.transfer(probe.0.as_flattened_mut(), Command::NOP.pause_us)
            .await?;
        Ok(probe.length())
    }

    /// Gives all devices the same command.
    pub(super) async fn command(&mut self, command: Command) -> Result<(), Error<S::Error>> {
        self.exchange([command.word(); N], command.pause_us).await?;
        Ok(())
    }

    /// Writes a register, each device's value its own.
    pub(super) async fn write(
        &mut self,
        register: Register,
        values: [u8; N],
    ) -> Result<(), Error<S::Error>> {
        self.command(Command::write(register)).await?;
        self.data(register, values).await
    }

    /// Sends the data of a write, after its command.
    pub(super) async fn data(
        &mut self,
        register: Register,
        values: [u8; N],
    ) -> Result<(), Error<S::Error>> {
        let command = Command::write(register);
        let words = values.map(|value| command.data(value));
        self.exchange(words, command.pause_us).await?;
        Ok(())
    }

    /// Reads registers, each window bringing the answer to the one before; `last` is the command in the window of the last answer.
    pub(super) async fn read<const K: usize>(
        &mut self,
        registers: [Register; K],
        last: Command,
    ) -> Result<[[u16; N]; K], Error<S::Error>> {
        let mut answers = [[0; N]; K];
        let mut open: Option<&mut [u16; N]> = None;
        for (register, answer) in registers.into_iter().zip(answers.iter_mut()) {
            let command = Command::read(register);
            let words = self.exchange([command.word(); N], command.pause_us).await?;
            if let Some(before) = open.replace(answer) {
                *before = words;
            }
        }
        let words = self.exchange([last.word(); N], last.pause_us).await?;
        if let Some(before) = open {
            *before = words;
        }
        Ok(answers)
    }

    /// Makes the next window wait at least as long.
    pub(super) const fn owe(&mut self, pause_us: u32) {
        if pause_us > self.owed_us {
            self.owed_us = pause_us;
        }
    }

    /// Exchanges a word with each device.
    async fn exchange(
        &mut self,
        words: [u16; N],
        pause_us: u32,
    ) -> Result<[u16; N], Error<S::Error>> {
        let mut frame = codec::frame(words);
        self.transfer(frame.as_flattened_mut(), pause_us).await?;
        Ok(codec::words(frame))
    }

    async fn transfer(&mut self, frame: &mut [u8], pause_us: u32) -> Result<(), Error<S::Error>> {
        if self.owed_us > 0 {
            self.delay.delay_us(self.owed_us).await;
        }
        self.owed_us = pause_us;
        self.spi.transfer_in_place(frame).await.map_err(Error::Bus)
    }
}
