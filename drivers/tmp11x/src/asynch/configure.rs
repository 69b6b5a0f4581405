//! Identity, configuration, start and stop.
#![expect(
    clippy::manual_async_fn,
    reason = "an `async fn` keeps its arguments twice"
)]

use core::time::Duration;

use embedded_hal_async::i2c::I2c;

use super::{State, Tmp11x};
use crate::{
    Alerts, Config, Error,
    part::{self, Part},
    plan::Plan,
    registers::{
        CONFIGURATION, DEVICE_ID, EEPROM_UL, TEMP_OFFSET, THIGH_LIMIT, TLOW_LIMIT, config, unlock,
    },
};

impl<P: Part, I: I2c> Tmp11x<P, I> {
    /// Checks the part's identity, configures it shut down, reads the configuration back and starts, unless one-shot mode is
    /// configured.
    ///
    /// A TMP117 and a TMP119 pass for each other. An EEPROM that was left unlocked is locked first. 478 bit times, of a TMP116
    /// 392, 38 fewer in one-shot mode, 86 more where the EEPROM was unlocked.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] before anything is transferred; before anything is written [`Error::WrongDevice`], and [`Error::Busy`]
    /// while the EEPROM is loaded or programmed; [`Error::ReadBack`] where a register did not keep what was written. Until
    /// `init` passes, readings are refused.
    ///
    /// # Cancellation Safety
    ///
    /// A drop leaves the part half configured and the driver refusing; `init` may be called again.
    pub async fn init(&mut self, wanted: &Config<P>) -> Result<(), Error<I::Error>> {
        self.state = State::New;
        self.bus.leave();
        self.plan = Plan::new(wanted)?;
        self.is_torn = false;
        self.identify().await?;
        let found = self.bus.read(EEPROM_UL).await?;
        if found & unlock::BUSY != 0 {
            return Err(Error::Busy);
        }
        self.is_open = found & unlock::EUN != 0;
        self.put(CONFIGURATION, self.plan.stopped()).await?;
        self.bus.write(THIGH_LIMIT, self.plan.high).await?;
        self.bus.write(TLOW_LIMIT, self.plan.low).await?;
        if P::FACTS.has_offset {
            self.bus.write(TEMP_OFFSET, self.plan.offset).await?;
        }
        self.must_hold(THIGH_LIMIT, self.plan.high).await?;
        self.must_hold(TLOW_LIMIT, self.plan.low).await?;
        if P::FACTS.has_offset {
            self.must_hold(TEMP_OFFSET, self.plan.offset).await?;
        }
        // last: it clears the flags of what was before
        let written = self.plan.stopped();
        let found = self.bus.read(CONFIGURATION).await?;
        if (found ^ written) & (config::SETTINGS | config::MOD) != 0 {
            return Err(Error::ReadBack {
                register: CONFIGURATION,
                written,
                found,
            });
        }
        self.pending = Alerts::empty();
        if self.plan.is_continuous {
            self.bus.write(CONFIGURATION, self.plan.running()).await?;
            self.state = State::Waiting;
        } else {
            self.state = State::Stopped;
        }
        Ok(())
    }

    async fn identify(&mut self) -> Result<(), Error<I::Error>> {
        let found = self.bus.read(DEVICE_ID).await?;
        if found & 0x0FFF == P::FACTS.device {
            Ok(())
        } else {
            Err(Error::WrongDevice {
                register: DEVICE_ID,
                found,
            })
        }
    }

    /// Reads back what was written.
    pub(super) async fn must_hold(
        &mut self,
        register: u8,
        written: u16,
    ) -> Result<(), Error<I::Error>> {
        let found = self.bus.read(register).await?;
        if found == written {
            Ok(())
        } else {
            Err(Error::ReadBack {
                register,
                written,
                found,
            })
        }
    }

    /// Starts conversions afresh: one result in one-shot mode.
    ///
    /// 38 bit times where nothing can be converting, as in one-shot mode after a result was seen or `shut_down` has passed;
    /// otherwise 124, as it shuts down first.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`] if the part has reset, [`Error::Busy`], or the bus's.
    ///
    /// # Cancellation Safety
    ///
    /// After a drop nothing is known to have started: readings are [`Error::NotReady`] until `start` passes.
    pub async fn start(&mut self) -> Result<(), Error<I::Error>> {
        self.must_be_initialised()?;
        let has_ended = self.state == State::Live && !self.plan.is_continuous;
        if self.state != State::Stopped && !has_ended {
            self.shut_down().await?;
        }
        self.state = State::Adrift;
        self.put(CONFIGURATION, self.plan.running()).await?;
        self.pending.remove(Alerts::CONVERSION_READY);
        self.state = State::Waiting;
        Ok(())
    }

    /// Shuts the converter down until `start`, and sees that it is. 86 bit times.
    ///
    /// # Errors
    ///
    /// As of [`start`](Self::start), and [`Error::ConfigurationLost`] where the part does not shut down.
    ///
    /// # Cancellation Safety
    ///
    /// After a drop conversions may go on; readings are [`Error::NotReady`] until `start` passes.
    pub async fn shut_down(&mut self) -> Result<(), Error<I::Error>> {
        self.must_be_initialised()?;
        self.state = State::Adrift;
        self.put(CONFIGURATION, self.plan.stopped()).await?;
        let found = self.bus.read(CONFIGURATION).await?;
        self.note(found);
        self.state = State::Stopped;
        if self.is_kept(found) {
            Ok(())
        } else {
            Err(self.lost(CONFIGURATION))
        }
    }

    /// Returns whether a result is there since the last start. 48 bit times until it is, none from then on.
    ///
    /// A part may forget to tell of a one-shot result that comes while it is asked: who asks after
    /// [`duration`](Self::duration) has passed gets the answer, and who asks earlier may have to `start` again.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`], or the bus's.
    pub async fn ready(&mut self) -> Result<bool, Error<I::Error>> {
        self.must_be_initialised()?;
        if self.state == State::Waiting {
            self.collect().await?;
        }
        Ok(self.state == State::Live)
    }

    /// Reads every register that is configured and compares. 192 bit times, of a TMP116 144.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`] names the first that differs; after a `set_limits` that failed that is the high limit, until
    /// one passes.
    pub async fn verify(&mut self) -> Result<(), Error<I::Error>> {
        self.must_be_initialised()?;
        self.collect().await?;
        if self.is_torn {
            return Err(Error::ConfigurationLost {
                register: THIGH_LIMIT,
            });
        }
        self.must_keep(THIGH_LIMIT, self.plan.high).await?;
        self.must_keep(TLOW_LIMIT, self.plan.low).await?;
        if P::FACTS.has_offset {
            self.must_keep(TEMP_OFFSET, self.plan.offset).await?;
        }
        Ok(())
    }

    /// Proves that the part has not reset since.
    pub(super) fn must_keep(
        &mut self,
        register: u8,
        value: u16,
    ) -> impl Future<Output = Result<(), Error<I::Error>>> {
        async move {
            match self.bus.read(register).await {
                Ok(found) if found == value => Ok(()),
                Ok(_) => Err(self.lost(register)),
                Err(error) => Err(error),
            }
        }
    }

    /// Returns the longest that a result takes from `start` on; zero before `init`.
    pub const fn duration(&self) -> Duration {
        self.plan.duration
    }
}

impl<I: I2c> Tmp11x<part::Tmp117, I> {
    /// Resets the part, which takes 2 ms; the driver has to be initialised again. 38 bit times.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] or the bus's.
    pub async fn reset(&mut self) -> Result<(), Error<I::Error>> {
        self.state = State::New;
        self.put(CONFIGURATION, config::SOFT_RESET).await
    }
}
