//! Every public method of the `ntc` crate.
#![no_std]
#![no_main]

use core::{convert::Infallible, time::Duration};
use hal_power::{Error as _, ErrorType, Resistance, Sensor, Temperature, Voltage};
use ntc::{Curve, Divider, Ntc, Place};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
};

#[cfg(feature = "asynch")]
use hal_power::asynch::{TemperatureSensor, VoltageSensor};
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::{TemperatureSensor, VoltageSensor};

/// A converter that measures what nobody knows.
struct Converter;

impl ErrorType for Converter {
    type Error = Infallible;
}

impl Sensor for Converter {
    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}

impl VoltageSensor for Converter {
    #[cfg(feature = "asynch")]
    async fn voltage(&mut self) -> Result<Voltage, Infallible> {
        Ok(Voltage::from_microvolts(signed()))
    }

    #[cfg(not(feature = "asynch"))]
    fn voltage(&mut self) -> Result<Voltage, Infallible> {
        Ok(Voltage::from_microvolts(signed()))
    }
}

fn resistance() -> Resistance {
    Resistance::from_microohms(u64::from(number()) << 32 | u64::from(number()))
}

fn coefficient() -> i64 {
    i64::from(signed()) << 32 | i64::from(number())
}

half! {
    fn measure(curve: Curve) {
        show(&curve.temperature(resistance()));
        let place = if number() == 0 { Place::AtGround } else { Place::AtSupply };
        let Ok(divider) = Divider::new(Voltage::from_microvolts(signed()), resistance(), place) else {
            return;
        };
        show(&divider.resistance(Voltage::from_microvolts(signed())));
        let Ok(mut ntc) = Ntc::new(Converter, divider, curve, resistance(), resistance()) else {
            return;
        };
        call!(ntc.temperature());
        show(&ntc.latency());
        show(&ntc::Error::<Infallible>::Open.kind());
        show(&ntc.free());
    }

    fn main() {
        let reference = Temperature::from_millicelsius(signed());
        if let Ok(curve) = Curve::beta(resistance(), reference, number()) {
            call!(measure(curve));
        }
        let curve = Curve::steinhart_hart(coefficient(), coefficient(), coefficient());
        call!(measure(curve));
    }
}

entry!(main);
