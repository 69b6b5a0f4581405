//! Limits and flags.

use super::{Ina2xx, Interface};
use crate::{
    Alerts, Error, Limit,
    alert::{NO_LIMITS, TEMP_LIMIT, functions},
    part::Part,
    plan::Kept,
};

impl<P: Part, B: Interface> Ina2xx<P, B> {
    /// Returns what the part has reported since the last call, and forgets it; reading the flags clears latched ones in the
    /// part. 48 bit times, and 48 for a proof of the configuration where that of the flags is what a reset leaves.
    ///
    /// Flags that other methods came by are in it. An overflow of a counter is reported here once, and goes on to be an error of
    /// the count until the counters are cleared.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`] if the part has reset, or the bus's;
    /// flags that were read before are kept.
    pub async fn take_alerts(&mut self) -> Result<Alerts, Error<B::Error>> {
        self.must_be_initialised()?;
        // A state, not an event.
        self.pending.remove(Alerts::MEMORY_INTACT);
        self.collect().await?;
        let alerts = self.pending;
        self.pending = Alerts::empty();
        Ok(alerts)
    }

    /// Sets a limit, reads it back and returns it as the part took it. 86 bit times, of the INA226 162.
    ///
    /// The INA226 has one limit only, which a new one replaces. `init` leaves limits as they are.
    ///
    /// # Errors
    ///
    /// [`Error::LimitOutOfRange`] before anything is transferred, [`Error::ReadBack`], or the bus's: then the limit may be
    /// the old one or the new one.
    ///
    /// # Cancellation Safety
    ///
    /// After a drop the limit may be the old one, the new one, or of the INA226 none.
    pub async fn set_limit(&mut self, limit: Limit) -> Result<Limit, Error<B::Error>> {
        self.must_be_initialised()?;
        let Some(quantised) = limit.quantised(&self.plan, P::FACTS) else {
            return Err(Error::LimitOutOfRange(limit));
        };
        // Never the old value with the new function.
        if P::FACTS.is_ina226 {
            self.set_function(0).await?;
        }
        self.write_checked(quantised.register, quantised.value, 0xFFFF)
            .await?;
        if P::FACTS.is_ina226 {
            self.set_function(quantised.function).await?;
        }
        Ok(quantised.applied)
    }

    /// Removes all limits. 516 bit times, of the INA226 38.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ReadBack`], or the bus's: then some limits may remain.
    ///
    /// # Cancellation Safety
    ///
    /// After a drop some limits may remain.
    pub async fn clear_limits(&mut self) -> Result<(), Error<B::Error>> {
        self.must_be_initialised()?;
        if P::FACTS.is_ina226 {
            return self.set_function(0).await;
        }
        for (register, value) in NO_LIMITS {
            let has_twelve_bits = register == TEMP_LIMIT && !P::FACTS.is_wide;
            let mask = if has_twelve_bits { 0xFFF0 } else { 0xFFFF };
            self.write_checked(register, value & mask, mask).await?;
        }
        Ok(())
    }

    /// Selects what the INA226 compares.
    async fn set_function(&mut self, function: u16) -> Result<(), Error<B::Error>> {
        let flags = self.plan.flags_mut();
        flags.value = flags.value & !functions::ALL | function;
        let Kept {
            register, value, ..
        } = *flags;
        self.bus.write(register, value).await
    }

    async fn write_checked(
        &mut self,
        register: u8,
        value: u16,
        mask: u16,
    ) -> Result<(), Error<B::Error>> {
        self.bus.write(register, value).await?;
        let found = self.get(register).await?;
        if (found ^ value) & mask == 0 {
            Ok(())
        } else {
            Err(Error::ReadBack {
                register,
                written: value,
                found,
            })
        }
    }
}
