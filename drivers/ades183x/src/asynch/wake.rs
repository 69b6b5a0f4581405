//! How a chain is woken up.
#![expect(
    async_fn_in_trait,
    reason = "as in embedded-hal-async: executors are single-threaded, a Send bound would shut parts out"
)]

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use crate::{
    Transparent, Waking,
    wake::{EDGE, IDLE_US, SLEEPING_US, chain_us},
};

/// Wakes a chain through its bridge.
///
/// # For implementers
///
/// A bridge with a way of its own does that. After either method every part takes commands, for tIDLE at least, 4.3 ms.
pub trait Wake {
    /// Wakes `parts` parts that may be asleep.
    ///
    /// # Errors
    ///
    /// The bus' own.
    async fn wake_sleeping<S: SpiDevice, D: DelayNs>(
        &mut self,
        spi: &mut S,
        delay: &mut D,
        parts: usize,
    ) -> Result<(), S::Error>;

    /// Wakes `parts` parts whose interface may be idle.
    ///
    /// # Errors
    ///
    /// The bus' own.
    async fn wake_idle<S: SpiDevice, D: DelayNs>(
        &mut self,
        spi: &mut S,
        delay: &mut D,
        parts: usize,
    ) -> Result<(), S::Error>;
}

impl Wake for Transparent {
    async fn wake_sleeping<S: SpiDevice, D: DelayNs>(
        &mut self,
        spi: &mut S,
        delay: &mut D,
        parts: usize,
    ) -> Result<(), S::Error> {
        for _ in 0..=parts {
            spi.write(&EDGE).await?;
            delay.delay_us(SLEEPING_US).await;
        }
        Ok(())
    }

    async fn wake_idle<S: SpiDevice, D: DelayNs>(
        &mut self,
        spi: &mut S,
        delay: &mut D,
        parts: usize,
    ) -> Result<(), S::Error> {
        for _ in 0..=parts {
            spi.write(&EDGE).await?;
            delay.delay_us(IDLE_US).await;
        }
        Ok(())
    }
}

impl Wake for Waking {
    async fn wake_sleeping<S: SpiDevice, D: DelayNs>(
        &mut self,
        spi: &mut S,
        delay: &mut D,
        parts: usize,
    ) -> Result<(), S::Error> {
        spi.write(&EDGE).await?;
        delay.delay_us(chain_us(parts)).await;
        Ok(())
    }

    async fn wake_idle<S: SpiDevice, D: DelayNs>(
        &mut self,
        spi: &mut S,
        delay: &mut D,
        parts: usize,
    ) -> Result<(), S::Error> {
        self.wake_sleeping(spi, delay, parts).await
    }
}
