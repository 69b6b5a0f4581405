//! Energy and charge.

use std::time::Duration;

use hal_power::{Charge, Current, Energy, Power, Voltage};
use ina2xx::{
    Alerts, Config, Error, Inputs, Mode, Register,
    blocking::{Ina2xx, Interface},
    hal_power,
    part::Accumulating,
};

use crate::rig::{MILLIOHM, Rig, blocking};

const DAY: Duration = Duration::from_secs(86_400);

fn ready<P: Accumulating, B: Interface>(mut rig: Rig<Ina2xx<P, B>>) -> Rig<Ina2xx<P, B>> {
    let config = Config::new(MILLIOHM, Current::from_amps(150));
    rig.driver.init(&config).unwrap();
    rig.settle();
    rig
}

fn an_hour<P: Accumulating, B: Interface>(rig: Rig<Ina2xx<P, B>>, config: &Config<P>) {
    let mut rig = ready(rig);
    rig.driver.init(config).unwrap();
    rig.settle();
    for amps in [40, -40] {
        rig.set(Voltage::from_volts(50), Current::from_amps(amps));
        rig.settle();
        rig.driver.clear_counters().unwrap();
        let hour = Duration::from_secs(3_600);
        rig.wait(hour);
        let energy = rig.driver.energy().unwrap();
        let expected = Energy::from_power_over(Power::from_watts(2_000), hour);
        // 2 kW, for two cycles of 3 ms more or less
        let tolerance = Energy::from_joules(20);
        assert!(energy.abs_diff(expected) <= tolerance, "{energy}");
        let charge = rig.driver.charge().unwrap();
        let expected = Charge::from_current_over(Current::from_amps(amps), hour);
        let tolerance = Charge::from_millicoulombs(500);
        assert!(charge.abs_diff(expected) <= tolerance, "{charge}");
    }
}

#[test]
fn energy_counts_up_and_charge_has_the_current_s_sign() {
    let plain = Config::new(MILLIOHM, Current::from_amps(150));
    an_hour(blocking::ina228(MILLIOHM), &plain);
    let fitted = Config::new(MILLIOHM, Current::from_amps(64)).with_fitted_calibration();
    an_hour(blocking::ina228(MILLIOHM), &fitted);
    let plain = Config::new(MILLIOHM, Current::from_amps(150));
    an_hour(blocking::ina229(MILLIOHM), &plain);
}

#[test]
fn an_overflow_of_the_energy_is_an_error_until_the_counters_are_cleared() {
    let mut rig = ready(blocking::ina228(MILLIOHM));
    rig.set(Voltage::from_volts(80), Current::from_amps(150));
    rig.settle();
    rig.driver.clear_counters().unwrap();
    // There and back: 2⁴⁰ × 16 mJ at 12 kW are 17 days less 46 min.
    rig.wait(DAY * 8);
    rig.set(Voltage::from_volts(80), Current::from_amps(-150));
    rig.wait(DAY * 8);
    let energy = rig.driver.energy().unwrap();
    let expected = Energy::from_power_over(Power::from_watts(12_000), DAY * 16);
    assert!(energy.abs_diff(expected) <= Energy::from_joules(1_000));
    rig.wait(DAY);
    for _ in 0..3 {
        let overflow = Error::CounterOverflow { register: 0x09 };
        assert_eq!(rig.driver.energy(), Err(overflow));
    }
    assert!(rig.driver.charge().is_ok());
    let alerts = rig.driver.take_alerts().unwrap();
    assert!(alerts.contains(Alerts::ENERGY_OVERFLOW));
    assert!(!alerts.contains(Alerts::CHARGE_OVERFLOW));
    let again = rig.driver.take_alerts().unwrap();
    assert!(!again.contains(Alerts::ENERGY_OVERFLOW));
    assert!(rig.driver.energy().is_err());
    rig.driver.clear_counters().unwrap();
    rig.settle();
    assert!(rig.driver.energy().unwrap() < Energy::from_joules(1_000));
}

#[test]
fn an_overflow_of_the_charge_is_an_error_in_both_directions() {
    for amps in [150, -150] {
        let mut rig = ready(blocking::ina229(MILLIOHM));
        rig.set(Voltage::from_volts(1), Current::from_amps(amps));
        rig.settle();
        rig.driver.clear_counters().unwrap();
        // 2³⁹ × 312.5 µC at 150 A are 13.3 days.
        rig.wait(DAY * 13);
        assert!(rig.driver.charge().is_ok());
        rig.wait(DAY);
        let overflow = Error::CounterOverflow { register: 0x0A };
        assert_eq!(rig.driver.charge(), Err(overflow));
        assert_eq!(rig.driver.charge(), Err(overflow));
        assert!(rig.driver.energy().is_ok());
        let alerts = rig.driver.take_alerts().unwrap();
        assert!(alerts.contains(Alerts::CHARGE_OVERFLOW));
        rig.driver.clear_counters().unwrap();
        rig.settle();
        assert!(rig.driver.charge().is_ok());
    }
}

#[test]
fn an_overflow_that_take_alerts_came_by_is_still_the_count_s_error() {
    let mut rig = ready(blocking::ina228(MILLIOHM));
    rig.set(Voltage::from_volts(80), Current::from_amps(150));
    rig.wait(DAY * 18);
    let alerts = rig.driver.take_alerts().unwrap();
    assert!(alerts.contains(Alerts::ENERGY_OVERFLOW | Alerts::CHARGE_OVERFLOW));
    // Reading the counters raw clears the part's flags.
    for register in [0x09, 0x0A] {
        let raw = Register::five_bytes(register);
        rig.driver.read_register(raw).unwrap();
    }
    let overflow = |register| Error::CounterOverflow { register };
    assert_eq!(rig.driver.energy(), Err(overflow(0x09)));
    assert_eq!(rig.driver.charge(), Err(overflow(0x0A)));
}

#[test]
fn counters_stand_still_while_shut_down() {
    let mut rig = ready(blocking::ina228(MILLIOHM));
    rig.set(Voltage::from_volts(50), Current::from_amps(100));
    rig.wait(Duration::from_secs(10));
    rig.driver.shut_down().unwrap();
    let energy = rig.driver.energy().unwrap();
    assert!(energy > Energy::from_joules(49_000));
    rig.wait(DAY);
    assert_eq!(rig.driver.energy(), Ok(energy));
}

#[test]
fn what_the_part_does_not_count_is_refused() {
    let config = Config::new(MILLIOHM, Current::from_amps(150));
    let mut rig = blocking::ina228(MILLIOHM);
    let triggered = config.with_mode(Mode::Triggered);
    rig.driver.init(&triggered).unwrap();
    let refused = |register| Error::NotMeasured { register };
    assert_eq!(rig.driver.energy(), Err(refused(0x09)));
    assert_eq!(rig.driver.charge(), Err(refused(0x0A)));
    rig.driver.init(&config.with_inputs(Inputs::SHUNT)).unwrap();
    assert_eq!(rig.driver.energy(), Err(refused(0x09)));
    assert!(rig.driver.charge().is_ok());
}
