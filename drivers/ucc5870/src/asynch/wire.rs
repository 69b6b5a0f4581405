//! Frames and their answers, one frame late.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use crate::{
    Error, Register,
    codec::{self, BROADCAST, CRC_START, Command},
};

/// Time between frames, in ns (JAJSKM1C 6.8).
const PAUSE_NS: u32 = 250;

/// The bus, and what went over it since the checksums began anew.
#[derive(Debug)]
pub(super) struct Wire<S, D> {
    pub(super) spi: S,
    pub(super) delay: D,
    pub(super) own_fetches: bool,
    /// Checksum over frames.
    sent: u8,
    /// Checksum over answers.
    received: u8,
}

impl<S, D> Wire<S, D> {
    pub(super) const fn new(spi: S, delay: D, own_fetches: bool) -> Self {
        Self {
            spi,
            delay,
            own_fetches,
            sent: CRC_START,
            received: CRC_START,
        }
    }
}

impl<S: SpiDevice, D: DelayNs> Wire<S, D> {
    /// Sends one frame in a window of the chip select of its own, and returns what came meanwhile.
    pub(super) async fn frame(&mut self, frame: u16) -> Result<u16, Error<S::Error>> {
        let mut bytes = frame.to_be_bytes();
        let moved = self.spi.transfer_in_place(&mut bytes).await;
        self.delay.delay_ns(PAUSE_NS).await;
        moved.map_err(|cause| Error::Bus { frame, cause })?;
        let answer = u16::from_be_bytes(bytes);
        self.sent = codec::crc(self.sent, frame);
        self.received = codec::crc(self.received, answer);
        Ok(answer)
    }

    /// Gives a command to every chip.
    pub(super) async fn command(&mut self, command: Command) -> Result<(), Error<S::Error>> {
        self.frame(codec::command(BROADCAST, command)).await?;
        Ok(())
    }

    /// Writes a register, at [`BROADCAST`] that of every chip.
    pub(super) async fn write(
        &mut self,
        address: u8,
        register: Register,
        value: u16,
    ) -> Result<(), Error<S::Error>> {
        let [upper, lower] = value.to_be_bytes();
        self.frame(codec::select(address, register)).await?;
        self.frame(codec::high(address, upper)).await?;
        self.frame(codec::low(address, lower)).await?;
        Ok(())
    }

    /// Clears the status registers, at [`BROADCAST`] of every chip. Whether the bit falls by itself was not verified, so it is
    /// taken back.
    pub(super) async fn clear_status(&mut self, address: u8) -> Result<(), Error<S::Error>> {
        self.frame(codec::select(address, Register::Control2))
            .await?;
        self.frame(codec::low(address, 0)).await?;
        self.frame(codec::high(address, codec::CLEAR_STATUS))
            .await?;
        self.frame(codec::high(address, 0)).await?;
        Ok(())
    }

    /// Reads registers of one chip: a frame for each, and one.
    pub(super) async fn read<const K: usize>(
        &mut self,
        address: u8,
        registers: [Register; K],
    ) -> Result<[u16; K], Error<S::Error>> {
        let nop = codec::command(address, Command::Nop);
        self.read_before(address, registers, nop).await
    }

    /// Reads registers of one chip, the last answer with the frame that follows.
    pub(super) async fn read_before<const K: usize>(
        &mut self,
        address: u8,
        registers: [Register; K],
        follows: u16,
    ) -> Result<[u16; K], Error<S::Error>> {
        let mut words = [0; K];
        let mut awaited: Option<&mut u16> = None;
        for (register, word) in registers.into_iter().zip(words.iter_mut()) {
            let answer = self.frame(codec::read(address, register)).await?;
            if let Some(before) = awaited.replace(word) {
                *before = answer;
            }
        }
        let answer = self.frame(follows).await?;
        if let Some(before) = awaited {
            *before = answer;
        }
        Ok(words)
    }

    /// Reads registers of every chip: a frame for each, and one.
    pub(super) async fn read_all<const K: usize, const N: usize>(
        &mut self,
        registers: [Register; K],
    ) -> Result<[[u16; K]; N], Error<S::Error>> {
        let mut all = [[0; K]; N];
        let mut awaited: Option<&mut u16> = None;
        let mut last = BROADCAST;
        for (address, words) in (1..).zip(all.iter_mut()) {
            if self.own_fetches
                && let Some(before) = awaited.take()
            {
                *before = self.frame(codec::command(last, Command::Nop)).await?;
            }
            for (register, word) in registers.into_iter().zip(words.iter_mut()) {
                let answer = self.frame(codec::read(address, register)).await?;
                if let Some(before) = awaited.replace(word) {
                    *before = answer;
                }
            }
            last = address;
        }
        let answer = self.frame(codec::command(last, Command::Nop)).await?;
        if let Some(before) = awaited {
            *before = answer;
        }
        Ok(all)
    }

    /// Lets both checksums of a chip begin anew, whatever they were: the comparison may find a difference, which
    /// [`clear_status`](Self::clear_status) clears.
    pub(super) async fn begin_checksums(&mut self, address: u8) -> Result<(), Error<S::Error>> {
        self.frame(codec::read(address, Register::CrcData)).await?;
        self.received = CRC_START; // the answer that carries CRC_RX is the first of the new one
        self.compare(address).await
    }

    /// Has the chip compare what it received with what was sent.
    pub(super) async fn compare(&mut self, address: u8) -> Result<(), Error<S::Error>> {
        self.frame(codec::select(address, Register::CrcData))
            .await?;
        self.frame(codec::compare(address, self.sent)).await?;
        self.sent = CRC_START;
        Ok(())
    }

    /// Reads CRC_RX and STATUS2 of a chip, and returns them after the checksum over what was received before.
    pub(super) async fn end_checksums(
        &mut self,
        address: u8,
    ) -> Result<(u8, u8, u16), Error<S::Error>> {
        self.frame(codec::read(address, Register::CrcData)).await?;
        let expected = self.received;
        let [_, found] = self
            .frame(codec::read(address, Register::Status2))
            .await?
            .to_be_bytes();
        let status2 = self.frame(codec::command(address, Command::Nop)).await?;
        Ok((expected, found, status2))
    }
}
