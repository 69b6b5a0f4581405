//! A line of a part that a bench can own.

use core::time::Duration;

use atm90e26::{Line, asynch, blocking, hal_inverter as hal, hal_power};
use hal_power::{
    ApparentPower, Current, ErrorType, Frequency, Power, Ratio, ReactivePower, Sensor, Voltage,
};
use hal_power_sim::{SimDelay, SimSpi};

pub(crate) type Blocking = blocking::Atm90e26<SimSpi, SimDelay>;
pub(crate) type Asynch = asynch::Atm90e26<SimSpi, SimDelay>;

/// A driver, of which a line is asked.
pub(crate) struct Of<D> {
    pub(crate) driver: D,
    pub(crate) line: Line,
}

impl<D: ErrorType> ErrorType for Of<D> {
    type Error = D::Error;
}

impl<D: Sensor> Sensor for Of<D> {
    fn latency(&self) -> Duration {
        self.driver.latency()
    }
}

macro_rules! meters {
    ($($meter:ident $method:ident -> $quantity:ident;)+) => {$(
        impl hal::blocking::$meter for Of<Blocking> {
            fn $method(&mut self) -> Result<$quantity, Self::Error> {
                hal::blocking::$meter::$method(&mut self.driver.line(self.line))
            }
        }

        impl hal::asynch::$meter for Of<Asynch> {
            async fn $method(&mut self) -> Result<$quantity, Self::Error> {
                hal::asynch::$meter::$method(&mut self.driver.line(self.line)).await
            }
        }
    )+};
}

meters! {
    VoltageMeter rms_voltage -> Voltage;
    CurrentMeter rms_current -> Current;
    ActivePowerMeter active_power -> Power;
    ReactivePowerMeter reactive_power -> ReactivePower;
    ApparentPowerMeter apparent_power -> ApparentPower;
    PowerFactorMeter power_factor -> Ratio;
    FrequencyMeter frequency -> Frequency;
}
