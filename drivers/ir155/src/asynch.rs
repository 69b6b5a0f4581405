//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! A capture that is dropped was not taken; what the session knows is as before.
#![expect(
    async_fn_in_trait,
    reason = "as in hal-power: executors are single-threaded, a Send bound would shut parts out"
)]

use core::time::Duration;

use hal_power::{ErrorType, Instant, Insulation, Sensor, asynch::InsulationMeter};

use crate::{Capture, Config, Error, Measurement, Session};

/// Captures both outputs of the part.
///
/// # For implementers
///
/// The signal is that of the last whole period, no older than 200 ms; where no edge came for longer than that it is the pin's level.
/// [`Edges`](crate::Edges) makes it of edges. A timer that keeps its last period for ever shows a part that is dead as good.
pub trait PwmCapture: ErrorType {
    /// Returns what both outputs show now.
    ///
    /// # Errors
    ///
    /// The implementer's own, of kind [`NotReady`](hal_power::ErrorKind::NotReady) where no whole period has passed yet.
    async fn capture(&mut self) -> Result<Capture, Self::Error>;
}

impl<T: PwmCapture + ?Sized> PwmCapture for &mut T {
    async fn capture(&mut self) -> Result<Capture, Self::Error> {
        T::capture(self).await
    }
}

/// One part behind a capture.
#[derive(Debug)]
pub struct Ir155<C> {
    capture: C,
    session: Session,
}

impl<C> Ir155<C> {
    /// Creates the driver; nothing is captured. The part has no identity, and nothing can be written to it.
    pub const fn new(capture: C, config: Config) -> Self {
        Self {
            capture,
            session: Session::new(config),
        }
    }

    /// Gives the capture back.
    pub fn free(self) -> C {
        self.capture
    }

    /// Returns the session, for what the part reports beside its insulation.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Tells when the part was given supply, as [`Session::power_on`].
    pub fn power_on(&mut self, at: Instant) {
        self.session.power_on(at);
    }

    /// Tells that the part had a fault, as [`Session::had_fault`].
    pub fn had_fault(&mut self, at: Instant) {
        self.session.had_fault(at);
    }
}

impl<C: PwmCapture> Ir155<C> {
    /// Captures and judges. As often as a value is wanted; every 200 ms so that a part that starts again is noticed.
    ///
    /// # Errors
    ///
    /// [`Error::Capture`], after which the session is as before, and [`Error::NoReading`].
    pub async fn measure(&mut self) -> Result<Measurement, Error<C::Error>> {
        let capture = self.capture.capture().await.map_err(Error::Capture)?;
        Ok(self.session.on_capture(&capture)?)
    }
}

impl<C: ErrorType> ErrorType for Ir155<C> {
    type Error = Error<C::Error>;
}

impl<C: ErrorType> Sensor for Ir155<C> {
    fn latency(&self) -> Duration {
        self.session.config().response
    }
}

impl<C: PwmCapture> InsulationMeter for Ir155<C> {
    async fn insulation(&mut self) -> Result<Insulation, Self::Error> {
        Ok(self.measure().await?.insulation)
    }
}
