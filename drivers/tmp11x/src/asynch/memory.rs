//! The EEPROM.

use embedded_hal_async::{delay::DelayNs, i2c::I2c};

use super::{State, Tmp11x};
use crate::{
    Error, Word,
    part::{self, Part},
    registers::{CONFIGURATION, EEPROM_UL, TEMP_OFFSET, THIGH_LIMIT, TLOW_LIMIT, unlock},
};

/// Time in ms that programming takes, by the maker's answer in E2E thread 1383447.
const PROGRAMMING: u32 = 7;
/// Looks at the busy flag, 1 ms apart, before the EEPROM counts as broken.
const TRIES: u32 = 16;

impl<P: Part, I: I2c> Tmp11x<P, I> {
    /// Reads a word as the last reset loaded it, or as it was programmed since. 48 bit times.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`] if the part was seen to have reset, or the bus's.
    pub async fn word(&mut self, word: P::Word) -> Result<u16, Error<I::Error>> {
        self.must_be_initialised()?;
        self.bus.read(P::register(word)).await
    }

    /// Programs a word, and leaves the part locked and shut down: `start` is to follow. 258 bit times, 86 more where conversions
    /// may be under way, 48 for each ms beyond 7.
    ///
    /// What is read back is the register; the EEPROM itself shows after a reset. It wears with each use.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] where the part does not end within 16 tries, [`Error::ReadBack`], [`Error::NotInitialised`],
    /// [`Error::ConfigurationLost`], or the bus's. The word may then be the old one or the new one. If it may be unlocked still,
    /// whatever writes next locks it first.
    ///
    /// # Cancellation Safety
    ///
    /// As after an error.
    pub async fn program_word(
        &mut self,
        word: P::Word,
        value: u16,
        delay: &mut impl DelayNs,
    ) -> Result<(), Error<I::Error>> {
        self.unlock().await?;
        self.program(P::register(word), value, delay).await?;
        self.lock().await?;
        self.must_hold(P::register(word), value).await
    }

    /// Programs the configuration that the part has, so that the next reset loads it, and leaves the part locked and shut down:
    /// `start` is to follow. One-shot mode is stored as shut down. 554 bit times, of a TMP116 468; more as of
    /// [`program_word`](Self::program_word).
    ///
    /// # Errors
    ///
    /// As of [`program_word`](Self::program_word); any part of the configuration may then be the old one or the new one.
    ///
    /// # Cancellation Safety
    ///
    /// As after an error.
    pub async fn program_power_up(
        &mut self,
        delay: &mut impl DelayNs,
    ) -> Result<(), Error<I::Error>> {
        self.unlock().await?;
        self.program(THIGH_LIMIT, self.plan.high, delay).await?;
        self.program(TLOW_LIMIT, self.plan.low, delay).await?;
        if P::FACTS.has_offset {
            self.program(TEMP_OFFSET, self.plan.offset, delay).await?;
        }
        let configuration = if self.plan.is_continuous {
            self.plan.running()
        } else {
            self.plan.stopped()
        };
        // last: it may start conversions
        self.state = State::Adrift;
        self.program(CONFIGURATION, configuration, delay).await?;
        self.lock().await?;
        self.shut_down().await
    }

    /// Shuts down and unlocks.
    async fn unlock(&mut self) -> Result<(), Error<I::Error>> {
        self.must_be_initialised()?;
        if self.state != State::Stopped {
            self.shut_down().await?;
        }
        if self.is_open {
            self.lock().await?;
        }
        self.is_open = true;
        self.bus.write(EEPROM_UL, unlock::EUN).await
    }

    /// Programs one location and waits for its end.
    async fn program(
        &mut self,
        register: u8,
        value: u16,
        delay: &mut impl DelayNs,
    ) -> Result<(), Error<I::Error>> {
        self.bus.write(register, value).await?;
        delay.delay_ms(PROGRAMMING).await;
        for _ in 0..TRIES {
            let found = self.bus.read(EEPROM_UL).await?;
            if found & unlock::BUSY == 0 {
                // a part that has locked itself has not programmed
                return if found & unlock::EUN != 0 {
                    Ok(())
                } else {
                    Err(self.lost(EEPROM_UL))
                };
            }
            delay.delay_ms(1).await;
        }
        Err(Error::Busy)
    }
}

impl<I: I2c> Tmp11x<part::Tmp117, I> {
    /// Reads the identity that the words come with, EEPROM1 first; who has programmed one has changed it. 144 bit times.
    ///
    /// # Errors
    ///
    /// As of [`word`](Self::word).
    pub async fn unique_id(&mut self) -> Result<[u16; 3], Error<I::Error>> {
        Ok([
            self.word(Word::One).await?,
            self.word(Word::Two).await?,
            self.word(Word::Three).await?,
        ])
    }
}
