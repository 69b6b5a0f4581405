//! What a meter is connected to.

use core::time::Duration;

use embedded_io_async::{Read, Write};
// blocking only: use embedded_io::ReadReady;

// async only
/// A serial port: what buffers received bytes by itself, and has sent all bytes once `flush` returns.
///
/// A read that is dropped, as one is when its time is over, must leave the port usable.
pub trait Port: Read + Write {}

impl<T: Read + Write + ?Sized> Port for T {}
// end async only
// blocking only: /// A serial port: what buffers received bytes by itself, and has sent all bytes once `flush` returns.
// blocking only: ///
// blocking only: /// It is read only when ready, so a read never blocks; a write that blocks for ever blocks the driver.
// blocking only: pub trait Port: Read + ReadReady + Write {}
// blocking only: impl<T: Read + ReadReady + Write + ?Sized> Port for T {}

/// Lets time pass: any closure that takes a duration and waits for it.
///
/// Of embedded-hal's `DelayNs` it is `async |time| delay.delay_us(micros(time)).await`, of embassy's timer
/// `async |time| Timer::after_micros(micros(time)).await`.
pub trait Delay {
    /// Waits at least `time`.
    async fn delay(&mut self, time: Duration);
}

impl<F: AsyncFnMut(Duration)> Delay for F {
    async fn delay(&mut self, time: Duration) {
        self(time).await;
    }
}
