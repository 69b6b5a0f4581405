//! One channel, and the traits that it can honour.

use core::{fmt::Debug, time::Duration};

use embedded_hal_async::delay::DelayNs;
use hal_inverter::{
    MeteredEnergy,
    asynch::{
        ActivePowerMeter, ApparentPowerMeter, CurrentMeter, EnergyMeter, FrequencyMeter,
        PowerFactorMeter, ReactivePowerMeter, VoltageMeter,
    },
};
use hal_power::{
    ApparentPower, Current, ErrorType, Frequency, Power, Ratio, ReactivePower, Sensor, Voltage,
};

use super::{Ade7953, Interface};
use crate::{Channel, Error};

/// A channel of a part: its own current, and the voltage that both share.
#[derive(Debug)]
pub struct Port<'a, B, D> {
    meter: &'a mut Ade7953<B, D>,
    channel: Channel,
}

impl<'a, B, D> Port<'a, B, D> {
    pub(super) const fn new(meter: &'a mut Ade7953<B, D>, channel: Channel) -> Self {
        Self { meter, channel }
    }

    /// Returns which channel it is.
    pub const fn channel(&self) -> Channel {
        self.channel
    }
}

impl<B: Interface, D> ErrorType for Port<'_, B, D>
where
    B::Error: Debug,
{
    type Error = Error<B::Error>;
}

impl<B: Interface, D> Sensor for Port<'_, B, D>
where
    B::Error: Debug,
{
    fn latency(&self) -> Duration {
        self.meter.latency()
    }
}

impl<B: Interface, D: DelayNs> VoltageMeter for Port<'_, B, D> {
    async fn rms_voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.meter.rms_voltage().await
    }
}

impl<B: Interface, D: DelayNs> CurrentMeter for Port<'_, B, D> {
    async fn rms_current(&mut self) -> Result<Current, Self::Error> {
        self.meter.rms_current(self.channel).await
    }
}

impl<B: Interface, D: DelayNs> ActivePowerMeter for Port<'_, B, D> {
    async fn active_power(&mut self) -> Result<Power, Self::Error> {
        self.meter.active_power(self.channel).await
    }
}

impl<B: Interface, D: DelayNs> ReactivePowerMeter for Port<'_, B, D> {
    async fn reactive_power(&mut self) -> Result<ReactivePower, Self::Error> {
        self.meter.reactive_power(self.channel).await
    }
}

impl<B: Interface, D: DelayNs> ApparentPowerMeter for Port<'_, B, D> {
    async fn apparent_power(&mut self) -> Result<ApparentPower, Self::Error> {
        self.meter.apparent_power(self.channel).await
    }
}

impl<B: Interface, D: DelayNs> PowerFactorMeter for Port<'_, B, D> {
    async fn power_factor(&mut self) -> Result<Ratio, Self::Error> {
        self.meter.power_factor(self.channel).await
    }
}

impl<B: Interface, D: DelayNs> FrequencyMeter for Port<'_, B, D> {
    async fn frequency(&mut self) -> Result<Frequency, Self::Error> {
        self.meter.frequency().await
    }
}

impl<B: Interface, D: DelayNs> EnergyMeter for Port<'_, B, D> {
    /// Since the driver was made.
    async fn active_energy(&mut self) -> Result<MeteredEnergy, Self::Error> {
        self.meter.active_energy(self.channel).await
    }
}
