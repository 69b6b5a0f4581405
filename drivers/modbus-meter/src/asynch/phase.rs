//! One phase of a meter that has three.

use core::time::Duration;

use embedded_io_async::ErrorType as PortError;
use hal_inverter::{MeteredEnergy, asynch};
use hal_power::{
    ApparentPower, Current, ErrorType, Frequency, Power, Ratio, ReactivePower, Sensor, Voltage,
};

use super::{Delay, Port, Sdm630};
use crate::{
    Error, Phase,
    model::{self, Model, PhaseRegisters},
};

/// A phase of an SDM630, as a meter of its own.
#[derive(Debug)]
pub struct PhaseMeter<'a, P, D> {
    meter: &'a mut Sdm630<P, D>,
    registers: PhaseRegisters,
}

impl<P, D> Sdm630<P, D> {
    /// Returns one phase.
    pub const fn phase(&mut self, phase: Phase) -> PhaseMeter<'_, P, D> {
        PhaseMeter {
            meter: self,
            registers: phase.registers(),
        }
    }
}

impl<P: PortError, D> ErrorType for PhaseMeter<'_, P, D> {
    type Error = Error<P::Error>;
}

impl<P: PortError, D> Sensor for PhaseMeter<'_, P, D> {
    /// As configured.
    fn latency(&self) -> Duration {
        self.meter.latency()
    }
}

impl<P: Port, D: Delay> asynch::VoltageMeter for PhaseMeter<'_, P, D> {
    async fn rms_voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.meter.one(self.registers.voltage).await
    }
}

impl<P: Port, D: Delay> asynch::CurrentMeter for PhaseMeter<'_, P, D> {
    async fn rms_current(&mut self) -> Result<Current, Self::Error> {
        self.meter.one(self.registers.current).await
    }
}

impl<P: Port, D: Delay> asynch::ActivePowerMeter for PhaseMeter<'_, P, D> {
    async fn active_power(&mut self) -> Result<Power, Self::Error> {
        self.meter.one(self.registers.powers.active).await
    }
}

impl<P: Port, D: Delay> asynch::ReactivePowerMeter for PhaseMeter<'_, P, D> {
    async fn reactive_power(&mut self) -> Result<ReactivePower, Self::Error> {
        self.meter.one(self.registers.powers.reactive).await
    }
}

impl<P: Port, D: Delay> asynch::ApparentPowerMeter for PhaseMeter<'_, P, D> {
    async fn apparent_power(&mut self) -> Result<ApparentPower, Self::Error> {
        self.meter.one(self.registers.apparent).await
    }
}

impl<P: Port, D: Delay> asynch::PowerFactorMeter for PhaseMeter<'_, P, D> {
    async fn power_factor(&mut self) -> Result<Ratio, Self::Error> {
        self.meter.factor(self.registers.powers).await
    }
}

/// The meter has one frequency for all phases.
impl<P: Port, D: Delay> asynch::FrequencyMeter for PhaseMeter<'_, P, D> {
    async fn frequency(&mut self) -> Result<Frequency, Self::Error> {
        self.meter.one(model::Sdm630::FREQUENCY).await
    }
}

/// Since the meter was made.
impl<P: Port, D: Delay> asynch::EnergyMeter for PhaseMeter<'_, P, D> {
    async fn active_energy(&mut self) -> Result<MeteredEnergy, Self::Error> {
        self.meter.sums(self.registers.energies).await
    }
}
