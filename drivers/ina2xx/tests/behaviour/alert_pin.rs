//! The ALERT pin as configured.

use embedded_hal::digital::InputPin;
use hal_power::{Current, Voltage};
use ina2xx::{
    AlertPin, Averages, Config, Limit,
    blocking::{Ina2xx, Interface},
    hal_power,
    part::Part,
};

use crate::rig::{MILLIOHM, Rig, blocking};

fn watching<P: Part, B: Interface>(mut rig: Rig<Ina2xx<P, B>>, pin: AlertPin) -> Rig<Ina2xx<P, B>> {
    let config = Config::new(MILLIOHM, Current::from_amps(80)).with_alert_pin(pin);
    rig.driver.init(&config).unwrap();
    rig.set(Voltage::from_volts(20), Current::from_amps(10));
    rig.settle();
    let limit = Limit::CurrentOver(Current::from_amps(50));
    rig.driver.set_limit(limit).unwrap();
    rig.driver.take_alerts().unwrap();
    rig
}

fn overcurrent<D: hal_power::Sensor>(rig: &Rig<D>) {
    rig.part().set_current(Current::from_amps(60));
    rig.settle();
}

fn calm<D: hal_power::Sensor>(rig: &Rig<D>) {
    rig.part().set_current(Current::from_amps(10));
    rig.settle();
}

fn is_high<D>(rig: &Rig<D>) -> bool {
    rig.world.line(&rig.shared_part()).is_high().unwrap()
}

fn latched<P: Part, B: Interface>(rig: Rig<Ina2xx<P, B>>) {
    let mut rig = watching(rig, AlertPin::DEFAULT);
    assert!(is_high(&rig));
    overcurrent(&rig);
    assert!(!is_high(&rig));
    calm(&rig);
    assert!(!is_high(&rig));
    rig.driver.take_alerts().unwrap();
    assert!(is_high(&rig));
}

#[test]
fn latched_it_stays_low_until_the_alerts_are_taken() {
    latched(blocking::ina226(MILLIOHM));
    latched(blocking::ina228(MILLIOHM));
    latched(blocking::ina239(MILLIOHM));
}

fn transparent<P: Part, B: Interface>(rig: Rig<Ina2xx<P, B>>) {
    let mut pin = AlertPin::DEFAULT;
    pin.is_latched = false;
    pin.is_active_high = true;
    let rig = watching(rig, pin);
    assert!(!is_high(&rig));
    overcurrent(&rig);
    assert!(is_high(&rig));
    calm(&rig);
    assert!(!is_high(&rig));
}

#[test]
fn transparent_it_follows_the_measurement_and_its_polarity_can_be_turned() {
    transparent(blocking::ina226(MILLIOHM));
    transparent(blocking::ina229(MILLIOHM));
    transparent(blocking::ina237(MILLIOHM));
}

#[test]
fn it_shows_the_end_of_conversions_where_configured() {
    let mut pin = AlertPin::DEFAULT;
    pin.shows_conversions = true;
    let mut rig = watching(blocking::ina228(MILLIOHM), pin);
    rig.settle();
    assert!(!is_high(&rig));
    rig.driver.take_alerts().unwrap();
    assert!(is_high(&rig));
}

/// Whether the pin shows an overcurrent of a few out of 64 conversions.
fn notices_a_spike(compares_averages: bool) -> bool {
    let mut pin = AlertPin::DEFAULT;
    pin.compares_averages = compares_averages;
    let mut rig = blocking::ina228(MILLIOHM);
    let config = Config::new(MILLIOHM, Current::from_amps(80))
        .with_alert_pin(pin)
        .with_averages(Averages::X64);
    rig.driver.init(&config).unwrap();
    rig.set(Voltage::from_volts(20), Current::from_amps(10));
    rig.settle();
    let limit = Limit::CurrentOver(Current::from_amps(50));
    rig.driver.set_limit(limit).unwrap();
    rig.driver.take_alerts().unwrap();
    rig.part().set_current(Current::from_amps(60));
    rig.wait(rig.driver.duration() / 16);
    rig.part().set_current(Current::from_amps(10));
    rig.settle();
    !is_high(&rig)
}

#[test]
fn limits_compare_every_conversion_or_averages() {
    assert!(notices_a_spike(false));
    assert!(!notices_a_spike(true));
}
