//! Asynchronous sensor.
//!
//! # Cancellation Safety
//!
//! A window that is dropped was not evaluated; what the evaluator knows is as before.
#![expect(
    async_fn_in_trait,
    reason = "as in hal-power: executors are single-threaded, a Send bound would shut parts out"
)]

use core::time::Duration;

use hal_power::{Current, ErrorType, ResidualCurrent, Sensor, asynch::ResidualCurrentSensor};

use crate::{Config, Error, Evaluation, Evaluator, Window};

/// Hands out the window that frames have filled.
///
/// # For implementers
///
/// A copy of [`Sampler::window`](crate::Sampler::window), taken where no frame can come in between.
pub trait Windows: ErrorType {
    /// Returns the window as it is now.
    ///
    /// # Errors
    ///
    /// The implementer's own.
    async fn window(&mut self) -> Result<Window, Self::Error>;
}

impl<T: Windows + ?Sized> Windows for &mut T {
    async fn window(&mut self) -> Result<Window, Self::Error> {
        T::window(self).await
    }
}

/// One sensor behind its windows.
#[derive(Debug)]
pub struct Rcm<W> {
    windows: W,
    evaluator: Evaluator,
}

impl<W> Rcm<W> {
    /// Creates the sensor; nothing is evaluated. It has no identity: that it is there and works, its self-test proves.
    pub const fn new(windows: W, config: Config) -> Self {
        Self {
            windows,
            evaluator: Evaluator::new(config),
        }
    }

    /// Gives the windows back.
    pub fn free(self) -> W {
        self.windows
    }

    /// Returns the evaluator.
    pub const fn evaluator(&self) -> &Evaluator {
        &self.evaluator
    }
}

impl<W: Windows> Rcm<W> {
    /// Evaluates the window as it is now.
    ///
    /// # Errors
    ///
    /// [`Error::Window`], after which the evaluator is as before, and [`Error::NoReading`].
    pub async fn measure(&mut self) -> Result<Evaluation, Error<W::Error>> {
        let window = self.windows.window().await.map_err(Error::Window)?;
        Ok(self.evaluator.evaluate(&window)?)
    }

    /// Takes the direct part as the sensor's offset, as [`Evaluator::zero`]: only with contacts open.
    ///
    /// # Errors
    ///
    /// As [`measure`](Self::measure).
    pub async fn zero(&mut self) -> Result<Current, Error<W::Error>> {
        let window = self.windows.window().await.map_err(Error::Window)?;
        Ok(self.evaluator.zero(&window)?)
    }
}

impl<W: ErrorType> ErrorType for Rcm<W> {
    type Error = Error<W::Error>;
}

impl<W: ErrorType> Sensor for Rcm<W> {
    fn latency(&self) -> Duration {
        self.evaluator.config().latency()
    }
}

impl<W: Windows> ResidualCurrentSensor for Rcm<W> {
    async fn residual_current(&mut self) -> Result<ResidualCurrent, Self::Error> {
        Ok(self.measure().await?.into())
    }
}
