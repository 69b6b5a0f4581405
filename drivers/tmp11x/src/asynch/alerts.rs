//! Limits and flags.

use embedded_hal_async::i2c::I2c;

use super::Tmp11x;
use crate::{
    Alerts, Error, Limits,
    part::Part,
    plan,
    registers::{THIGH_LIMIT, TLOW_LIMIT},
};

impl<P: Part, I: I2c> Tmp11x<P, I> {
    /// Returns what the part has reported since the last call, and forgets it. 48 bit times, and with limits 48 to prove that
    /// the part still has them.
    ///
    /// Reading the flags clears them in the part, but for therm mode: those that other methods came by are in here too.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`] if the part has reset, or the bus's; flags that were read before
    /// are kept.
    pub async fn take_alerts(&mut self) -> Result<Alerts, Error<I::Error>> {
        self.must_be_initialised()?;
        self.collect().await?;
        if let Some((register, value)) = self.plan.witness()
            && !self.is_torn
        {
            self.must_keep(register, value).await?;
        }
        let alerts = self.pending;
        self.pending = Alerts::empty();
        Ok(alerts)
    }

    /// Sets the limits, reads them back and returns them as the part took them. 172 bit times.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] before anything is transferred, [`Error::NotInitialised`], [`Error::ConfigurationLost`],
    /// [`Error::ReadBack`], [`Error::Busy`], or the bus's: then either limit may be the old one or the new one, until `set_limits` passes.
    ///
    /// # Cancellation Safety
    ///
    /// After a drop either limit may be the old one or the new one.
    pub async fn set_limits(&mut self, limits: Limits) -> Result<Limits, Error<I::Error>> {
        self.must_be_initialised()?;
        let (low, high) = plan::codes(limits)?;
        self.is_torn = true;
        self.plan.high = high;
        self.plan.low = low;
        self.put(THIGH_LIMIT, high).await?;
        self.put(TLOW_LIMIT, low).await?;
        self.must_hold(THIGH_LIMIT, high).await?;
        self.must_hold(TLOW_LIMIT, low).await?;
        self.is_torn = false;
        Ok(self.plan.limits())
    }
}
