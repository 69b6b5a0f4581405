//! High voltage.

mod faults;
mod read;
mod sent;
mod template;

use core::time::Duration;

use hal_bms::LimitFrame;
use hal_power::{Temperature, Voltage};
use hal_power_sim::SimFrame;
use pylontech::{
    DischargeSign,
    hv::{
        Address, Battery, BatteryConfig, ByteOrder, CurrentCode, Extremes, Format, Inverter,
        InverterConfig, Pack,
    },
};

use super::{NOW, deciamps, decicelsius, decivolts, extended};

const SECOND: Duration = Duration::from_secs(1);

/// As real batteries send: S3, S4, S8.
const REAL: Format = Format::new(
    ByteOrder::Little,
    CurrentCode::Offset(30_000),
    DischargeSign::Negative,
);

/// As S1 writes by default.
const SWAPPED: Format = Format::new(ByteOrder::Big, CurrentCode::Signed, DischargeSign::Positive);

fn address(number: u8) -> Address {
    Address::new(number).unwrap()
}

fn inverter(format: Format) -> Inverter<1> {
    let config = InverterConfig::new(format, SECOND).unwrap();
    Inverter::new(config, [address(0)]).unwrap()
}

fn heard(format: Format, frames: &[(u32, [u8; 8])]) -> Inverter<1> {
    let mut inverter = inverter(format);
    for (id, data) in frames {
        let (address, message) = inverter
            .on_frame(NOW, &extended(*id, data))
            .unwrap()
            .unwrap();
        assert_eq!(message.id(address), *id);
    }
    inverter
}

fn pack(inverter: &Inverter<1>) -> &Pack {
    inverter.pack(address(0)).unwrap()
}

fn battery(format: Format) -> Battery {
    Battery::new(BatteryConfig::new(format, address(0), SECOND).unwrap())
}

/// What a battery answers.
fn answer(battery: &mut Battery, request: u8) -> Vec<SimFrame> {
    let frame = extended(0x4200, &[request, 0, 0, 0, 0, 0, 0, 0]);
    battery.on_frame(NOW, &frame).unwrap();
    core::iter::from_fn(|| battery.poll(NOW)).collect()
}

fn limits(charge_voltage: i32, discharge_voltage: i32, charge: i32, discharge: i32) -> LimitFrame {
    LimitFrame {
        charge: deciamps(charge),
        discharge: deciamps(discharge),
        charge_voltage: decivolts(charge_voltage),
        discharge_voltage: decivolts(discharge_voltage),
    }
}

fn millivolts(highest: i32, lowest: i32, at: [u16; 2]) -> Extremes<Voltage> {
    let volts = Voltage::from_millivolts;
    Extremes::new(volts(highest), volts(lowest), at[0], at[1])
}

fn celsius(highest: i32, lowest: i32, at: [u16; 2]) -> Extremes<Temperature> {
    Extremes::new(decicelsius(highest), decicelsius(lowest), at[0], at[1])
}
