//! GPIOs, thermistors at them, and what parts measure of themselves.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_bms::asynch::CellTemperatures;
use hal_power::{Temperature, Voltage};

use super::{Ades183x, Wake};
use crate::{
    Curve, Error, Group, Part, Supplies,
    command::Command,
    convert::{codes, voltage},
    part::GPIOS,
    thermistor::{Thermistors, references},
};

/// How long all inputs of AUX take, in ms: what S1 waits.
const AUX_MS: u32 = 18;

impl<S, D, W, P, F> CellTemperatures for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Returns the number of thermistors, from the first part on, and there from its lowest GPIO.
    fn temperature_count(&self) -> usize {
        self.parts.as_ref().iter().map(Part::thermistors).sum()
    }

    async fn cell_temperatures(
        &mut self,
        temperatures: &mut [Temperature],
    ) -> Result<(), Error<S::Error>> {
        let (expected, found) = (self.temperature_count(), temperatures.len());
        if found != expected {
            return Err(Error::Length { expected, found });
        }
        let Some(curve) = self.config.curve() else {
            return Err(Error::NotConfigured);
        };
        self.begin().await?;
        let read = match self.measure_aux().await {
            Ok(()) => self.take_thermistors(curve, temperatures).await,
            Err(error) => Err(error),
        };
        self.ended(read)
    }
}

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Measures GPIO1 to GPIO10 of every part, those that are pulled down too.
    ///
    /// # Errors
    ///
    /// As of every call; [`Error::Length`] unless there is a place for each part, [`Error::NotReady`].
    pub async fn read_gpios(
        &mut self,
        gpios: &mut [[Voltage; GPIOS]],
    ) -> Result<(), Error<S::Error>> {
        self.must_fit(gpios.len())?;
        self.begin().await?;
        let read = self.measure_gpios(gpios).await;
        self.ended(read)
    }

    /// Measures supplies, reference and die of every part.
    ///
    /// # Errors
    ///
    /// As of every call; [`Error::Length`] unless there is a place for each part, [`Error::NotReady`].
    pub async fn read_supplies(
        &mut self,
        supplies: &mut [Supplies],
    ) -> Result<(), Error<S::Error>> {
        self.must_fit(supplies.len())?;
        self.begin().await?;
        let read = self.measure_supplies(supplies).await;
        self.ended(read)
    }

    /// Measures all inputs of AUX. What is not measured in time has no result then.
    pub(super) async fn measure_aux(&mut self) -> Result<(), Error<S::Error>> {
        self.wire.command(Command::CLEAR_AUX).await?;
        self.wire.command(Command::START_AUX).await?;
        self.wire.pause(AUX_MS, self.count()).await
    }

    pub(super) async fn take_thermistors(
        &mut self,
        curve: Curve,
        temperatures: &mut [Temperature],
    ) -> Result<(), Error<S::Error>> {
        self.read(Group::STATUS_A).await?;
        let references = references(self.data())?;
        let fitted = self.parts.as_ref().iter().map(Part::thermistor_bits);
        let fitted = fitted.fold(0, |all, bits| all | bits);
        let mut thermistors = Thermistors::new(references, curve, temperatures);
        let mut taken = Ok(());
        for number in (0..4).filter(|number| fitted >> (3 * number) & 0b111 != 0) {
            let group = Group::Aux(number);
            self.read(group).await?;
            taken = taken.and(thermistors.take(self.data(), group, number));
        }
        taken
    }

    async fn measure_gpios(
        &mut self,
        gpios: &mut [[Voltage; GPIOS]],
    ) -> Result<(), Error<S::Error>> {
        self.measure_aux().await?;
        for number in 0..4 {
            let group = Group::Aux(number);
            self.read(group).await?;
            for (part, ((_, data), gpios)) in self.data().zip(gpios.iter_mut()).enumerate() {
                let slots = gpios.iter_mut().skip(3 * usize::from(number));
                for (slot, code) in slots.zip(codes(data)) {
                    *slot = voltage(code).ok_or(Error::NotReady { part, group })?;
                }
            }
        }
        Ok(())
    }

    async fn measure_supplies(&mut self, supplies: &mut [Supplies]) -> Result<(), Error<S::Error>> {
        self.measure_aux().await?;
        for group in [Group::STATUS_A, Group::STATUS_B] {
            self.read(group).await?;
            for (part, ((_, data), supplies)) in self.data().zip(supplies.iter_mut()).enumerate() {
                let taken = supplies.take(group, data);
                taken.ok_or(Error::NotReady { part, group })?;
            }
        }
        Ok(())
    }
}
