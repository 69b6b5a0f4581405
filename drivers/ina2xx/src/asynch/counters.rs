//! Energy and charge.

use hal_power::{Charge, Energy};

use super::{Ina2xx, Interface};
use crate::{
    Alerts, Error, Inputs, codec,
    part::Accumulating,
    plan::{CONFIG, RESET_COUNTERS},
};

const ENERGY: u8 = 0x09;
const CHARGE: u8 = 0x0A;

impl<P: Accumulating, B: Interface> Ina2xx<P, B> {
    /// Reads the energy since the counter was last cleared, in steps of 16 power LSBs for a second; it counts up whichever way
    /// the power flows. I2C: 171 bit times: the flags first, since this read clears the counter's own, and afterwards one
    /// register that a reset would have changed.
    ///
    /// # Errors
    ///
    /// [`Error::CounterOverflow`] from an overflow until [`clear_counters`](Self::clear_counters), [`Error::NotMeasured`] in
    /// triggered mode, where the part does not count (SLYS021A page 14), and as of [`voltage`](Self::voltage).
    pub async fn energy(&mut self) -> Result<Energy, Error<B::Error>> {
        let needed = Inputs::BUS | Inputs::SHUNT;
        let bytes = self.count(ENERGY, needed, Alerts::ENERGY_OVERFLOW).await?;
        Ok(self.plan.scale.energy(codec::code40(bytes)))
    }

    /// Reads the charge since the counter was last cleared, in steps of a current LSB for a second, with the current's sign.
    /// I2C: 171 bit times, as of [`energy`](Self::energy).
    ///
    /// # Errors
    ///
    /// As of [`energy`](Self::energy).
    pub async fn charge(&mut self) -> Result<Charge, Error<B::Error>> {
        let bytes = self
            .count(CHARGE, Inputs::SHUNT, Alerts::CHARGE_OVERFLOW)
            .await?;
        Ok(self.plan.scale.charge(codec::signed40(bytes)))
    }

    async fn count(
        &mut self,
        register: u8,
        needed: Inputs,
        overflow: Alerts,
    ) -> Result<[u8; 5], Error<B::Error>> {
        self.must_be_initialised()?;
        if !self.plan.is_continuous || !self.plan.inputs.contains(needed) {
            return Err(Error::NotMeasured { register });
        }
        self.collect().await?;
        let bytes = self.read(register).await?;
        self.confirm().await?;
        if self.overflows.contains(overflow) {
            return Err(Error::CounterOverflow { register });
        }
        Ok(bytes)
    }

    /// Clears energy, charge and their overflows. I2C: 38 bit times.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::ConfigurationLost`], or the bus's: then the counters may have been cleared, and
    /// overflows still count.
    pub async fn clear_counters(&mut self) -> Result<(), Error<B::Error>> {
        self.must_be_initialised()?;
        let value = self.plan.configured().value | RESET_COUNTERS;
        self.bus.write(CONFIG, value).await?;
        self.overflows = Alerts::empty();
        self.pending.remove(Alerts::COUNTERS);
        Ok(())
    }
}
