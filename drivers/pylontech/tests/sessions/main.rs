//! Both sides against each other through plain frames.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod paces;
mod ways;

use core::time::Duration;

use hal_bms::{BatteryLimits, LimitFrame, LimitTimes};
use hal_power::{Current, Instant, Voltage};
use pylontech::{
    DischargeSign,
    lv::{self, LimitsLength, RequestFrame},
};

const PERIOD: Duration = Duration::from_secs(1);
const LIFE: Duration = Duration::from_secs(3);
const SILENCE: Duration = Duration::from_secs(4);

fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

fn amps(charge: i32, discharge: i32) -> LimitFrame {
    LimitFrame {
        charge: Current::from_amps(charge),
        discharge: Current::from_amps(discharge),
        charge_voltage: Voltage::from_volts(53),
        discharge_voltage: Voltage::from_volts(45),
    }
}

fn config() -> lv::BatteryConfig {
    lv::BatteryConfig::new(PERIOD, LIFE, LimitsLength::Eight, DischargeSign::Positive).unwrap()
}

fn battery() -> lv::Battery {
    lv::Battery::new(config())
}

fn inverter(requests: RequestFrame) -> lv::Inverter {
    let config = lv::InverterConfig::new(PERIOD, DischargeSign::Positive, requests).unwrap();
    lv::Inverter::new(config)
}

fn in_force() -> BatteryLimits {
    let ramp = Duration::from_secs(1);
    BatteryLimits::new(LimitTimes::new(SILENCE, ramp, SILENCE * 2).unwrap())
}
