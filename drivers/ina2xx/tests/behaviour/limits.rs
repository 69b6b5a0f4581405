//! Limits in quantities, and the flags that they raise.

use hal_power::{Current, Power, ShuntVoltage, Temperature, Voltage};
use hal_power_sim::model::ina2xx::Ina2xx as Model;
use ina2xx::{
    Alerts, Config, Error, Limit,
    blocking::{Ina2xx, Interface},
    hal_power,
    part::{Diagnostic, Part},
};

use crate::rig::{MILLIOHM, Rig, blocking};

const LIMITS: Alerts = Alerts::POWER_OVER
    .union(Alerts::BUS_UNDER)
    .union(Alerts::BUS_OVER)
    .union(Alerts::SHUNT_UNDER)
    .union(Alerts::SHUNT_OVER)
    .union(Alerts::TEMPERATURE_OVER);

fn config<P: Part>() -> Config<P> {
    Config::new(MILLIOHM, Current::from_amps(80))
}

/// Nothing a little on this side of the limit, its flag and no other a little beyond, and nothing once it was taken.
fn fires<P: Part, B: Interface>(
    rig: &mut Rig<Ina2xx<P, B>>,
    limit: Limit,
    flag: Alerts,
    within: impl Fn(&mut Model),
    beyond: impl Fn(&mut Model),
) {
    within(&mut rig.part());
    rig.settle();
    rig.driver.clear_limits().unwrap();
    rig.driver.set_limit(limit).unwrap();
    rig.driver.take_alerts().unwrap();
    rig.settle();
    let alerts = rig.driver.take_alerts().unwrap();
    assert_eq!(alerts & LIMITS, Alerts::empty(), "within {limit:?}");
    beyond(&mut rig.part());
    rig.settle();
    within(&mut rig.part());
    rig.settle();
    let alerts = rig.driver.take_alerts().unwrap();
    assert_eq!(alerts & LIMITS, flag, "beyond {limit:?}");
    let alerts = rig.driver.take_alerts().unwrap();
    assert_eq!(alerts & LIMITS, Alerts::empty(), "taken {limit:?}");
}

fn electric<P: Part, B: Interface>(mut rig: Rig<Ina2xx<P, B>>) -> Rig<Ina2xx<P, B>> {
    rig.driver.init(&config()).unwrap();
    rig.set(Voltage::from_volts(20), Current::from_amps(10));
    rig.settle();
    let amps =
        |milliamps| move |part: &mut Model| part.set_current(Current::from_milliamps(milliamps));
    let volts = |millivolts| {
        move |part: &mut Model| part.set_bus_voltage(Voltage::from_millivolts(millivolts))
    };
    for (over, within, beyond) in [(50_000, 49_950, 50_050), (-10_000, -10_050, -9_950)] {
        fires(
            &mut rig,
            Limit::CurrentOver(Current::from_milliamps(over)),
            Alerts::SHUNT_OVER,
            amps(within),
            amps(beyond),
        );
        fires(
            &mut rig,
            Limit::ShuntOver(ShuntVoltage::from_microvolts(over)),
            Alerts::SHUNT_OVER,
            amps(within),
            amps(beyond),
        );
        fires(
            &mut rig,
            Limit::CurrentUnder(Current::from_milliamps(over)),
            Alerts::SHUNT_UNDER,
            amps(beyond),
            amps(within),
        );
        fires(
            &mut rig,
            Limit::ShuntUnder(ShuntVoltage::from_microvolts(over)),
            Alerts::SHUNT_UNDER,
            amps(beyond),
            amps(within),
        );
    }
    fires(
        &mut rig,
        Limit::BusOver(Voltage::from_volts(24)),
        Alerts::BUS_OVER,
        volts(23_980),
        volts(24_020),
    );
    fires(
        &mut rig,
        Limit::BusUnder(Voltage::from_volts(24)),
        Alerts::BUS_UNDER,
        volts(24_020),
        volts(23_980),
    );
    volts(20_000)(&mut rig.part());
    // The power has no direction.
    for sign in [1, -1] {
        fires(
            &mut rig,
            Limit::PowerOver(Power::from_watts(1_000)),
            Alerts::POWER_OVER,
            amps(49_950 * sign),
            amps(50_050 * sign),
        );
    }
    rig
}

fn every_limit<P: Diagnostic, B: Interface>(rig: Rig<Ina2xx<P, B>>) {
    let mut rig = electric(rig);
    let warm = |millicelsius| {
        move |part: &mut Model| part.set_temperature(Temperature::from_millicelsius(millicelsius))
    };
    for celsius in [85, -20] {
        fires(
            &mut rig,
            Limit::TemperatureOver(Temperature::from_celsius(celsius)),
            Alerts::TEMPERATURE_OVER,
            warm(celsius * 1_000 - 250),
            warm(celsius * 1_000 + 250),
        );
    }
}

#[test]
fn every_limit_fires_at_its_quantity() {
    electric(blocking::ina226(MILLIOHM));
    every_limit(blocking::ina228(MILLIOHM));
    every_limit(blocking::ina229(MILLIOHM));
    every_limit(blocking::ina237(MILLIOHM));
    every_limit(blocking::ina238(MILLIOHM));
    every_limit(blocking::ina239(MILLIOHM));
}

#[test]
fn limits_of_a_divided_bus_are_at_the_divider_s_input() {
    let mut rig = blocking::ina228(MILLIOHM);
    rig.driver.init(&config().with_bus_divider(10, 1)).unwrap();
    let pin = |volts| move |part: &mut Model| part.set_bus_voltage(Voltage::from_volts(volts));
    fires(
        &mut rig,
        Limit::BusOver(Voltage::from_volts(425)),
        Alerts::BUS_OVER,
        pin(42),
        pin(43),
    );
    let amps = |amps| move |part: &mut Model| part.set_current(Current::from_amps(amps));
    pin(40)(&mut rig.part());
    fires(
        &mut rig,
        Limit::PowerOver(Power::from_kilowatts(20)),
        Alerts::POWER_OVER,
        amps(49),
        amps(51),
    );
}

#[test]
fn a_limit_is_returned_as_the_part_holds_it() {
    let mut rig = blocking::ina238(MILLIOHM);
    rig.driver.init(&config()).unwrap();
    // Steps of 3.125 mV.
    assert_eq!(
        rig.driver
            .set_limit(Limit::BusOver(Voltage::from_millivolts(24_001))),
        Ok(Limit::BusOver(Voltage::from_volts(24)))
    );
    // Steps of 5 mA.
    assert_eq!(
        rig.driver
            .set_limit(Limit::CurrentUnder(Current::from_milliamps(-10_003))),
        Ok(Limit::CurrentUnder(Current::from_milliamps(-10_005)))
    );
}

#[test]
fn a_limit_beyond_its_register_is_refused_and_nothing_moves() {
    let mut rig = blocking::ina226(MILLIOHM);
    rig.driver.init(&config()).unwrap();
    for limit in [
        Limit::BusOver(Voltage::from_volts(41)),
        Limit::BusUnder(Voltage::from_volts(-1)),
        Limit::CurrentOver(Current::from_amps(82)),
        Limit::CurrentUnder(Current::from_amps(-82)),
        Limit::ShuntOver(ShuntVoltage::from_millivolts(82)),
        Limit::PowerOver(Power::from_watts(-1)),
        Limit::PowerOver(Power::from_watts(4_100)),
        Limit::TemperatureOver(Temperature::from_celsius(85)),
    ] {
        let transfers = rig.transfers(|driver| {
            let refused = Error::LimitOutOfRange(limit);
            assert_eq!(driver.set_limit(limit).err(), Some(refused));
        });
        assert_eq!(transfers, 0, "{limit:?}");
    }
}

#[test]
fn flags_that_another_method_came_by_are_kept() {
    let mut rig = blocking::ina228(MILLIOHM);
    rig.driver.init(&config()).unwrap();
    rig.set(Voltage::from_volts(20), Current::from_amps(10));
    rig.settle();
    rig.driver
        .set_limit(Limit::CurrentOver(Current::from_amps(50)))
        .unwrap();
    rig.part().set_current(Current::from_amps(60));
    rig.settle();
    rig.part().set_current(Current::from_amps(10));
    rig.settle();
    // Both read the flags, which clears them in the part.
    rig.driver.energy().unwrap();
    rig.driver.verify().unwrap();
    let alerts = rig.driver.take_alerts().unwrap();
    assert!(alerts.contains(Alerts::SHUNT_OVER));
}

#[test]
fn the_ina226_has_one_limit_which_a_new_one_replaces() {
    let mut rig = blocking::ina226(MILLIOHM);
    rig.driver.init(&config()).unwrap();
    rig.set(Voltage::from_volts(20), Current::from_amps(60));
    rig.driver
        .set_limit(Limit::CurrentOver(Current::from_amps(50)))
        .unwrap();
    rig.driver
        .set_limit(Limit::BusOver(Voltage::from_volts(30)))
        .unwrap();
    rig.driver.take_alerts().unwrap();
    rig.settle();
    let alerts = rig.driver.take_alerts().unwrap();
    assert_eq!(alerts & LIMITS, Alerts::empty());
}

#[test]
fn a_damaged_trim_memory_is_reported() {
    let mut rig = blocking::ina239(MILLIOHM);
    rig.driver.init(&config()).unwrap();
    let alerts = rig.driver.take_alerts().unwrap();
    assert!(alerts.contains(Alerts::MEMORY_INTACT));
    rig.part().set_memory_good(false);
    let alerts = rig.driver.take_alerts().unwrap();
    assert!(!alerts.contains(Alerts::MEMORY_INTACT));
}
