//! Identity, configuration, start and stop.

use core::time::Duration;

use super::{Ina2xx, Interface, State};
use crate::{
    Alerts, Config, Error,
    error::Fault,
    part::Part,
    plan::{CONFIG, Plan, RESET},
};

/// MANUFACTURER_ID: "TI".
const TEXAS_INSTRUMENTS: u16 = 0x5449;

impl<P: Part, B: Interface> Ina2xx<P, B> {
    /// Checks the part's identity, configures it and reads the configuration back. Conversions begin, unless triggered ones
    /// are configured.
    ///
    /// An INA237 has no device register (SBOSA20A table 7-1): another part of the maker at its address would pass. Limits are
    /// left as they are. I2C: 440 bit times, of an INA228 526, of an INA237 392, of an INA226 354.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] before anything is transferred, [`Error::WrongDevice`] before anything is written,
    /// [`Error::ReadBack`] where a register did not keep what was written. Until `init` passes, readings are refused.
    ///
    /// # Cancellation Safety
    ///
    /// A drop leaves the part half configured and the driver refusing; `init` may be called again.
    pub async fn init(&mut self, config: &Config<P>) -> Result<(), Error<B::Error>> {
        self.plan = Plan::new(config)?;
        self.become_state(State::New);
        self.pending = Alerts::empty();
        self.overflows = Alerts::empty();
        self.identify().await?;
        for kept in self.plan.kept {
            if kept.mask != 0 {
                let value = self.plan.at_rest(kept, P::FACTS);
                self.bus.write(kept.register, value).await?;
            }
        }
        for kept in self.plan.kept {
            if kept.mask == 0 {
                continue;
            }
            let found = self.get(kept.register).await?;
            if kept.register == P::FACTS.flags {
                self.pending |= Alerts::from_register(found, P::FACTS);
            }
            if !kept.is(found) {
                return Err(Error::ReadBack {
                    register: kept.register,
                    written: kept.value,
                    found,
                });
            }
        }
        self.become_state(if !self.plan.is_continuous {
            State::Idle
        } else if self.pending.contains(Alerts::CONVERSION_READY) {
            State::Live
        } else {
            State::Waiting
        });
        Ok(())
    }

    async fn identify(&mut self) -> Result<(), Error<B::Error>> {
        let register = P::FACTS.manufacturer;
        let found = self.get(register).await?;
        if found != TEXAS_INSTRUMENTS {
            return Err(Error::WrongDevice { register, found });
        }
        if let Some(device) = P::FACTS.device {
            let register = P::FACTS.identity;
            let found = self.get(register).await?;
            if found >> 4 != device {
                return Err(Error::WrongDevice { register, found });
            }
        }
        Ok(())
    }

    /// Starts conversions afresh: one of each input in triggered mode. 38 bit times.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`] if the part was seen to have reset, or the bus's.
    ///
    /// # Cancellation Safety
    ///
    /// After a drop nothing is known to have started: readings are [`Error::NotReady`] until `start` passes.
    pub async fn start(&mut self) -> Result<(), Error<B::Error>> {
        self.must_be_initialised()?;
        self.become_state(State::Idle);
        let converter = self.plan.converter();
        self.bus.write(converter.register, converter.value).await?;
        self.pending.remove(Alerts::CONVERSION_READY);
        self.become_state(State::Waiting);
        Ok(())
    }

    /// Shuts the converter down until `start`; counters stand still. 38 bit times.
    ///
    /// # Errors
    ///
    /// As of `start`.
    pub async fn shut_down(&mut self) -> Result<(), Error<B::Error>> {
        self.must_be_initialised()?;
        self.become_state(State::Idle);
        let converter = self.plan.converter();
        let value = self.plan.shut_down(P::FACTS);
        self.bus.write(converter.register, value).await
    }

    /// Returns whether results are there since the last start. 48 bit times until they are, none from then on;
    /// more as of [`take_alerts`](Self::take_alerts).
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`], or the bus's.
    pub async fn ready(&mut self) -> Result<bool, Error<B::Error>> {
        self.must_be_initialised()?;
        if self.state == State::Waiting {
            self.collect().await?;
        }
        Ok(self.state == State::Live)
    }

    /// Reads every configuration register and compares. 48 bit times each.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`] names the first that differs.
    pub async fn verify(&mut self) -> Result<(), Error<B::Error>> {
        self.must_be_initialised()?;
        for kept in self.plan.kept {
            if kept.mask == 0 {
                continue;
            }
            let kept = self.plan.now(kept, self.state == State::Idle, P::FACTS);
            let found = self.get(kept.register).await?;
            if kept.register == P::FACTS.flags {
                self.note(found);
            }
            self.must_keep(kept, found)?;
        }
        Ok(())
    }

    /// Resets the part; the driver has to be initialised again. 38 bit times.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn reset(&mut self) -> Result<(), Error<B::Error>> {
        self.become_state(State::New);
        self.bus.write(CONFIG, RESET).await
    }

    /// Returns the longest that a result takes, from `start` on; zero before `init`.
    pub const fn duration(&self) -> Duration {
        self.plan.duration
    }

    pub(super) fn must_be_initialised(&self) -> Result<(), Fault<B::Error>> {
        match self.state {
            State::New => Err(Fault::NotInitialised),
            State::Lost(register) => Err(Fault::ConfigurationLost { register }),
            State::Idle | State::Waiting | State::Live => Ok(()),
        }
    }
}
