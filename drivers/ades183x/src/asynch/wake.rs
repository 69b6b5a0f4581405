//! How a chain is woken up.
#![expect(
    async_fn_in_trait,
    reason = "as in embedded-hal-async: executors are single-threaded, a Send bound would shut parts out"
)]

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use crate::Transparent;

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
        spi.write(&Self::EDGE).await?;
        delay.delay_us(Self::sleep_us(parts)).await;
        // those that woke first may be idle again
        self.wake_idle(spi, delay, parts).await
    }

    async fn wake_idle<S: SpiDevice, D: DelayNs>(
        &mut self,
        spi: &mut S,
        delay: &mut D,
        parts: usize,
    ) -> Result<(), S::Error> {
        spi.write(&Self::EDGE).await?;
        delay.delay_us(Self::idle_us(parts)).await;
        Ok(())
    }
}
