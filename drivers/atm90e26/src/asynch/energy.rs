//! Energies and events.

use embedded_hal_async::spi::SpiDevice;
use hal_inverter::MeteredEnergy;

use super::Atm90e26;
use crate::{Error, Events, ReactiveEnergies, checksum, registers::CS1, tally::Counts};

impl<S: SpiDevice, D> Atm90e26<S, D> {
    /// Reads what the part has counted since the last call, and returns both sums since the driver was made. 168 bits, and 24
    /// where no energy, or 6553.5 pulses of it, went in reverse.
    ///
    /// Of the line that the part meters: [`metering_status`](Self::metering_status). A register ends at 6553.5 pulses; a reading
    /// whose answer was lost is recovered for certain below 3466.1.
    ///
    /// # Errors
    ///
    /// [`Error::CountLost`] and [`Error::CountOverflow`] once each, with the sums kept; [`Error::ConfigurationLost`]: what the part
    /// had counted since the last call is gone, or it counts no more for a calibration that is spoiled. [`Error::Unconfirmed`], [`Error::NoAnswer`], [`Error::Bus`]: nothing is lost, the
    /// next call brings it. [`Error::NotInitialised`].
    pub async fn active_energy(&mut self) -> Result<MeteredEnergy, Error<S::Error>> {
        self.count(
            Counts::ACTIVE_FORWARD,
            Counts::ACTIVE_REVERSE,
            Counts::ACTIVE,
        )
        .await?;
        Ok(self
            .tally
            .active(self.plan.pulses_per_kwh, self.plan.forward))
    }

    /// Reads what the part has counted since the last call, and returns both sums since the driver was made. Bits as of
    /// [`active_energy`](Self::active_energy).
    ///
    /// # Errors
    ///
    /// As of [`active_energy`](Self::active_energy).
    pub async fn reactive_energy(&mut self) -> Result<ReactiveEnergies, Error<S::Error>> {
        self.count(
            Counts::REACTIVE_FORWARD,
            Counts::REACTIVE_REVERSE,
            Counts::REACTIVE,
        )
        .await?;
        Ok(self
            .tally
            .reactive(self.plan.pulses_per_kwh, self.plan.forward))
    }

    /// Returns what has happened since the last call, or since `init`. 72 bits, and 24 where nothing has. No event is lost by a
    /// transfer that fails.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`] also where the part has found a checksum wrong. Others as of
    /// [`active_energy`](Self::active_energy).
    pub async fn take_events(&mut self) -> Result<Events, Error<S::Error>> {
        self.begin().await?;
        self.must_not_miss(Counts::EVENTS)?;
        self.take(Counts::EVENTS).await?;
        self.must_be_live()?;
        Ok(core::mem::take(&mut self.events))
    }

    async fn count(
        &mut self,
        forward: Counts,
        reverse: Counts,
        both: Counts,
    ) -> Result<(), Error<S::Error>> {
        self.begin().await?;
        self.must_not_miss(both)?;
        self.take(forward).await?;
        self.take(reverse).await?;
        self.must_keep(CS1, checksum(&self.plan.metering)).await?;
        let full = self.tally.full.intersection(both);
        if full.is_empty() {
            return Ok(());
        }
        self.tally.full.remove(full);
        let register = full.register();
        Err(Error::CountOverflow { register })
    }

    fn must_not_miss(&mut self, counts: Counts) -> Result<(), Error<S::Error>> {
        let missing = self.tally.missing.intersection(counts);
        if missing.is_empty() {
            return Ok(());
        }
        self.tally.missing.remove(missing);
        let register = missing.register();
        Err(Error::CountLost { register })
    }
}
