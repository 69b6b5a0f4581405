//! `embedded-devices` 0.10.3, async: four registers of an INA228, as `f64`.
#![no_std]
#![no_main]

use embedded_devices::devices::texas_instruments::ina228::{
    INA228Async,
    address::{Address, Pin},
    registers::{BusVoltage, Current, Power, Temperature},
};
use embedded_interfaces::i2c::I2cDeviceAsync;
use peers::{
    bus::{Bus, NoDelay},
    report,
};
use uom::si::{
    electric_current::ampere,
    electrical_resistance::milliohm,
    f64::{ElectricCurrent, ElectricalResistance},
};

type Meter = INA228Async<NoDelay, I2cDeviceAsync<Bus, u8>>;

type Answer = Option<[f64; 4]>;

fn setup() -> Meter {
    let mut meter = INA228Async::new_i2c(NoDelay, Bus, Address::A0A1(Pin::Gnd, Pin::Gnd));
    let shunt = ElectricalResistance::new::<milliohm>(1.0);
    let _ = report::wait(meter.init(shunt, ElectricCurrent::new::<ampere>(100.0)));
    meter
}

async fn read(meter: &mut Meter) -> Answer {
    let voltage = meter.read_register::<BusVoltage>().await.ok()?.read_value();
    let current = meter
        .read_register::<Current>()
        .await
        .ok()?
        .read_current(meter.current_lsb_na);
    let power = meter
        .read_register::<Power>()
        .await
        .ok()?
        .read_power(meter.current_lsb_na);
    let temperature = meter
        .read_register::<Temperature>()
        .await
        .ok()?
        .read_value();
    Some([voltage.value, current.value, power.value, temperature.value])
}

fn show(answer: &Answer) {
    if let Some([volts, amps, watts, kelvin]) = *answer {
        report::float(b'V', 0, volts);
        report::float(b'I', 0, amps);
        report::float(b'P', 0, watts);
        report::float(b'K', 0, kelvin);
    }
}

peers::case!(228, Meter, Answer, setup, |m| report::wait(read(m)), show, future |m: &mut Meter| read(m));
