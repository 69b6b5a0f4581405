//! Modes.

use embedded_hal_async::delay::DelayNs;

use super::{Bq769x2, Interface, State};
use crate::{BatteryStatus, ConfigError, Error, part::Part};

const EXIT_DEEPSLEEP: u16 = 0x000E;
const DEEPSLEEP: u16 = 0x000F;
const SHUTDOWN: u16 = 0x0010;
const RESET: u16 = 0x0012;
const SLEEP_ENABLE: u16 = 0x0099;
const SLEEP_DISABLE: u16 = 0x009A;
const CONTROL_STATUS: u8 = 0x00;
/// DEEPSLEEP in Control Status.
const IS_DEEP: u8 = 1 << 2;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads Battery Status; also before `init`.
    ///
    /// # Errors
    ///
    /// The bus's.
    pub async fn battery_status(&mut self) -> Result<BatteryStatus, Error<B::Error>> {
        self.status().await
    }

    /// Lets the part sleep or not, until the next reset or session: then it may, where that is configured.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where it is not configured how often it measures then, [`Error::ConfigurationLost`], or the bus's.
    pub async fn allow_sleep(&mut self, allowed: bool) -> Result<(), Error<B::Error>> {
        if allowed && !self.plan.may_sleep() {
            return Err(Error::Config(ConfigError::Sleep));
        }
        self.begin().await?;
        self.confirm().await?;
        let number = if allowed { SLEEP_ENABLE } else { SLEEP_DISABLE };
        self.tell(number).await
    }

    /// Brings the part into deep sleep: FETs off, nothing measured and nothing protected, until [`wake`](Self::wake) or a charger.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`], or the bus's: then it may sleep.
    ///
    /// # Cancellation Safety
    ///
    /// After a drop it may sleep.
    pub async fn deep_sleep(&mut self) -> Result<(), Error<B::Error>> {
        self.begin().await?;
        self.confirm().await?;
        self.tell(DEEPSLEEP).await?;
        self.tell(DEEPSLEEP).await
    }

    /// Ends deep sleep. Measurements come some 250 ms later; until then what is read is of before.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`], or the bus's.
    pub async fn wake(&mut self) -> Result<(), Error<B::Error>> {
        self.begin().await?;
        self.tell(EXIT_DEEPSLEEP).await?;
        self.confirm().await?;
        Ok(())
    }

    /// Returns whether the part is in deep sleep.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], or the bus's.
    pub async fn is_in_deep_sleep(&mut self) -> Result<bool, Error<B::Error>> {
        self.begin().await?;
        let [low, _] = self.read::<2>(CONTROL_STATUS).await?;
        Ok(low & IS_DEEP != 0)
    }

    /// Shuts the part down, which takes its configured delays and loses its configuration; the driver has to be initialised again.
    /// Also before `init`.
    ///
    /// # Errors
    ///
    /// The bus's: then it may shut down.
    pub async fn shut_down(&mut self) -> Result<(), Error<B::Error>> {
        self.state = State::New;
        self.start_last(SHUTDOWN).await
    }

    /// Resets the part; the driver has to be initialised again. Also before `init`.
    ///
    /// # Errors
    ///
    /// The bus's: then it may have reset.
    pub async fn reset(&mut self) -> Result<(), Error<B::Error>> {
        self.state = State::New;
        self.start_last(RESET).await
    }

    /// Starts what the part does not answer after; over SPI nothing confirms it.
    async fn start_last(&mut self, number: u16) -> Result<(), Error<B::Error>> {
        const STARTS: u8 = 0x3F;
        match self.start(number).await {
            Err(
                Error::Busy { register: STARTS }
                | Error::Crc { register: STARTS }
                | Error::Unconfirmed { register: STARTS },
            ) => Ok(()),
            other => other,
        }
    }
}
