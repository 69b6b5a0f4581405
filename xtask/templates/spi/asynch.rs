//! Asynchronous driver.

use embedded_hal_async::spi::SpiDevice;
use hal_power::ErrorType;

use crate::{Config, Error};

/// One {{PART}} behind its own chip select.
#[derive(Debug)]
pub struct {{Type}}<S> {
    spi: S,
    config: Config,
}

impl<S: SpiDevice> {{Type}}<S> {
    /// Creates the driver; nothing is transferred.
    pub const fn new(spi: S, config: Config) -> Self {
        Self { spi, config }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> Config {
        self.config
    }

    /// Gives the bus back.
    pub fn free(self) -> S {
        self.spi
    }

    /// Sends `frame` and ignores what comes back, in one chip select.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`] if the transfer failed.
    pub async fn write_raw(&mut self, frame: &[u8]) -> Result<(), Error<S::Error>> {
        self.spi.write(frame).await.map_err(Error::Bus)
    }

    /// Exchanges `frame` for what comes back, in one chip select.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`] if the transfer failed.
    pub async fn transfer_raw(&mut self, frame: &mut [u8]) -> Result<(), Error<S::Error>> {
        self.spi.transfer_in_place(frame).await.map_err(Error::Bus)
    }
}

impl<S: SpiDevice> ErrorType for {{Type}}<S> {
    type Error = Error<S::Error>;
}
