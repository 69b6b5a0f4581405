//! Registers over the bus.

use embedded_hal_async::i2c::I2c;

use crate::{Address, Error};

/// No register's address.
const NOWHERE: u8 = 0xFF;

/// An I2C bus, the part's address and the register it points to.
#[derive(Debug)]
pub(super) struct Bus<I> {
    i2c: I,
    address: u8,
    /// Only what is certain: unknown during a transfer, and after one that failed or was dropped.
    pointer: u8,
}

impl<I> Bus<I> {
    pub(super) const fn new(i2c: I, address: Address) -> Self {
        Self {
            i2c,
            address: address.bits(),
            pointer: NOWHERE,
        }
    }

    pub(super) fn free(self) -> I {
        self.i2c
    }
}

impl<I: I2c> Bus<I> {
    /// Reads a register, the pointer included.
    pub(super) async fn read(&mut self, register: u8) -> Result<u16, Error<I::Error>> {
        let mut bytes = [0; 2];
        self.pointer = NOWHERE;
        match self
            .i2c
            .write_read(self.address, &[register], &mut bytes)
            .await
        {
            Ok(()) => {
                self.pointer = register;
                Ok(u16::from_be_bytes(bytes))
            }
            Err(cause) => Err(Error::Bus { register, cause }),
        }
    }

    /// Reads a register, without the pointer where that is there already.
    pub(super) async fn read_again(&mut self, register: u8) -> Result<u16, Error<I::Error>> {
        if self.pointer != register {
            return self.read(register).await;
        }
        let mut bytes = [0; 2];
        self.pointer = NOWHERE;
        match self.i2c.read(self.address, &mut bytes).await {
            Ok(()) => {
                self.pointer = register;
                Ok(u16::from_be_bytes(bytes))
            }
            Err(cause) => Err(Error::Bus { register, cause }),
        }
    }

    /// Writes a register.
    pub(super) async fn write(&mut self, register: u8, value: u16) -> Result<(), Error<I::Error>> {
        let [high, low] = value.to_be_bytes();
        self.pointer = NOWHERE;
        match self.i2c.write(self.address, &[register, high, low]).await {
            Ok(()) => {
                self.pointer = register;
                Ok(())
            }
            Err(cause) => Err(Error::Bus { register, cause }),
        }
    }
}
