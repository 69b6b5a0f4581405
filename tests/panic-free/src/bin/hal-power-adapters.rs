//! Every public method of the adapters. They are blocking; an adapter makes them async.
#![no_std]
#![no_main]

use hal_power::{Error as _, Resistance, Sensor, adapt};
use hal_power_adapters::{Error, Ina226, Tmp117};
use panic_free::{
    call, entry, half,
    hidden::{number, show},
    wire::Wire,
};

#[cfg(feature = "asynch")]
use hal_power::asynch::{CurrentSensor, TemperatureSensor, VoltageSensor};
#[cfg(not(feature = "asynch"))]
use hal_power::blocking::{CurrentSensor, TemperatureSensor, VoltageSensor};

fn address() -> u8 {
    number().to_le_bytes()[0]
}

fn ina226() -> Ina226<Wire> {
    let mut meter = Ina226::new(Wire, address(), Resistance::from_microohms(number().into()));
    show(&meter.init());
    show(&meter.latency());
    meter
}

fn tmp117() -> Tmp117<Wire> {
    let mut meter = Tmp117::new(Wire, address());
    show(&meter.init());
    show(&meter.latency());
    meter
}

/// In the async half, a part that is none by itself.
#[cfg(feature = "asynch")]
fn port<T>(part: T) -> adapt::Blocking<T> {
    adapt::Blocking::new(part)
}

/// In the blocking half, the part.
#[cfg(not(feature = "asynch"))]
fn port<T>(part: T) -> T {
    adapt::Blocking::new(part).free()
}

half! {
    fn main() {
        let mut meter = port(ina226());
        call!(meter.voltage());
        call!(meter.current());
        let mut meter = port(tmp117());
        call!(meter.temperature());
        show(&ina226().free());
        show(&Error::<()>::NotReady.kind());
    }
}

entry!(main);
