//! `ina2xx`, blocking: the bus voltage of an INA228, read repeatedly.
#![no_std]
#![no_main]

use ina2xx::{
    Address, Config, Error,
    blocking::Ina228,
    hal_power::{Current, Resistance, Voltage},
};
use peers::{
    bus::{Bus, Failed},
    report,
};

type Answer = Result<Voltage, Error<Failed>>;

fn setup() -> Ina228<Bus> {
    let mut meter = Ina228::new(Bus, Address::DEFAULT);
    let config = Config::new(Resistance::from_milliohms(1), Current::from_amps(100));
    let _ = meter.init(&config);
    meter
}

fn show(answer: &Answer) {
    if let Ok(voltage) = answer {
        report::integer(b'V', -6, voltage.as_microvolts());
    }
}

peers::case!(228, Ina228<Bus>, Answer, setup, |m| m.voltage(), show);
