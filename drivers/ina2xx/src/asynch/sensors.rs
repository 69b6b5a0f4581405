//! The traits that the parts can honour.

use core::time::Duration;

use hal_power::{Charge, Current, Energy, Power, Sensor, Temperature, Voltage, asynch};

use super::{Ina2xx, Interface};
use crate::part::{Accumulating, Diagnostic, Part};

impl<P: Part, B: Interface> Sensor for Ina2xx<P, B> {
    /// In continuous mode two cycles: the result that is there is up to a cycle old, and its first sample another one. In
    /// triggered mode one, counted back from its end: take the time before `start` instead. Zero before `init`.
    fn latency(&self) -> Duration {
        self.plan.latency
    }
}

impl<P: Part, B: Interface> asynch::VoltageSensor for Ina2xx<P, B> {
    async fn voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.voltage().await
    }
}

impl<P: Part, B: Interface> asynch::CurrentSensor for Ina2xx<P, B> {
    async fn current(&mut self) -> Result<Current, Self::Error> {
        self.current().await
    }
}

impl<P: Part, B: Interface> asynch::PowerSensor for Ina2xx<P, B> {
    async fn power(&mut self) -> Result<Power, Self::Error> {
        self.power().await
    }
}

impl<P: Diagnostic, B: Interface> asynch::TemperatureSensor for Ina2xx<P, B> {
    async fn temperature(&mut self) -> Result<Temperature, Self::Error> {
        self.temperature().await
    }
}

impl<P: Accumulating, B: Interface> asynch::EnergyCounter for Ina2xx<P, B> {
    async fn energy(&mut self) -> Result<Energy, Self::Error> {
        self.energy().await
    }
}

impl<P: Accumulating, B: Interface> asynch::ChargeCounter for Ina2xx<P, B> {
    async fn charge(&mut self) -> Result<Charge, Self::Error> {
        self.charge().await
    }
}
