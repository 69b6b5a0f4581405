//! Interrupts.

use embedded_hal_async::delay::DelayNs;

use super::{Ade7953, Interface, NOTHING};
use crate::{
    Error, Events, EventsA, EventsB,
    register::{IRQSTATA, IRQSTATB},
    status::{KNOWN_A, KNOWN_B},
};

impl<B: Interface, D: DelayNs> Ade7953<B, D> {
    /// Returns what has happened since events were last taken, and leaves the part's flags and its pins as they are. I2C: 132 bit
    /// times, SPI: 96 clocks.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`] for a reset, [`Error::Implausible`] for bits that the part does not have,
    /// [`Error::NotInitialised`], or the bus's.
    pub async fn events(&mut self) -> Result<Events, Error<B::Error>> {
        self.begin().await?;
        let a = self.flags(IRQSTATA, KNOWN_A).await?;
        let b = self.flags(IRQSTATB, KNOWN_B).await?;
        let a = EventsA::from_bits_retain(a);
        if a.contains(EventsA::RESET) {
            self.confirm().await?;
        }
        Ok(Events {
            a: self.pending.a | a,
            b: self.pending.b | EventsB::from_bits_retain(b),
            is_complete: self.pending.is_complete,
        })
    }

    /// Takes what has happened since events were last taken: clears the part's flags and frees its pins. I2C: 132 bit times, SPI:
    /// 96 clocks.
    ///
    /// Flags that a reading or an answer that got lost has cleared in the part are among them, or
    /// [`is_complete`](Events::is_complete) says that some may be missing.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage); then nothing is taken.
    pub async fn take_events(&mut self) -> Result<Events, Error<B::Error>> {
        self.begin().await?;
        self.confirm().await?;
        self.collect_b().await?;
        Ok(core::mem::replace(&mut self.pending, NOTHING))
    }

    async fn flags(
        &mut self,
        register: crate::Register<crate::Bits24>,
        known: u32,
    ) -> Result<u32, Error<B::Error>> {
        let found = self.read(register).await?;
        if found & !known != 0 {
            return Err(Error::Implausible {
                register: register.address(),
                found,
            });
        }
        Ok(found)
    }
}
