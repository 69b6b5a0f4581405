//! The hal's view: of the part, and of each line.

use core::time::Duration;

use embedded_hal_async::spi::SpiDevice;
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

use super::Atm90e26;
use crate::{Error, Line};

impl<S: SpiDevice, D> Sensor for Atm90e26<S, D> {
    /// The settling time of the configuration; zero before `init`.
    fn latency(&self) -> Duration {
        self.plan.settling
    }
}

impl<S: SpiDevice, D> VoltageMeter for Atm90e26<S, D> {
    async fn rms_voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.voltage().await
    }
}

impl<S: SpiDevice, D> FrequencyMeter for Atm90e26<S, D> {
    async fn frequency(&mut self) -> Result<Frequency, Self::Error> {
        self.frequency().await
    }
}

/// Of the line that the part meters, since the driver was made.
impl<S: SpiDevice, D> EnergyMeter for Atm90e26<S, D> {
    async fn active_energy(&mut self) -> Result<MeteredEnergy, Self::Error> {
        self.active_energy().await
    }
}

/// One line of a part. Energy is not a line's: the part counts for the line that it meters.
#[derive(Debug)]
pub struct LineMeter<'a, S, D> {
    meter: &'a mut Atm90e26<S, D>,
    line: Line,
}

impl<S: SpiDevice, D> Atm90e26<S, D> {
    /// Returns a line as a meter of its own.
    pub const fn line(&mut self, line: Line) -> LineMeter<'_, S, D> {
        LineMeter { meter: self, line }
    }
}

impl<S: SpiDevice, D> ErrorType for LineMeter<'_, S, D> {
    type Error = Error<S::Error>;
}

impl<S: SpiDevice, D> Sensor for LineMeter<'_, S, D> {
    /// As of the part.
    fn latency(&self) -> Duration {
        self.meter.latency()
    }
}

impl<S: SpiDevice, D> VoltageMeter for LineMeter<'_, S, D> {
    /// Reads the one voltage of the part.
    async fn rms_voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.meter.voltage().await
    }
}

impl<S: SpiDevice, D> FrequencyMeter for LineMeter<'_, S, D> {
    async fn frequency(&mut self) -> Result<Frequency, Self::Error> {
        self.meter.frequency().await
    }
}

impl<S: SpiDevice, D> CurrentMeter for LineMeter<'_, S, D> {
    async fn rms_current(&mut self) -> Result<Current, Self::Error> {
        self.meter.current(self.line).await
    }
}

impl<S: SpiDevice, D> ActivePowerMeter for LineMeter<'_, S, D> {
    async fn active_power(&mut self) -> Result<Power, Self::Error> {
        self.meter.active_power(self.line).await
    }
}

impl<S: SpiDevice, D> ReactivePowerMeter for LineMeter<'_, S, D> {
    async fn reactive_power(&mut self) -> Result<ReactivePower, Self::Error> {
        self.meter.reactive_power(self.line).await
    }
}

impl<S: SpiDevice, D> ApparentPowerMeter for LineMeter<'_, S, D> {
    async fn apparent_power(&mut self) -> Result<ApparentPower, Self::Error> {
        self.meter.apparent_power(self.line).await
    }
}

impl<S: SpiDevice, D> PowerFactorMeter for LineMeter<'_, S, D> {
    async fn power_factor(&mut self) -> Result<Ratio, Self::Error> {
        self.meter.power_factor(self.line).await
    }
}
