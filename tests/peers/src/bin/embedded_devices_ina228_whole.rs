//! `embedded-devices` 0.10.3: a measurement of an INA228, which reads eight registers, as `f64`.
#![no_std]
#![no_main]

use embedded_devices::devices::texas_instruments::ina228::{
    INA228Sync,
    address::{Address, Pin},
};
use embedded_devices::sensor::ContinuousSensorSync as _;
use embedded_interfaces::i2c::I2cDeviceSync;
use peers::{
    bus::{Bus, NoDelay},
    report,
};
use uom::si::{
    electric_current::ampere,
    electrical_resistance::milliohm,
    f64::{ElectricCurrent, ElectricalResistance},
};

type Meter = INA228Sync<NoDelay, I2cDeviceSync<Bus, u8>>;

type Answer = Option<[f64; 4]>;

fn setup() -> Meter {
    let mut meter = INA228Sync::new_i2c(NoDelay, Bus, Address::A0A1(Pin::Gnd, Pin::Gnd));
    let shunt = ElectricalResistance::new::<milliohm>(1.0);
    let _ = meter.init(shunt, ElectricCurrent::new::<ampere>(100.0));
    meter
}

fn read(meter: &mut Meter) -> Answer {
    let m = meter.current_measurement().ok()??;
    Some([
        m.bus_voltage.value,
        m.current.value,
        m.power.value,
        m.temperature.value,
    ])
}

fn show(answer: &Answer) {
    if let Some([volts, amps, watts, kelvin]) = *answer {
        report::float(b'V', 0, volts);
        report::float(b'I', 0, amps);
        report::float(b'P', 0, watts);
        report::float(b'K', 0, kelvin);
    }
}

peers::case!(228, Meter, Answer, setup, read, show);
