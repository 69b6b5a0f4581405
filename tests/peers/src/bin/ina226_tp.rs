//! `ina226-tp` 0.4.1: voltage, current and power of an INA226 as `f64`.
#![no_std]
#![no_main]

use ina226_tp::{INA226, Operational};
use peers::{bus::Bus, report};

type Meter = Option<INA226<Bus, Operational>>;

/// `None` where there is no meter; a failed transfer is 0 here.
type Answer = Option<[f64; 3]>;

fn setup() -> Meter {
    let mut meter = INA226::new(None);
    meter.set_ina_address(0x40);
    let mut meter = meter.initialize(Bus).ok()?;
    meter.set_ina_calibration(0.002, 20.0);
    meter.commit();
    Some(meter)
}

fn read(meter: &mut Meter) -> Answer {
    let meter = meter.as_mut()?;
    Some([
        meter.read_voltage(),
        meter.read_current(),
        meter.read_power(),
    ])
}

fn show(answer: &Answer) {
    if let Some([volts, amps, watts]) = *answer {
        report::float(b'V', 0, volts);
        report::float(b'I', 0, amps);
        report::float(b'P', 0, watts);
    }
}

peers::case!(226, Meter, Answer, setup, read, show);
