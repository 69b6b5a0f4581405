//! `ina2xx`, async: voltage, current and power of an INA226.
#![no_std]
#![no_main]

use ina2xx::{
    Address, Config, ElectricReadings, Error,
    asynch::Ina226,
    hal_power::{Current, Resistance},
};
use peers::{
    bus::{Bus, Failed},
    report,
};

type Answer = Result<ElectricReadings, Error<Failed>>;

fn setup() -> Ina226<Bus> {
    let mut meter = Ina226::new(Bus, Address::DEFAULT);
    let config = Config::new(Resistance::from_milliohms(2), Current::from_amps(20));
    let _ = report::wait(meter.init(&config));
    meter
}

fn show(answer: &Answer) {
    if let Ok(readings) = answer {
        report::integer(b'V', -6, readings.voltage.as_microvolts());
        report::integer(b'I', -6, readings.current.as_microamps());
        report::integer(b'P', -3, readings.power.as_milliwatts());
    }
}

peers::case!(226, Ina226<Bus>, Answer, setup, |m| report::wait(m.readings()), show, future |m: &mut Ina226<Bus>| m.readings());
