//! Registers over the bus.

use embedded_hal_async::i2c::I2c;

use crate::{Address, Error};

/// An I2C bus, the part's address and whether the next reading of the temperature is a repeated one.
#[derive(Debug)]
pub(super) struct Bus<I> {
    i2c: I,
    address: u8,
    /// Whether the part may point to another register than Temp_Result, or a reading is to ask for more than that. True from
    /// the begin of a transfer on that moves the pointer, and after any that failed; only a reading ends it.
    is_elsewhere: bool,
}

impl<I> Bus<I> {
    pub(super) const fn new(i2c: I, address: Address) -> Self {
        Self {
            i2c,
            address: address.bits(),
            is_elsewhere: true,
        }
    }

    pub(super) const fn is_elsewhere(&self) -> bool {
        self.is_elsewhere
    }

    /// The next reading of the temperature is a repeated one.
    pub(super) const fn stay(&mut self) {
        self.is_elsewhere = false;
    }

    /// The next reading of the temperature begins afresh.
    pub(super) const fn leave(&mut self) {
        self.is_elsewhere = true;
    }

    pub(super) fn free(self) -> I {
        self.i2c
    }
}

impl<I: I2c> Bus<I> {
    /// Reads a register, the pointer included.
    pub(super) fn read(
        &mut self,
        register: u8,
    ) -> impl Future<Output = Result<u16, Error<I::Error>>> {
        let pointer = [register];
        async move {
            let mut bytes = [0; 2];
            self.is_elsewhere = true;
            let found = self.i2c.write_read(self.address, &pointer, &mut bytes);
            match found.await {
                Ok(()) => Ok(u16::from_be_bytes(bytes)),
                Err(cause) => {
                    let [register] = pointer;
                    Err(Error::Bus { register, cause })
                }
            }
        }
    }

    /// Reads the register that the part points to, which no drop changes: nothing but a write moves the pointer. After an error
    /// the caller has to `leave`.
    #[inline(always)]
    pub(super) fn read_on(
        &mut self,
        into: &mut [u8; 2],
    ) -> impl Future<Output = Result<(), I::Error>> {
        self.i2c.read(self.address, into)
    }

    /// Writes a register.
    pub(super) async fn write(&mut self, register: u8, value: u16) -> Result<(), Error<I::Error>> {
        let [high, low] = value.to_be_bytes();
        self.is_elsewhere = true;
        match self.i2c.write(self.address, &[register, high, low]).await {
            Ok(()) => Ok(()),
            Err(cause) => Err(Error::Bus { register, cause }),
        }
    }
}
