//! Registers as they are.

use embedded_hal_async::i2c::I2c;

use super::Tmp11x;
use crate::{Error, part::Part, registers::CONFIGURATION};

impl<P: Part, I: I2c> Tmp11x<P, I> {
    /// Reads a register as it is. 48 bit times.
    ///
    /// Flags that reading Configuration clears are kept for `take_alerts`.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn read_register(&mut self, register: u8) -> Result<u16, Error<I::Error>> {
        let found = self.bus.read(register).await?;
        if register == CONFIGURATION {
            self.note(found);
        }
        Ok(found)
    }

    /// Writes a register as it is. 38 bit times.
    ///
    /// The driver goes on by its own configuration: what this changes makes values wrong, until `verify` notices or `init`
    /// undoes it. Who unlocks the EEPROM with it has it programmed by every write, until it is locked.
    ///
    /// # Errors
    ///
    /// The bus's, and [`Error::Busy`] where the EEPROM may be unlocked and cannot be locked.
    pub async fn write_register(
        &mut self,
        register: u8,
        value: u16,
    ) -> Result<(), Error<I::Error>> {
        self.put(register, value).await
    }
}
