//! Low voltage.

mod faults;
mod read;
mod sent;

use core::time::Duration;

use hal_bms::LimitFrame;
use hal_power_sim::SimFrame;
use pylontech::{
    DischargeSign,
    lv::{Battery, BatteryConfig, Inverter, InverterConfig, LimitsLength, Message, RequestFrame},
};

use super::{NOW, deciamps, decivolts, standard};

const SECOND: Duration = Duration::from_secs(1);

/// US5000 with older software (S5).
const OLDER: [(u16, &[u8]); 6] = [
    (0x351, &[0x14, 0x02, 0xC0, 0x12, 0xC0, 0x12, 0xC2, 0x01]),
    (0x355, &[0x58, 0x00, 0x5E, 0x00]),
    (0x356, &[0x7A, 0x13, 0xF2, 0xFE, 0x6B, 0x01]),
    (0x359, &[0x00, 0x00, 0x00, 0x00, 0x06, 0x50, 0x4E]),
    (0x35C, &[0xC0, 0x00]),
    (0x35E, b"PYLON   "),
];

/// US5000 with newer software (S5).
const NEWER: [(u16, &[u8]); 6] = [
    (0x351, &[0x10, 0x02, 0xC0, 0x12, 0xC0, 0x12, 0xC2, 0x01]),
    (0x355, &[0x54, 0x00, 0x60, 0x00, 0x00, 0x00]),
    (0x356, &[0x7B, 0x13, 0xE9, 0xFE, 0x6B, 0x01]),
    (0x35A, &[0x00; 8]),
    (0x35E, b"PYLON   "),
    (0x35F, &[0x4C, 0x49, 0x01, 0x03, 0x3C, 0x02, 0xAA, 0x00]),
];

fn inverter(sign: DischargeSign, requests: RequestFrame) -> Inverter {
    Inverter::new(InverterConfig::new(SECOND, sign, requests).unwrap())
}

fn heard(frames: &[(u16, &[u8])], requests: RequestFrame) -> Inverter {
    let mut inverter = inverter(DischargeSign::Positive, requests);
    for (id, data) in frames {
        let taken = inverter.on_frame(NOW, &standard(*id, data)).unwrap();
        assert_eq!(taken.map(Message::id), Some(*id));
    }
    inverter
}

fn battery(length: LimitsLength, sign: DischargeSign) -> Battery {
    let config = BatteryConfig::new(SECOND, SECOND, length, sign).unwrap();
    Battery::new(config.with_manufacturer(*b"PYLON   "))
}

fn sent(battery: &mut Battery) -> Vec<SimFrame> {
    core::iter::from_fn(|| battery.poll(NOW)).collect()
}

fn limits(charge_voltage: i32, charge: i32, discharge: i32, discharge_voltage: i32) -> LimitFrame {
    LimitFrame {
        charge: deciamps(charge),
        discharge: deciamps(discharge),
        charge_voltage: decivolts(charge_voltage),
        discharge_voltage: decivolts(discharge_voltage),
    }
}
