//! `ina226` 0.3.0: the codes of voltage, current and power of an INA226.
#![no_std]
#![no_main]

use ina226::INA226;
use peers::{
    bus::{Bus, Failed},
    report,
};

struct Codes {
    bus: u16,
    current: i16,
    power: u16,
}

fn setup() -> INA226<Bus> {
    let mut meter = INA226::new(Bus, 0x40);
    let _ = meter.set_callibration_raw(0x0800);
    meter
}

fn read(meter: &mut INA226<Bus>) -> Result<Codes, Failed> {
    Ok(Codes {
        bus: meter.bus_voltage_raw()?,
        current: meter.current_raw()?,
        power: meter.power_raw()?,
    })
}

fn show(answer: &Result<Codes, Failed>) {
    if let Ok(codes) = answer {
        report::integer(b'v', 0, codes.bus.into());
        report::integer(b'i', 0, codes.current.into());
        report::integer(b'p', 0, codes.power.into());
    }
}

peers::case!(226, INA226<Bus>, Result<Codes, Failed>, setup, read, show);
