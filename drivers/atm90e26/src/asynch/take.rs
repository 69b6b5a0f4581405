//! Registers that a reading clears, read so that nothing is lost.
//!
//! Before the reading, CalStart is read: it shows that the part runs, and leaves its own value in LastData. After it, LastData
//! repeats what was read. Where the answer did not come, LastData tells: CalStart's value that the reading never began, anything
//! else what the register held.

use embedded_hal_async::spi::SpiDevice;

use super::{Atm90e26, State};
use crate::{
    Error, Events,
    registers::{CAL_START, LAST_DATA, STUCK_HIGH, STUCK_LOW, start},
    tally::Counts,
};

impl<S: SpiDevice, D> Atm90e26<S, D> {
    /// Reads a register that this clears, and keeps what it held.
    pub(super) async fn take(&mut self, count: Counts) -> Result<u16, Error<S::Error>> {
        if !self.is_marked {
            self.prove(CAL_START).await?;
        }
        self.is_marked = false;
        self.pending = Some(count);
        let register = count.register();
        let found = self.wire.read(register).await?;
        let repeated = self.wire.read(LAST_DATA).await?;
        if found == repeated {
            self.land(count, found).await?;
            return Ok(found);
        }
        match self.resolve(count, repeated).await? {
            Some(held) => Ok(held),
            None => Err(Error::Unconfirmed {
                register,
                found,
                repeated,
            }),
        }
    }

    /// Ends a reading that was begun and not ended.
    pub(super) async fn settle(&mut self) -> Result<(), Error<S::Error>> {
        let Some(count) = self.pending else {
            return Ok(());
        };
        let repeated = self.wire.read(LAST_DATA).await?;
        self.resolve(count, repeated).await.map(drop)
    }

    /// Believes LastData where it says the same twice; returns what the register held, if the reading had begun.
    async fn resolve(&mut self, count: Counts, found: u16) -> Result<Option<u16>, Error<S::Error>> {
        let repeated = self.wire.read(LAST_DATA).await?;
        if found != repeated {
            let register = count.register();
            return Err(Error::Unconfirmed {
                register,
                found,
                repeated,
            });
        }
        if found == start::RUN {
            self.pending = None;
            return Ok(None);
        }
        self.land(count, found).await?;
        Ok(Some(found))
    }

    /// Keeps what a register held. What a stuck line would show is believed once CalStart shows otherwise.
    async fn land(&mut self, count: Counts, held: u16) -> Result<(), Error<S::Error>> {
        if held == STUCK_HIGH {
            // CalStart is in LastData from here on.
            self.pending = None;
            self.tally.missing.insert(count);
            self.refute(held).await?;
            self.tally.missing.remove(count);
            self.is_marked = true;
        }
        if held == STUCK_LOW {
            let proven = self.refute(held).await;
            if let Err(error) = proven {
                self.give_up(count, &error);
                return Err(error);
            }
            self.is_marked = true;
        }
        self.pending = None;
        if count == Counts::EVENTS {
            self.note(held);
        } else {
            self.tally.add(count, held);
        }
        Ok(())
    }

    /// Proves by CalStart that the line does not stick at this; a bit that flipped there is asked for again.
    async fn refute(&mut self, held: u16) -> Result<(), Error<S::Error>> {
        match self.prove(CAL_START).await {
            Err(Error::NoAnswer { found, .. }) if found != held => self.prove(CAL_START).await,
            proven => proven,
        }
    }

    /// A zero that nobody proves: of a bus that failed it may still be proven, of a part that reset it is one.
    fn give_up(&mut self, count: Counts, error: &Error<S::Error>) {
        match error {
            Error::Bus { .. } => {}
            Error::ConfigurationLost { .. } => self.pending = None,
            _ => {
                self.pending = None;
                self.tally.missing.insert(count);
            }
        }
    }

    /// Keeps events; one of a spoiled calibration ends the metering.
    pub(super) fn note(&mut self, status: u16) {
        let events = Events::from_bits_retain(status);
        self.events |= events;
        if events.is_spoiled() {
            self.state = State::Lost {
                register: Counts::EVENTS.register(),
                found: status,
            };
        }
    }
}
