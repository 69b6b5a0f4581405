//! Interrupts.

use embedded_hal_async::delay::DelayNs;

use super::{Ade7953, Interface, NOTHING, proof::SAMPLE_US};
use crate::{
    Error, Events, EventsA, EventsB,
    register::{IRQSTATA, IRQSTATB},
    status::{KNOWN_A, KNOWN_B},
};

impl<B: Interface, D: DelayNs> Ade7953<B, D> {
    /// Returns what has happened since events were last taken, and leaves the part's flags and its pins as they are. I2C: 132 bit
    /// times, SPI: 96 clocks, and 66 or 48 right behind a reading, which has cleared the flag of a sample.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`] for a reset, [`Error::NotReady`] if the part takes no samples, [`Error::Implausible`] for bits
    /// that it does not have, [`Error::NotInitialised`], or the bus's.
    pub async fn events(&mut self) -> Result<Events, Error<B::Error>> {
        self.begin().await?;
        let mut a = self.flags_a().await?;
        if !a.contains(EventsA::SAMPLE) {
            self.delay.delay_us(SAMPLE_US).await;
            a |= self.flags_a().await?;
        }
        if !a.contains(EventsA::SAMPLE) {
            return Err(Error::NotReady);
        }
        let b = self.flags(IRQSTATB, KNOWN_B).await?;
        Ok(Events {
            a: self.pending.a | a,
            b: self.pending.b | EventsB::from_bits_retain(b),
            is_complete: self.pending.is_complete,
        })
    }

    async fn flags_a(&mut self) -> Result<EventsA, Error<B::Error>> {
        let found = self.flags(IRQSTATA, KNOWN_A).await?;
        let flags = EventsA::from_bits_retain(found);
        if flags.contains(EventsA::RESET) {
            return self.lost(IRQSTATA.address(), found);
        }
        Ok(flags)
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
