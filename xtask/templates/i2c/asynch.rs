//! Asynchronous driver.

use device_driver::{AsyncRegisterInterface, FieldsetMetadata, RegisterInterfaceBase};
use embedded_hal::i2c::Operation;
use embedded_hal_async::i2c::I2c;
use hal_power::ErrorType;

use crate::{Config, Error, registers::Registers};

/// One {{PART}} on an I2C bus.
#[derive(Debug)]
pub struct {{Type}}<I> {
    i2c: I,
    address: u8,
    config: Config,
}

impl<I: I2c> {{Type}}<I> {
    /// Creates the driver; nothing is transferred.
    pub const fn new(i2c: I, address: u8, config: Config) -> Self {
        Self {
            i2c,
            address,
            config,
        }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> Config {
        self.config
    }

    /// Gives the bus back.
    pub fn free(self) -> I {
        self.i2c
    }

    /// Gives access to the registers by name.
    pub const fn registers(&mut self) -> Registers<&mut Self> {
        Registers::new(self)
    }

    /// Reads `bytes` from `register` on, as they are.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`] if the transfer failed.
    pub async fn read_raw(
        &mut self,
        register: u8,
        bytes: &mut [u8],
    ) -> Result<(), Error<I::Error>> {
        self.i2c
            .write_read(self.address, &[register], bytes)
            .await
            .map_err(|cause| Error::Bus { register, cause })
    }

    /// Writes `bytes` from `register` on, as they are.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`] if the transfer failed.
    pub async fn write_raw(&mut self, register: u8, bytes: &[u8]) -> Result<(), Error<I::Error>> {
        let mut operations = [Operation::Write(&[register]), Operation::Write(bytes)];
        self.i2c
            .transaction(self.address, &mut operations)
            .await
            .map_err(|cause| Error::Bus { register, cause })
    }
}

impl<I: I2c> ErrorType for {{Type}}<I> {
    type Error = Error<I::Error>;
}

impl<I: I2c> RegisterInterfaceBase for {{Type}}<I> {
    type Error = Error<I::Error>;
    type AddressType = u8;
}

impl<I: I2c> AsyncRegisterInterface for {{Type}}<I> {
    async fn write_register(
        &mut self,
        address: u8,
        data: &mut [u8],
        _metadata: &FieldsetMetadata,
    ) -> Result<(), Self::Error> {
        self.write_raw(address, data).await
    }

    async fn read_register(
        &mut self,
        address: u8,
        data: &mut [u8],
        _metadata: &FieldsetMetadata,
    ) -> Result<(), Self::Error> {
        self.read_raw(address, data).await
    }
}
