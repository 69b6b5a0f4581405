//! The driver.

use embedded_hal::digital::{OutputPin, PinState};
use hal_power::ErrorType;

use crate::{Config, Error};

/// One {{PART}} on a pin.
#[derive(Debug)]
pub struct {{Type}}<P> {
    pin: P,
    config: Config,
}

impl<P: OutputPin> {{Type}}<P> {
    /// Creates the driver; the pin stays as it is.
    pub const fn new(pin: P, config: Config) -> Self {
        Self { pin, config }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> Config {
        self.config
    }

    /// Gives the pin back, as it is.
    pub fn free(self) -> P {
        self.pin
    }

    /// Sets the level of the pin.
    ///
    /// # Errors
    ///
    /// [`Error::Pin`] if the pin could not be set.
    pub fn set_raw(&mut self, level: PinState) -> Result<(), Error<P::Error>> {
        self.pin.set_state(level).map_err(Error::Pin)
    }
}

impl<P: OutputPin> ErrorType for {{Type}}<P> {
    type Error = Error<P::Error>;
}
