//! A blocking meter where an asynchronous one is asked for.

use crate::{MeteredEnergy, asynch, blocking};
use hal_power::{
    ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Voltage, adapt::Blocking,
};

macro_rules! wrap {
    ($($name:ident $method:ident -> $quantity:ty;)+) => {$(
        impl<T: blocking::$name> asynch::$name for Blocking<T> {
            async fn $method(&mut self) -> Result<$quantity, Self::Error> {
                self.get_mut().$method()
            }
        }
    )+};
}

wrap! {
    VoltageMeter rms_voltage -> Voltage;
    CurrentMeter rms_current -> Current;
    ActivePowerMeter active_power -> Power;
    ReactivePowerMeter reactive_power -> ReactivePower;
    ApparentPowerMeter apparent_power -> ApparentPower;
    PowerFactorMeter power_factor -> Ratio;
    FrequencyMeter frequency -> Frequency;
    EnergyMeter active_energy -> MeteredEnergy;
}
