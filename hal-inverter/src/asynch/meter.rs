//! Metering of an AC circuit: one quantity a trait, so that a meter that lacks one does not claim it.
//!
//! Values are averages over whole cycles, and metering is not protection: a meter's values settle in tenths of a second and
//! its filters take direct current out. Power is positive while exporting, as everywhere.

use crate::MeteredEnergy;
use hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Sensor, Voltage};

macro_rules! meter_trait {
    ($(#[$meta:meta])* $name:ident, $(#[$method_meta:meta])* $method:ident -> $quantity:ty) => {
        $(#[$meta])*
        ///
        /// # For implementers
        ///
        /// The value is right, or it is an error: one that has not been measured yet or is frozen is
        /// [`NotReady`](hal_power::ErrorKind::NotReady), one of a part that reset is
        /// [`ConfigurationLost`](hal_power::ErrorKind::ConfigurationLost), one from a meter at another address
        /// [`WrongDevice`](hal_power::ErrorKind::WrongDevice). Zero never stands in.
        pub trait $name: Sensor {
            $(#[$method_meta])*
            ///
            /// # Errors
            ///
            /// The part's own, sorted by [`Error::kind`](hal_power::Error::kind); nothing about the part has changed.
            async fn $method(&mut self) -> Result<$quantity, Self::Error>;
        }

        impl<T: $name + ?Sized> $name for &mut T {
            async fn $method(&mut self) -> Result<$quantity, Self::Error> {
                T::$method(self).await
            }
        }
    };
}

meter_trait!(
    /// Meters the effective value of a voltage.
    VoltageMeter,
    /// Reads the effective value, never negative.
    rms_voltage -> Voltage
);
meter_trait!(
    /// Meters the effective value of a current.
    CurrentMeter,
    /// Reads the effective value, never negative.
    rms_current -> Current
);
meter_trait!(
    /// Meters active power.
    ActivePowerMeter,
    /// Reads the active power, positive while exporting.
    active_power -> Power
);
meter_trait!(
    /// Meters reactive power.
    ReactivePowerMeter,
    /// Reads the reactive power, positive while the exported current lags the voltage, as into an inductive load.
    reactive_power -> ReactivePower
);
meter_trait!(
    /// Meters apparent power.
    ApparentPowerMeter,
    /// Reads the apparent power, never negative.
    apparent_power -> ApparentPower
);
meter_trait!(
    /// Meters the power factor.
    PowerFactorMeter,
    /// Reads active over apparent power, with the sign of the active power: within ±[`Ratio::ONE`].
    power_factor -> Ratio
);
meter_trait!(
    /// Meters the frequency of the voltage.
    FrequencyMeter,
    /// Reads the frequency.
    frequency -> Frequency
);
meter_trait!(
    /// Sums active energy up, each direction for itself.
    EnergyMeter,
    /// Reads both sums: since the meter was made, or since its driver was, as the part's docs say. No sum is lost by reading.
    active_energy -> MeteredEnergy
);
