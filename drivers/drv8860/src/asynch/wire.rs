//! Edges on the pins, in their order and with their pauses.

use embedded_hal_async::delay::DelayNs;

use crate::{
    Error, Wiring,
    codec::{CLEAR_BITS, Echo},
};

/// A special command: the pulses of CLK in its last three windows. The first has one.
#[derive(Clone, Copy)]
pub(super) struct Special([u8; 3]);

impl Special {
    pub(super) const WRITE_CONTROL: Self = Self([2, 2, 3]);
    pub(super) const READ_CONTROL: Self = Self([4, 2, 3]);
    pub(super) const READ_DATA: Self = Self([4, 4, 3]);
    pub(super) const RESET_FAULTS: Self = Self([2, 4, 3]);
}

/// The pins of a chain, and what paces them.
#[derive(Debug)]
pub(super) struct Wire<W, D> {
    pub(super) pins: W,
    pub(super) delay: D,
    pub(super) half_period_ns: u32,
}

impl<W: Wiring, D: DelayNs> Wire<W, D> {
    /// Writes through a window of LATCH that a chain of up to four parts leaves with zeros, and a second one, which nothing that
    /// was broken off before can take. Returns what came out meanwhile.
    pub(super) async fn clear(&mut self, echo: Echo) -> Result<u64, Error<W::Cause>> {
        self.open().await?;
        self.shift(0, CLEAR_BITS).await?;
        let found = self.shift(echo.word, echo.bits).await?;
        self.close().await?;
        self.write(0, CLEAR_BITS).await?;
        Ok(found & echo.mask)
    }

    /// Writes `bits` bits through one window of LATCH, and returns what came out meanwhile.
    pub(super) async fn write(&mut self, word: u64, bits: u32) -> Result<u64, Error<W::Cause>> {
        self.open().await?;
        let found = self.shift(word, bits).await?;
        self.close().await?;
        Ok(found)
    }

    /// Gives a special command.
    pub(super) async fn special(&mut self, command: Special) -> Result<(), Error<W::Cause>> {
        self.pulses(1).await?;
        for count in command.0 {
            self.pulses(count).await?;
        }
        Ok(())
    }

    /// Reads `bits` bits of the registers that a special command has chosen.
    pub(super) async fn read(
        &mut self,
        command: Special,
        bits: u32,
    ) -> Result<u64, Error<W::Cause>> {
        self.special(command).await?;
        self.shift(0, bits).await
    }

    /// Reads `bits` bits of the fault registers.
    pub(super) async fn read_faults(&mut self, bits: u32) -> Result<u64, Error<W::Cause>> {
        self.pulses(0).await?;
        self.shift(0, bits).await
    }

    /// A window of LATCH with some pulses of CLK.
    async fn pulses(&mut self, count: u8) -> Result<(), Error<W::Cause>> {
        self.pins.set_din(false)?;
        self.open().await?;
        for _ in 0..count {
            self.pins.set_clk(true)?;
            self.pause().await;
            self.pins.set_clk(false)?;
            self.pause().await;
        }
        self.close().await
    }

    async fn open(&mut self) -> Result<(), Error<W::Cause>> {
        self.pins.set_clk(false)?;
        self.pins.set_latch(false)?;
        self.pause().await;
        Ok(())
    }

    async fn close(&mut self) -> Result<(), Error<W::Cause>> {
        self.pins.set_latch(true)?;
        self.pause().await;
        Ok(())
    }

    /// Shifts bits in, the highest first, and returns those that came out; each stands on DOUT before the rise of CLK.
    async fn shift(&mut self, word: u64, bits: u32) -> Result<u64, Error<W::Cause>> {
        let mut found = 0;
        for index in (0..bits).rev() {
            self.pins.set_din(word.wrapping_shr(index) & 1 != 0)?;
            self.pause().await;
            found = found << 1 | u64::from(self.pins.dout()?);
            self.pins.set_clk(true)?;
            self.pause().await;
            self.pins.set_clk(false)?;
        }
        self.pause().await;
        Ok(found)
    }

    async fn pause(&mut self) {
        self.delay.delay_ns(self.half_period_ns).await;
    }
}
