//! `embedded-devices` 0.10.3: a measurement of an INA226, which reads shunt voltage and flags too, as `f64`.
#![no_std]
#![no_main]

use embedded_devices::devices::texas_instruments::ina226::{
    INA226Sync,
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

type Meter = INA226Sync<NoDelay, I2cDeviceSync<Bus, u8>>;

type Answer = Option<[f64; 3]>;

fn setup() -> Meter {
    let mut meter = INA226Sync::new_i2c(NoDelay, Bus, Address::A0A1(Pin::Gnd, Pin::Gnd));
    let shunt = ElectricalResistance::new::<milliohm>(2.0);
    let _ = meter.init(shunt, ElectricCurrent::new::<ampere>(20.0));
    meter
}

fn read(meter: &mut Meter) -> Answer {
    let m = meter.current_measurement().ok()??;
    Some([m.bus_voltage.value, m.current.value, m.power.value])
}

fn show(answer: &Answer) {
    if let Some([volts, amps, watts]) = *answer {
        report::float(b'V', 0, volts);
        report::float(b'I', 0, amps);
        report::float(b'P', 0, watts);
    }
}

peers::case!(226, Meter, Answer, setup, read, show);
