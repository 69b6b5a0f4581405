//! `ina2xx`, blocking: voltage, current, power and temperature of an INA228.
#![no_std]
#![no_main]

use ina2xx::{
    Address, Config, Error, Readings,
    blocking::Ina228,
    hal_power::{Current, Resistance},
};
use peers::{
    bus::{Bus, Failed},
    report,
};

type Answer = Result<Readings, Error<Failed>>;

fn setup() -> Ina228<Bus> {
    let mut meter = Ina228::new(Bus, Address::DEFAULT);
    let config = Config::new(Resistance::from_milliohms(1), Current::from_amps(100));
    let _ = meter.init(&config);
    meter
}

fn show(answer: &Answer) {
    if let Ok(readings) = answer {
        report::integer(b'V', -6, readings.voltage.as_microvolts());
        report::integer(b'I', -6, readings.current.as_microamps());
        report::integer(b'P', -3, readings.power.as_milliwatts());
        report::integer(b'T', -3, readings.temperature.as_millicelsius());
    }
}

peers::case!(228, Ina228<Bus>, Answer, setup, |m| m.readings(), show);
