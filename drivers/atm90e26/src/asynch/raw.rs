//! Registers as they are.

use embedded_hal_async::spi::SpiDevice;

use super::Atm90e26;
use crate::{Error, registers::LAST_DATA, tally::Counts};

impl<S: SpiDevice, D> Atm90e26<S, D> {
    /// Reads a register, of which the lower 7 bits of the address count: 24 bits, unconfirmed. One that this clears is read as the driver reads
    /// it, and what it held is added to the sums or kept for `take_events`; ATenergy and RTenergy are the caller's.
    ///
    /// # Errors
    ///
    /// The bus's; of a register that this clears, those of [`take_events`](Self::take_events).
    pub async fn read_register(&mut self, register: u8) -> Result<u16, Error<S::Error>> {
        let register = register & 0x7F;
        self.is_marked = false;
        match Counts::at(register) {
            Some(count) => {
                self.begin().await?;
                self.take(count).await
            }
            // Nothing but LastData knows what a reading that failed has cleared.
            None if register == LAST_DATA => self.wire.read(register).await,
            None => {
                self.settle().await?;
                self.wire.read(register).await
            }
        }
    }

    /// Writes a register: 24 bits.
    ///
    /// The driver goes on by its own configuration: what this changes makes values wrong, until `verify` notices or `init` undoes
    /// it. A calibration block that is written has to get its checksum too.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn write_register(
        &mut self,
        register: u8,
        value: u16,
    ) -> Result<(), Error<S::Error>> {
        self.is_marked = false;
        self.settle().await?;
        self.wire.write(register, value).await
    }
}
