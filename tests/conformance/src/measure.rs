//! One name for every sensor trait, so that a suite can be generic over the quantity.

use hal_power::{Current, Power, Sensor, Temperature, Voltage, asynch, blocking};

/// Blocking sensor of `Q`; every implementer of the quantity's trait is one.
pub trait Measure<Q>: Sensor {
    /// Calls the trait's method.
    ///
    /// # Errors
    ///
    /// The sensor's own.
    fn measure(&mut self) -> Result<Q, Self::Error>;
}

/// Async sensor of `Q`; every implementer of the quantity's trait is one.
pub trait MeasureAsync<Q>: Sensor {
    /// Calls the trait's method.
    ///
    /// # Errors
    ///
    /// The sensor's own.
    fn measure(&mut self) -> impl Future<Output = Result<Q, Self::Error>>;
}

macro_rules! measure {
    ($($sensor:ident $method:ident $quantity:ident;)+) => {
        $(impl<T: blocking::$sensor> Measure<$quantity> for T {
            fn measure(&mut self) -> Result<$quantity, Self::Error> {
                self.$method()
            }
        }

        impl<T: asynch::$sensor> MeasureAsync<$quantity> for T {
            fn measure(&mut self) -> impl Future<Output = Result<$quantity, Self::Error>> {
                self.$method()
            }
        })+
    };
}

measure! {
    VoltageSensor voltage Voltage;
    CurrentSensor current Current;
    PowerSensor power Power;
    TemperatureSensor temperature Temperature;
}
