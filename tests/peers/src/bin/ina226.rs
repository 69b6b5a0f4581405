//! `ina226` 0.3.0: voltage, current and power of an INA226 as `f64`.
#![no_std]
#![no_main]

use ina226::INA226;
use peers::{
    bus::{Bus, Failed},
    report,
};

struct Readings {
    millivolts: f64,
    amps: Option<f64>,
    watts: Option<f64>,
}

fn setup() -> INA226<Bus> {
    let mut meter = INA226::new(Bus, 0x40);
    let _ = meter.callibrate(0.002, 20.0);
    meter
}

fn read(meter: &mut INA226<Bus>) -> Result<Readings, Failed> {
    Ok(Readings {
        millivolts: meter.bus_voltage_millivolts()?,
        amps: meter.current_amps()?,
        watts: meter.power_watts()?,
    })
}

fn show(answer: &Result<Readings, Failed>) {
    if let Ok(Readings {
        millivolts,
        amps: Some(amps),
        watts: Some(watts),
    }) = *answer
    {
        report::float(b'V', -3, millivolts);
        report::float(b'I', 0, amps);
        report::float(b'P', 0, watts);
    }
}

peers::case!(226, INA226<Bus>, Result<Readings, Failed>, setup, read, show);
