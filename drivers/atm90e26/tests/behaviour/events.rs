//! Sags, changes of direction and of the line.

use std::time::Duration;

use atm90e26::{Events, Forward, Functions, MeteringCalibration, MeteringMode, hal_power};
use hal_power::{Current, Voltage};
use hal_power_sim::model::atm90e26::{MeteringMode as Mode, Open};

use crate::rig::{self, METERING, Rig, config, configured};

type Live = Rig<rig::blocking::Driver>;

/// More than the model takes for a sag.
const LONG: Duration = Duration::from_millis(25);
/// Less than that.
const SHORT: Duration = Duration::from_millis(15);

fn live(functions: Functions, threshold: i32) -> Live {
    let config = config(Forward::Export)
        .with_functions(functions)
        .with_sag_threshold(Voltage::from_volts(threshold));
    rig::blocking::live(Open::default(), &config)
}

#[test]
fn a_voltage_below_the_threshold_is_a_sag_and_one_above_it_is_none() {
    for threshold in [90, 120, 180, 207, 225] {
        let mut rig = live(Functions::SAG, threshold);
        let mut dip = |millivolts: i32| {
            rig.part().set_voltage(Voltage::from_millivolts(millivolts));
            rig.wait(LONG);
            rig.volts(230);
            rig.driver.take_events().unwrap()
        };
        assert_eq!(
            dip(threshold * 1_000 + 30),
            Events::empty(),
            "{threshold} V"
        );
        assert_eq!(dip(threshold * 1_000 - 30), Events::SAG, "{threshold} V");
        assert_eq!(
            dip(threshold * 1_000 + 30),
            Events::empty(),
            "{threshold} V"
        );
        assert_eq!(dip(0), Events::SAG, "{threshold} V");
    }
}

#[test]
fn each_sag_is_told_once() {
    let mut rig = live(Functions::SAG, 180);
    for _ in 0..3 {
        rig.volts(100);
        rig.wait(LONG);
        rig.volts(230);
        rig.wait(LONG);
        assert_eq!(rig.driver.take_events(), Ok(Events::SAG));
        assert_eq!(rig.driver.take_events(), Ok(Events::empty()));
    }
}

#[test]
fn a_short_dip_is_no_sag() {
    let mut rig = live(Functions::SAG, 180);
    for _ in 0..10 {
        rig.volts(100);
        rig.wait(SHORT);
        rig.volts(230);
        rig.wait(SHORT);
    }
    assert_eq!(rig.driver.take_events(), Ok(Events::empty()));
}

#[test]
fn warn_out_shows_a_sag_where_it_is_asked_to() {
    for (functions, shows) in [
        (Functions::SAG, false),
        (Functions::SAG.union(Functions::SAG_ON_WARN_OUT), true),
        (Functions::SAG_ON_WARN_OUT, true),
    ] {
        let rig = live(functions, 180);
        assert!(!rig.part().is_warn_out_high());
        rig.volts(100);
        rig.wait(LONG);
        assert_eq!(rig.part().is_warn_out_high(), shows, "{functions:?}");
        rig.volts(230);
        assert!(!rig.part().is_warn_out_high());
    }
}

#[test]
fn directions_that_change_are_events_of_their_own() {
    let mut rig = live(Functions::RESET, 180);
    rig.amps(10, 45);
    assert_eq!(rig.driver.take_events(), Ok(Events::empty()));
    for (lag, events, active, reactive) in [
        (315, Events::REACTIVE_DIRECTION, false, true),
        (225, Events::ACTIVE_DIRECTION, true, true),
        (
            45,
            Events::ACTIVE_DIRECTION.union(Events::REACTIVE_DIRECTION),
            false,
            false,
        ),
        (135, Events::ACTIVE_DIRECTION, true, false),
    ] {
        rig.amps(10, lag);
        assert_eq!(rig.driver.take_events(), Ok(events), "{lag}°");
        assert_eq!(rig.driver.take_events(), Ok(Events::empty()), "{lag}°");
        let status = rig.driver.metering_status().unwrap();
        let reversed = (status.is_active_reversed(), status.is_reactive_reversed());
        assert_eq!(reversed, (active, reactive), "{lag}°");
        assert!(!status.has_no_active_load() && !status.has_no_reactive_load());
    }
    rig.amps(0, 0);
    let status = rig.driver.metering_status().unwrap();
    assert!(status.has_no_active_load() && status.has_no_reactive_load());
}

#[test]
fn another_line_is_an_event() {
    let metering = MeteringCalibration {
        mode: MeteringMode::RESET,
        ..METERING
    };
    let mut rig = rig::blocking::live(Open::default(), &configured(metering, Forward::Export));
    rig.amps(10, 0);
    rig.part().set_metering_mode(Mode::AntiTampering);
    rig.driver.take_events().unwrap();
    rig.part().set_neutral_current(Current::from_amps(11), 0);
    assert_eq!(rig.driver.take_events(), Ok(Events::LINE));
    rig.amps(12, 0);
    assert_eq!(rig.driver.take_events(), Ok(Events::LINE));
    assert_eq!(rig.driver.take_events(), Ok(Events::empty()));
}

/// One after the other, read by two ways: what `read_register` has cleared is not lost to `take_events`.
#[test]
fn events_that_another_way_has_read_are_kept() {
    let mut rig = live(Functions::all(), 180);
    rig.volts(100);
    rig.wait(LONG);
    assert_eq!(rig.driver.read_register(0x01), Ok(Events::SAG.bits()));
    rig.amps(10, 180);
    assert_eq!(
        rig.driver.take_events(),
        Ok(Events::SAG | Events::ACTIVE_DIRECTION)
    );
}
