//! Values beyond the scale.

use hal_power::Error as _;
use hal_power::{Current, ErrorKind, Voltage};
use ina2xx::{Config, Error, blocking::Ina2xx, hal_power, part::Part};

use crate::rig::{Bus, MILLIOHM, Rig, blocking};

fn saturated<P: Part, B: Bus>(mut rig: Rig<Ina2xx<P, B>>, beyond: (i32, i32)) {
    let config = Config::new(MILLIOHM, Current::from_amps(80));
    rig.driver.init(&config).unwrap();
    let kind = |error: Error<B::Error>| error.kind();
    for sign in [1, -1] {
        rig.set(Voltage::from_volts(20), Current::from_amps(beyond.1 * sign));
        rig.settle();
        assert!(rig.driver.voltage().is_ok());
        let saturated = Err(ErrorKind::Saturated);
        assert_eq!(rig.driver.current().map_err(kind), saturated);
        assert_eq!(rig.driver.power().map_err(kind), Err(ErrorKind::Saturated));
        assert!(rig.driver.shunt_voltage().is_err());
    }
    rig.set(Voltage::from_volts(beyond.0), Current::from_amps(20));
    rig.settle();
    let saturated = Err(ErrorKind::Saturated);
    assert_eq!(rig.driver.voltage().map_err(kind), saturated);
    assert!(rig.driver.current().is_ok());
}

#[test]
fn the_end_of_the_scale_is_an_error_and_not_a_value() {
    saturated(blocking::ina226(MILLIOHM), (41, 82));
    saturated(blocking::ina228(MILLIOHM), (103, 164));
    saturated(blocking::ina229(MILLIOHM), (103, -164));
    saturated(blocking::ina237(MILLIOHM), (103, 164));
    saturated(blocking::ina238(MILLIOHM), (103, 164));
    saturated(blocking::ina239(MILLIOHM), (103, 164));
}

/// A scale that ends at half of the converter's range.
fn overflowed<P: Part, B: Bus>(mut rig: Rig<Ina2xx<P, B>>) {
    let scale = Current::from_amps(40);
    let config = Config::new(MILLIOHM, scale).with_fitted_calibration();
    rig.driver.init(&config).unwrap();
    rig.set(Voltage::from_volts(20), Current::from_amps(60));
    rig.settle();
    assert_eq!(rig.driver.current().err(), Some(Error::MathOverflow));
    assert_eq!(rig.driver.power().err(), Some(Error::MathOverflow));
    // The part may keep the flag until a start.
    rig.set(Voltage::from_volts(20), Current::from_amps(30));
    rig.settle();
    rig.driver.start().unwrap();
    rig.settle();
    let current = rig.driver.current().unwrap();
    let off = current.abs_diff(Current::from_amps(30));
    assert!(off < Current::from_milliamps(3), "{current}");
}

#[test]
fn an_overflow_in_the_part_is_an_error_until_a_start() {
    overflowed(blocking::ina226(MILLIOHM));
    overflowed(blocking::ina228(MILLIOHM));
    overflowed(blocking::ina229(MILLIOHM));
    overflowed(blocking::ina237(MILLIOHM));
    overflowed(blocking::ina238(MILLIOHM));
    overflowed(blocking::ina239(MILLIOHM));
}

/// 40.01 A drop 1000.25 steps of SHUNT_CAL; the INA226's 4193.25 are cut off, which makes its scale longer.
fn reaches<P: Part, B: Bus>(mut rig: Rig<Ina2xx<P, B>>) {
    let scale = Current::from_milliamps(40_010);
    let config = Config::new(MILLIOHM, scale).with_fitted_calibration();
    rig.driver.init(&config).unwrap();
    for milliamps in [40_006, -40_006] {
        let current = Current::from_milliamps(milliamps);
        rig.set(Voltage::from_volts(20), current);
        rig.settle();
        let found = rig.driver.current().unwrap();
        let off = found.abs_diff(current);
        assert!(off < Current::from_milliamps(5), "{found}");
    }
}

#[test]
fn a_fitted_scale_reaches_the_largest_current() {
    reaches(blocking::ina226(MILLIOHM));
    reaches(blocking::ina228(MILLIOHM));
    reaches(blocking::ina239(MILLIOHM));
}
