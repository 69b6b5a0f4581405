//! Waiting for RDY on pins that wake.

use embedded_hal::digital::InputPin;
use embedded_hal_async::{delay::DelayNs, digital::Wait};

use crate::{Each, Error, Input, Inputs, Inverting, Lines, Outputs, Shared, Wiring, asynch};

/// RDY on pins that can wait: [`Shared`] or [`Each`] of an input with [`Wait`].
pub trait Awaited<const N: usize>: Inputs<N> {
    /// Waits for each pin to be high once.
    #[doc(hidden)]
    #[expect(async_fn_in_trait, reason = "sealed, and as in embedded-hal-async")]
    async fn wait(&mut self) -> Result<(), (usize, Self::Error)>;
}

impl<P: InputPin + Wait, const N: usize> Awaited<N> for Shared<P> {
    async fn wait(&mut self) -> Result<(), (usize, P::Error)> {
        self.0.wait_for_high().await.map_err(|cause| (0, cause))
    }
}

impl<P: InputPin + Wait, const N: usize> Awaited<N> for Each<P, N> {
    async fn wait(&mut self) -> Result<(), (usize, P::Error)> {
        for (gate, pin) in self.0.iter_mut().enumerate() {
            pin.wait_for_high().await.map_err(|cause| (gate, cause))?;
        }
        Ok(())
    }
}

impl<F, Y, R, V, D, const N: usize> asynch::GatePins<Lines<F, Y, R, V>, D, N>
where
    F: Inputs<N>,
    Y: Awaited<N, Error = F::Error>,
    R: Outputs<N>,
    V: Inverting<N, R::Error>,
    D: DelayNs,
{
    /// Waits until RDY of every gate is high, all at once. How long is the caller's to limit.
    ///
    /// # Errors
    ///
    /// [`Error::Input`].
    ///
    /// # Cancellation Safety
    ///
    /// Dropped, it has changed nothing.
    pub async fn until_ready(&mut self) -> Result<(), Error<F::Error, R::Error>> {
        loop {
            let waits = Wiring::<N>::waits(&mut self.lines);
            if self.judged(waits)? == 0 {
                return Ok(());
            }
            let waited = self.lines.ready.wait().await;
            self.judged(waited.map_err(|(gate, cause)| Error::Input {
                line: Input::Ready,
                gate,
                cause,
            }))?;
        }
    }
}
