//! Frames on the bus.

use embedded_hal_async::{
    delay::DelayNs,
    spi::{Operation, SpiDevice},
};

use super::Wake;
use crate::{
    Error, Group,
    codec::{self, Block, Data},
    command::Command,
};

/// The bus of a chain, and how many commands its parts should have counted.
#[derive(Debug)]
pub(super) struct Wire<S, D, W> {
    pub(super) spi: S,
    pub(super) delay: D,
    pub(super) wake: W,
    pub(super) counter: u8,
}

impl<S: SpiDevice, D: DelayNs, W: Wake> Wire<S, D, W> {
    pub(super) async fn wake_sleeping(&mut self, parts: usize) -> Result<(), Error<S::Error>> {
        let (spi, delay) = (&mut self.spi, &mut self.delay);
        let woken = self.wake.wake_sleeping(spi, delay, parts).await;
        woken.map_err(Error::Bus)
    }

    pub(super) async fn wake_idle(&mut self, parts: usize) -> Result<(), Error<S::Error>> {
        let (spi, delay) = (&mut self.spi, &mut self.delay);
        let woken = self.wake.wake_idle(spi, delay, parts).await;
        woken.map_err(Error::Bus)
    }

    /// Waits, and wakes the interfaces up again.
    pub(super) async fn pause(&mut self, ms: u32, parts: usize) -> Result<(), Error<S::Error>> {
        self.delay.delay_ms(ms).await;
        self.wake_idle(parts).await
    }

    pub(super) async fn command(&mut self, command: Command) -> Result<(), Error<S::Error>> {
        self.count(command);
        let sent = self.spi.write(&command.bytes()).await;
        sent.map_err(Error::Bus)
    }

    /// Writes a block to each part, the farthest one's first.
    pub(super) async fn write(
        &mut self,
        command: Command,
        frame: &mut [Block],
        data: impl Fn(usize) -> Data,
    ) -> Result<(), Error<S::Error>> {
        self.count(command);
        for (part, block) in frame.iter_mut().rev().enumerate() {
            *block = codec::block(data(part));
        }
        let bytes = command.bytes();
        let operations = &mut [
            Operation::Write(&bytes),
            Operation::Write(frame.as_flattened()),
        ];
        let sent = self.spi.transaction(operations).await;
        sent.map_err(Error::Bus)
    }

    /// Reads a block from each part, the nearest one's first.
    pub(super) async fn read(
        &mut self,
        group: Group,
        frame: &mut [Block],
    ) -> Result<(), Error<S::Error>> {
        let bytes = group.read().bytes();
        let operations = &mut [
            Operation::Write(&bytes),
            Operation::Read(frame.as_flattened_mut()),
        ];
        let read = self.spi.transaction(operations).await;
        read.map_err(Error::Bus)
    }

    /// Reads a block from each part, and what comes after them.
    pub(super) async fn read_beyond(
        &mut self,
        group: Group,
        frame: &mut [Block],
    ) -> Result<Block, Error<S::Error>> {
        let bytes = group.read().bytes();
        let mut beyond = [0; 8];
        let operations = &mut [
            Operation::Write(&bytes),
            Operation::Read(frame.as_flattened_mut()),
            Operation::Read(&mut beyond),
        ];
        let read = self.spi.transaction(operations).await;
        read.map_err(Error::Bus).map(|()| beyond)
    }

    const fn count(&mut self, command: Command) {
        if command.counts {
            self.counter = codec::counted(self.counter);
        }
    }
}
