//! Limits, and flags that no method loses.

use hal_power_sim::{Fault, Injection};
use tmp11x::{Alerts, Averages, Comparison, Config, Cycle, Error, Limits};

use crate::rig::{self, celsius};

const WINDOW: Limits = Limits::new(celsius(10), celsius(30));

fn config() -> Config {
    Config::new()
        .with_cycle(Cycle::Shortest)
        .with_averages(Averages::X1)
        .with_limits(WINDOW)
}

#[test]
fn leaving_the_window_is_reported_once() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    for (degrees, expected) in [
        (20, Alerts::empty()),
        (31, Alerts::HIGH),
        (9, Alerts::LOW),
        (30, Alerts::empty()),
        (10, Alerts::empty()),
    ] {
        rig.set(celsius(degrees));
        rig.settle();
        rig.set(celsius(20));
        rig.settle();
        let alerts = rig.driver.take_alerts().unwrap();
        assert_eq!(alerts - Alerts::CONVERSION_READY, expected, "{degrees} °C");
        rig.settle();
        assert_eq!(rig.driver.take_alerts(), Ok(Alerts::CONVERSION_READY));
    }
}

#[test]
fn every_method_that_reads_the_flags_keeps_them() {
    type Act = fn(&mut rig::Rig<tmp11x::blocking::Tmp117<hal_power_sim::SimI2c>>);
    let acts: [(&str, Act); 6] = [
        ("ready", |rig| assert!(rig.driver.ready().unwrap())),
        ("temperature", |rig| {
            assert!(rig.driver.temperature().is_ok())
        }),
        ("verify", |rig| rig.driver.verify().unwrap()),
        ("shut_down", |rig| rig.driver.shut_down().unwrap()),
        ("start", |rig| rig.driver.start().unwrap()),
        ("read_register", |rig| {
            assert!(rig.driver.read_register(0x01).is_ok())
        }),
    ];
    for (name, act) in acts {
        let mut rig = rig::blocking::tmp117();
        rig.driver.init(&config()).unwrap();
        rig.set(celsius(31));
        rig.settle();
        rig.set(celsius(9));
        rig.settle();
        rig.set(celsius(20));
        rig.settle();
        act(&mut rig);
        let alerts = rig.driver.take_alerts().unwrap();
        assert!(alerts.contains(Alerts::HIGH | Alerts::LOW), "{name}");
    }
}

#[test]
fn flags_survive_a_bus_error_between_them_and_their_proof() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    rig.set(celsius(31));
    rig.settle();
    rig.set(celsius(20));
    rig.settle();
    rig.world.inject(Injection::nth(1, Fault::NackAddress));
    assert!(matches!(
        rig.driver.take_alerts(),
        Err(Error::Bus { register: 0x02, .. })
    ));
    assert!(rig.driver.take_alerts().unwrap().contains(Alerts::HIGH));
}

#[test]
fn therm_mode_reports_until_below_the_low_limit() {
    let mut rig = rig::blocking::tmp116();
    let config = Config::new()
        .with_cycle(Cycle::Shortest)
        .with_averages(Averages::X1)
        .with_limits(WINDOW)
        .with_comparison(Comparison::Therm);
    rig.driver.init(&config).unwrap();
    for (degrees, expected) in [
        (5, Alerts::empty()),
        (31, Alerts::HIGH),
        (10, Alerts::HIGH),
        (10, Alerts::HIGH),
        (9, Alerts::empty()),
        (30, Alerts::empty()),
    ] {
        rig.set(celsius(degrees));
        rig.settle();
        let alerts = rig.driver.take_alerts().unwrap();
        assert_eq!(alerts - Alerts::CONVERSION_READY, expected, "{degrees} °C");
    }
}

#[test]
fn limits_can_be_moved_while_converting() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    rig.settle();
    let narrow = Limits::new(celsius(24), celsius(26));
    assert_eq!(rig.driver.set_limits(narrow), Ok(narrow));
    rig.set(celsius(27));
    rig.settle();
    assert!(rig.driver.take_alerts().unwrap().contains(Alerts::HIGH));
    assert_eq!(rig.driver.temperature(), Ok(celsius(27)));
    assert_eq!(rig.driver.set_limits(Limits::NONE), Ok(Limits::NONE));
    rig.driver.verify().unwrap();
}

#[test]
fn limits_that_failed_half_way_are_not_verified_and_can_be_set_again() {
    let wide = Limits::new(celsius(-20), celsius(80));
    for transfer in 0..4 {
        let mut rig = rig::blocking::tmp117();
        rig.driver.init(&config()).unwrap();
        rig.settle();
        rig.world
            .inject(Injection::nth(transfer, Fault::NackAddress));
        assert!(matches!(
            rig.driver.set_limits(wide),
            Err(Error::Bus { .. })
        ));
        let torn = Error::ConfigurationLost { register: 0x02 };
        assert_eq!(rig.driver.verify(), Err(torn));
        rig.driver.take_alerts().unwrap();
        assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
        assert_eq!(rig.driver.set_limits(wide), Ok(wide));
        rig.driver.verify().unwrap();
    }
}

#[test]
fn what_was_before_init_or_start_is_not_reported_after_it() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    rig.set(celsius(31));
    rig.settle();
    rig.set(celsius(20));
    rig.settle();
    // kept by the driver, and set again in the part
    assert!(rig.driver.ready().unwrap());
    rig.set(celsius(31));
    rig.settle();
    rig.driver.init(&config()).unwrap();
    assert_eq!(rig.driver.take_alerts(), Ok(Alerts::empty()));

    rig.set(celsius(20));
    rig.settle();
    assert!(rig.driver.ready().unwrap());
    rig.settle();
    rig.driver.start().unwrap();
    assert_eq!(rig.driver.take_alerts(), Ok(Alerts::empty()));
}
