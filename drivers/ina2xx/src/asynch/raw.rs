//! Registers as they are.

use super::{Ina2xx, Interface};
use crate::{Error, Register, part::Part, register::Width};

impl<P: Part, B: Interface> Ina2xx<P, B> {
    /// Reads a register as it is, in the lowest bits. I2C: 48, 57 or 75 bit times for 2, 3 or 5 bytes.
    ///
    /// Flags that this clears are kept for `take_alerts`, except a counter's that reading the counter clears.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn read_register(&mut self, register: Register) -> Result<u64, Error<B::Error>> {
        let address = register.address;
        match register.width {
            Width::Two => {
                let value = self.get(address).await?;
                if address == P::FACTS.flags {
                    self.note(value);
                }
                Ok(u64::from(value))
            }
            Width::Three => {
                let [high, middle, low] = self.read(address).await?;
                Ok(u64::from(u32::from_be_bytes([0, high, middle, low])))
            }
            Width::Five => {
                let [a, b, c, d, e] = self.read(address).await?;
                Ok(u64::from_be_bytes([0, 0, 0, a, b, c, d, e]))
            }
        }
    }

    /// Writes a register as it is; all that can be written have 16 bits. I2C: 38 bit times.
    ///
    /// The driver goes on by its own configuration: what this changes makes values wrong, until `verify` notices or `init`
    /// undoes it.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn write_register(
        &mut self,
        register: Register,
        value: u16,
    ) -> Result<(), Error<B::Error>> {
        self.bus.write(register.address, value).await
    }
}
