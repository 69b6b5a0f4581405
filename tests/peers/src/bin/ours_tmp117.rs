//! `tmp11x`, blocking: the temperature of a TMP117, read repeatedly.
#![no_std]
#![no_main]

use peers::{
    bus::{Bus, Failed},
    report,
};
use tmp11x::{Address, Config, Error, blocking::Tmp117, hal_power::Temperature};

type Answer = Result<Temperature, Error<Failed>>;

fn setup() -> Tmp117<Bus> {
    let mut sensor = Tmp117::new(Bus, Address::DEFAULT);
    let _ = sensor.init(&Config::new());
    sensor
}

fn show(answer: &Answer) {
    if let Ok(temperature) = answer {
        report::integer(b'T', -3, temperature.as_millicelsius());
    }
}

peers::case!(117, Tmp117<Bus>, Answer, setup, |s| s.temperature(), show);
