//! Registers as they are.

use super::{Ade7953, Interface, State};
use crate::{
    Error, EventsA, Register, Width,
    register::{RSTIRQSTATA, RSTIRQSTATB, VERSION},
};

impl<B: Interface, D> Ade7953<B, D> {
    /// Reads the version of the silicon, of which no source tells what it may be; also before `init`. I2C: 48 bit times, SPI: 32
    /// clocks.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn version(&mut self) -> Result<u8, Error<B::Error>> {
        self.read(VERSION).await
    }

    /// Reads a register as it is, in the lowest bits; also before `init`. I2C: 48, 57, 66 or 75 bit times for 8 to 32 bits, SPI:
    /// 32, 40, 48 or 56 clocks.
    ///
    /// Nothing is proven. Of what this clears, flags are taken as lost; peaks and, where RSTREAD was set by hand, energies go to the
    /// caller.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn read_register<W: Width>(
        &mut self,
        register: Register<W>,
    ) -> Result<W::Value, Error<B::Error>> {
        // the lower byte is the same in the block of 32 bits
        let address = register.address() & !0x100;
        if address == RSTIRQSTATA.address() {
            self.is_torn = true;
            self.pending.is_complete = false;
            self.a.marks = [None; 3];
        } else if address == RSTIRQSTATB.address() {
            self.pending.is_complete = false;
            self.b.marks = [None; 3];
        }
        self.read(register).await
    }

    /// Writes a register as it is; also before `init`. I2C: 38, 47, 56 or 65 bit times for 8 to 32 bits, SPI: as for reading.
    ///
    /// The driver goes on by its own configuration: what this changes makes values wrong, until the checksum is asked or `init`
    /// undoes it. A protected part takes no writes.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a value of more bits than the register has, or the bus's.
    pub async fn write_register<W: Width>(
        &mut self,
        register: Register<W>,
        value: W::Value,
    ) -> Result<(), Error<B::Error>> {
        if value.into() > W::MAX {
            return Err(Error::OutOfRange {
                register: register.address(),
            });
        }
        self.write(register, value).await
    }

    /// Returns whether `init` has passed and the part has not been seen to have lost its configuration. Nothing is transferred.
    pub const fn is_initialised(&self) -> bool {
        matches!(self.state, State::Ready)
    }

    /// Returns the events that readings have found since events were last taken. Nothing is transferred.
    pub const fn noted_events(&self) -> EventsA {
        self.pending.a
    }
}
