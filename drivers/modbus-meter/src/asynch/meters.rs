//! The traits of a meter, as far as each has the quantity.

use hal_inverter::{MeteredEnergy, asynch};
use hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Voltage};

use super::{Delay, Meter, Port};
use crate::model::{Apparent, Model, SinglePhase};

impl<M: SinglePhase, P: Port, D: Delay> asynch::VoltageMeter for Meter<M, P, D> {
    async fn rms_voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.one(M::VOLTAGE).await
    }
}

impl<M: SinglePhase, P: Port, D: Delay> asynch::CurrentMeter for Meter<M, P, D> {
    async fn rms_current(&mut self) -> Result<Current, Self::Error> {
        self.one(M::CURRENT).await
    }
}

impl<M: Model, P: Port, D: Delay> asynch::ActivePowerMeter for Meter<M, P, D> {
    async fn active_power(&mut self) -> Result<Power, Self::Error> {
        self.one(M::POWERS.active).await
    }
}

impl<M: Model, P: Port, D: Delay> asynch::ReactivePowerMeter for Meter<M, P, D> {
    async fn reactive_power(&mut self) -> Result<ReactivePower, Self::Error> {
        self.one(M::POWERS.reactive).await
    }
}

impl<M: Apparent, P: Port, D: Delay> asynch::ApparentPowerMeter for Meter<M, P, D> {
    async fn apparent_power(&mut self) -> Result<ApparentPower, Self::Error> {
        self.one(M::APPARENT).await
    }
}

impl<M: Model, P: Port, D: Delay> asynch::PowerFactorMeter for Meter<M, P, D> {
    async fn power_factor(&mut self) -> Result<Ratio, Self::Error> {
        self.factor(M::POWERS).await
    }
}

impl<M: Model, P: Port, D: Delay> asynch::FrequencyMeter for Meter<M, P, D> {
    async fn frequency(&mut self) -> Result<Frequency, Self::Error> {
        self.one(M::FREQUENCY).await
    }
}

/// Since the meter was made.
impl<M: Model, P: Port, D: Delay> asynch::EnergyMeter for Meter<M, P, D> {
    async fn active_energy(&mut self) -> Result<MeteredEnergy, Self::Error> {
        self.sums(M::ENERGIES).await
    }
}
