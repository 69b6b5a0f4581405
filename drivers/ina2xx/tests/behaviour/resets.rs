//! A part that reset behind the driver's back.

use std::time::Duration;

use hal_power::Error as _;
use hal_power::{Current, ErrorKind, Temperature, Voltage};
use hal_power_sim::{Fault, Injection};
use ina2xx::{
    AdcRange, AlertPin, Averages, Config, Error, Limit,
    blocking::{Ina2xx, Interface},
    hal_power,
    part::{Diagnostic, Part},
};

use crate::rig::{MILLIOHM, Rig, blocking};

const VOLTAGE: Voltage = Voltage::from_volts(20);
const CURRENT: Current = Current::from_amps(-25);
const WARM: Temperature = Temperature::from_celsius(50);

fn config<P: Part>() -> Config<P> {
    Config::new(MILLIOHM, Current::from_amps(40))
}

fn live<P: Part, B: Interface>(
    mut rig: Rig<Ina2xx<P, B>>,
    config: &Config<P>,
) -> Rig<Ina2xx<P, B>> {
    rig.set(VOLTAGE, CURRENT);
    rig.part().set_temperature(WARM);
    rig.driver.init(config).unwrap();
    rig.settle();
    assert_eq!(rig.driver.voltage().unwrap(), VOLTAGE);
    rig
}

fn kind<E: core::fmt::Debug>(error: Error<E>) -> ErrorKind {
    error.kind()
}

/// Before the first new conversion every result register is zero.
fn noticed<P: Part, B: Interface>(rig: impl Fn() -> Rig<Ina2xx<P, B>>) {
    let lost = Some(ErrorKind::ConfigurationLost);
    let reset = || {
        let rig = live(rig(), &config());
        rig.part().brown_out();
        rig
    };
    let mut rig = reset();
    assert_eq!(rig.driver.voltage().map_err(kind).err(), lost);
    assert_eq!(rig.driver.current().map_err(kind).err(), lost);
    assert_eq!(reset().driver.current().map_err(kind).err(), lost);
    assert_eq!(reset().driver.power().map_err(kind).err(), lost);
    assert_eq!(reset().driver.shunt_voltage().map_err(kind).err(), lost);
    assert_eq!(reset().driver.take_alerts().map_err(kind).err(), lost);
    assert_eq!(reset().driver.verify().map_err(kind).err(), lost);
    // Nor do later conversions make it good again.
    rig.wait(Duration::from_secs(1));
    assert_eq!(rig.driver.voltage().map_err(kind).err(), lost);
    assert_eq!(rig.driver.start().map_err(kind).err(), lost);
    rig.driver.init(&config()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.current().unwrap(), CURRENT);
}

#[test]
fn a_reset_is_lost_configuration_and_never_zero() {
    noticed(|| blocking::ina226(MILLIOHM));
    noticed(|| blocking::ina228(MILLIOHM));
    noticed(|| blocking::ina229(MILLIOHM));
    noticed(|| blocking::ina237(MILLIOHM));
    noticed(|| blocking::ina238(MILLIOHM));
    noticed(|| blocking::ina239(MILLIOHM));
}

#[test]
fn readings_temperature_and_counters_notice_it_too() {
    fn diagnostic<P: Diagnostic, B: Interface>(rig: impl Fn() -> Rig<Ina2xx<P, B>>) {
        let lost = Some(ErrorKind::ConfigurationLost);
        let reset = || {
            let rig = live(rig(), &config());
            rig.part().brown_out();
            rig
        };
        assert_eq!(reset().driver.readings().map_err(kind).err(), lost);
        assert_eq!(reset().driver.computed_readings().map_err(kind).err(), lost);
        assert_eq!(reset().driver.temperature().map_err(kind).err(), lost);
    }
    diagnostic(|| blocking::ina228(MILLIOHM));
    diagnostic(|| blocking::ina229(MILLIOHM));
    diagnostic(|| blocking::ina237(MILLIOHM));
    diagnostic(|| blocking::ina239(MILLIOHM));
    let lost = Some(ErrorKind::ConfigurationLost);
    let reset = || {
        let rig = live(blocking::ina226(MILLIOHM), &config());
        rig.part().brown_out();
        rig
    };
    assert_eq!(reset().driver.readings().map_err(kind).err(), lost);
    assert_eq!(reset().driver.computed_readings().map_err(kind).err(), lost);
    for wait in [0, 1_000] {
        let mut rig = live(blocking::ina228(MILLIOHM), &config());
        rig.part().brown_out();
        rig.wait(Duration::from_millis(wait));
        assert_eq!(rig.driver.energy().map_err(kind).err(), lost);
        assert_eq!(rig.driver.charge().map_err(kind).err(), lost);
    }
}

/// Every reading from the dip on, conversions included, is right or lost configuration; an averaged one is not zero either.
fn no_wrong_value<P: Part, B: Interface>(rig: Rig<Ina2xx<P, B>>, config: &Config<P>) {
    let mut rig = live(rig, config);
    rig.part().brown_out();
    for _ in 0..64 {
        let answer = rig.driver.current().map_err(kind);
        let is_honest = match answer {
            Ok(current) => current.abs_diff(CURRENT) <= Current::from_milliamps(5),
            Err(kind) => kind == ErrorKind::ConfigurationLost,
        };
        assert!(is_honest, "{answer:?}");
        rig.wait(Duration::from_micros(250));
    }
    rig.driver.init(config).unwrap();
    rig.settle();
    let current = rig.driver.current().unwrap();
    assert!(current.abs_diff(CURRENT) <= Current::from_milliamps(5));
}

#[test]
fn a_current_after_a_reset_is_right_or_lost_in_every_configuration() {
    let mut unlatched = AlertPin::DEFAULT;
    unlatched.is_latched = false;
    for pin in [AlertPin::DEFAULT, unlatched] {
        for averages in [Averages::X1, Averages::X16] {
            let plain = config().with_alert_pin(pin).with_averages(averages);
            no_wrong_value(blocking::ina226(MILLIOHM), &plain);
            no_wrong_value(blocking::ina226(MILLIOHM), &plain.with_fitted_calibration());
            let plain = config().with_alert_pin(pin).with_averages(averages);
            no_wrong_value(blocking::ina228(MILLIOHM), &plain);
            no_wrong_value(blocking::ina228(MILLIOHM), &plain.with_fitted_calibration());
            no_wrong_value(
                blocking::ina228(MILLIOHM),
                &plain.with_adc_range(AdcRange::Fine),
            );
            let plain = config().with_alert_pin(pin).with_averages(averages);
            no_wrong_value(blocking::ina239(MILLIOHM), &plain);
            no_wrong_value(
                blocking::ina239(MILLIOHM),
                &plain.with_adc_range(AdcRange::Fine),
            );
        }
    }
}

/// A dip before any transfer of `init`.
fn during_init<P: Part, B: Interface>(rig: impl Fn() -> Rig<Ina2xx<P, B>>, config: &Config<P>) {
    for transfer in 0..12 {
        let mut rig = rig();
        rig.set(VOLTAGE, CURRENT);
        rig.world.inject(Injection::nth(transfer, Fault::BrownOut));
        let initialised = rig.driver.init(config);
        rig.world.clear_faults();
        for _ in 0..8 {
            if let Ok(current) = rig.driver.current() {
                assert!(initialised.is_ok());
                assert!(current.abs_diff(CURRENT) <= Current::from_milliamps(5));
            }
            rig.wait(Duration::from_millis(1));
        }
    }
}

#[test]
fn a_reset_during_init_gives_no_wrong_value() {
    during_init(|| blocking::ina226(MILLIOHM), &config());
    during_init(|| blocking::ina228(MILLIOHM), &config());
    during_init(
        || blocking::ina228(MILLIOHM),
        &config().with_fitted_calibration(),
    );
    during_init(
        || blocking::ina239(MILLIOHM),
        &config().with_adc_range(AdcRange::Fine),
    );
}

/// Limits go with a reset: silence would be taken for safety.
#[test]
fn lost_limits_are_noticed_by_who_asks_for_alerts() {
    fn asks<P: Part, B: Interface>(rig: impl Fn() -> Rig<Ina2xx<P, B>>) {
        // Flags that are configured as a reset leaves them, for one.
        let mut unlatched = AlertPin::DEFAULT;
        unlatched.is_latched = false;
        for config in [
            config(),
            config()
                .with_alert_pin(unlatched)
                .with_averages(Averages::X16),
        ] {
            let mut rig = live(rig(), &config);
            let limit = Limit::CurrentUnder(Current::from_amps(-30));
            rig.driver.set_limit(limit).unwrap();
            rig.part().brown_out();
            rig.part().set_current(Current::from_amps(-35));
            rig.settle();
            let alerts = rig.driver.take_alerts().map_err(kind);
            assert_eq!(alerts, Err(ErrorKind::ConfigurationLost));
        }
    }
    asks(|| blocking::ina226(MILLIOHM));
    asks(|| blocking::ina228(MILLIOHM));
    asks(|| blocking::ina238(MILLIOHM));
    asks(|| blocking::ina239(MILLIOHM));
}

/// A select without a driven data line reads as ones; on I2C nobody acknowledges.
fn gone<P: Part, B: Interface>(rig: impl Fn() -> Rig<Ina2xx<P, B>>, expected: ErrorKind) {
    let mut all = AlertPin::DEFAULT;
    all.shows_conversions = true;
    all.is_active_high = true;
    all.compares_averages = true;
    for pin in [AlertPin::DEFAULT, all] {
        let config = config().with_alert_pin(pin);
        let gone = || {
            let rig = live(rig(), &config);
            rig.part().unplug();
            rig
        };
        assert_eq!(gone().driver.current().map_err(kind), Err(expected));
        assert_eq!(gone().driver.power().map_err(kind), Err(expected));
        assert_eq!(gone().driver.shunt_voltage().map_err(kind), Err(expected));
        assert_eq!(gone().driver.take_alerts().map_err(kind), Err(expected));
        assert_eq!(gone().driver.verify().map_err(kind), Err(expected));
        assert!(gone().driver.voltage().is_err());
        let mut rig = gone();
        rig.part().plug_in();
        assert_eq!(
            rig.driver.current().map_err(kind),
            Err(ErrorKind::ConfigurationLost)
        );
        rig.driver.init(&config).unwrap();
        rig.settle();
        assert_eq!(rig.driver.current().unwrap(), CURRENT);
    }
}

#[test]
fn a_part_that_is_gone_is_an_error_and_not_zero() {
    gone(|| blocking::ina226(MILLIOHM), ErrorKind::Bus);
    gone(|| blocking::ina228(MILLIOHM), ErrorKind::Bus);
    gone(|| blocking::ina229(MILLIOHM), ErrorKind::ConfigurationLost);
    gone(|| blocking::ina239(MILLIOHM), ErrorKind::ConfigurationLost);
    let mut rig = live(blocking::ina229(MILLIOHM), &config());
    rig.part().unplug();
    assert!(rig.driver.temperature().is_err());
    assert!(rig.driver.readings().is_err());
    assert!(rig.driver.computed_readings().is_err());
    assert!(rig.driver.energy().is_err());
    assert!(rig.driver.charge().is_err());
}

/// A data line that sticks from now on.
#[test]
fn a_stuck_data_line_gives_no_value() {
    fn stuck<P: Part, B: Interface>(rig: impl Fn() -> Rig<Ina2xx<P, B>>) {
        for fault in [Fault::ReadsZeros, Fault::ReadsOnes] {
            let stuck = || {
                let rig = live(rig(), &config());
                rig.world.inject(Injection::from(0, fault));
                rig
            };
            assert!(stuck().driver.voltage().is_err(), "{fault:?}");
            assert!(stuck().driver.current().is_err(), "{fault:?}");
            assert!(stuck().driver.power().is_err(), "{fault:?}");
            assert!(stuck().driver.shunt_voltage().is_err(), "{fault:?}");
            assert!(stuck().driver.take_alerts().is_err(), "{fault:?}");
        }
    }
    stuck(|| blocking::ina226(MILLIOHM));
    stuck(|| blocking::ina228(MILLIOHM));
    stuck(|| blocking::ina229(MILLIOHM));
    stuck(|| blocking::ina238(MILLIOHM));
    stuck(|| blocking::ina239(MILLIOHM));
}

#[test]
fn a_commanded_reset_needs_a_new_init() {
    let mut rig = live(blocking::ina228(MILLIOHM), &config());
    rig.driver.reset().unwrap();
    rig.settle();
    assert_eq!(rig.driver.voltage(), Err(Error::NotInitialised));
    assert_eq!(rig.driver.energy(), Err(Error::NotInitialised));
    assert_eq!(rig.driver.start(), Err(Error::NotInitialised));
    assert_eq!(rig.driver.verify(), Err(Error::NotInitialised));
    rig.driver.init(&config()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.current(), Ok(CURRENT));
}
