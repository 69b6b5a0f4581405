//! Conversions one by one.

use std::time::Duration;

use hal_power_sim::{Fault, Injection};
use tmp11x::{Averages, Config, Error, Mode};

use crate::rig::{self, celsius};

fn config() -> Config {
    Config::new()
        .with_mode(Mode::OneShot)
        .with_averages(Averages::X1)
}

#[test]
fn nothing_is_converted_before_start() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    rig.wait(Duration::from_secs(10));
    assert_eq!(rig.driver.ready(), Ok(false));
    assert_eq!(rig.driver.temperature(), Err(Error::NotReady));
}

#[test]
fn each_start_gives_one_result_and_never_the_one_before() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    for degrees in [-40, 20, 125] {
        rig.set(celsius(degrees));
        rig.driver.start().unwrap();
        assert_eq!(rig.driver.temperature(), Err(Error::NotReady));
        rig.wait(rig.driver.duration());
        assert_eq!(rig.driver.temperature(), Ok(celsius(degrees)));
        rig.set(celsius(99));
        rig.wait(Duration::from_secs(10));
        assert_eq!(rig.driver.temperature(), Ok(celsius(degrees)));
    }
}

#[test]
fn a_result_that_nobody_asked_for_is_not_taken_for_the_next_one() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    rig.set(celsius(80));
    rig.driver.start().unwrap();
    rig.wait(Duration::from_secs(1));
    rig.set(celsius(10));
    rig.driver.start().unwrap();
    assert_eq!(rig.driver.ready(), Ok(false));
    rig.wait(rig.driver.duration());
    assert_eq!(rig.driver.temperature(), Ok(celsius(10)));
}

#[test]
fn after_shut_down_there_is_nothing_to_read_until_start() {
    let mut rig = rig::blocking::tmp116();
    rig.driver.init(&Config::new()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
    rig.driver.shut_down().unwrap();
    rig.set(celsius(50));
    rig.wait(Duration::from_secs(10));
    assert_eq!(rig.driver.temperature(), Err(Error::NotReady));
    rig.driver.verify().unwrap();
    rig.driver.start().unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(50)));
}

#[test]
fn a_result_that_is_lost_to_a_look_comes_with_the_next_start() {
    let mut rig = rig::blocking::tmp117_with(|part| part.with_lost_ready());
    rig.driver.init(&config()).unwrap();
    rig.driver.start().unwrap();
    // The result comes during the look: 48 bit times are 120 µs.
    rig.wait(Duration::from_micros(15_500 - 90));
    assert_eq!(rig.driver.ready(), Ok(false));
    rig.wait(Duration::from_secs(1));
    assert_eq!(rig.driver.temperature(), Err(Error::NotReady));
    rig.driver.start().unwrap();
    rig.wait(rig.driver.duration());
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
}

#[test]
fn in_continuous_mode_a_lost_result_costs_a_cycle() {
    let mut rig = rig::blocking::tmp117_with(|part| part.with_lost_ready());
    rig.driver
        .init(&config().with_mode(Mode::Continuous))
        .unwrap();
    rig.wait(Duration::from_micros(15_500 - 90));
    assert_eq!(rig.driver.ready(), Ok(false));
    rig.settle();
    assert_eq!(rig.driver.ready(), Ok(true));
}

#[test]
fn a_start_that_failed_leaves_no_old_result() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    rig.driver.start().unwrap();
    rig.wait(rig.driver.duration());
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
    rig.world.inject(Injection::nth(0, Fault::NackAddress));
    assert!(matches!(rig.driver.start(), Err(Error::Bus { .. })));
    assert_eq!(rig.driver.temperature(), Err(Error::NotReady));
}

#[test]
fn a_shut_down_that_failed_leaves_no_old_result_and_no_trust_in_a_new_one() {
    for transfer in 0..2 {
        let mut rig = rig::blocking::tmp117();
        rig.driver.init(&Config::new()).unwrap();
        rig.settle();
        assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
        rig.world
            .inject(Injection::nth(transfer, Fault::NackAddress));
        assert!(matches!(rig.driver.shut_down(), Err(Error::Bus { .. })));
        assert_eq!(rig.driver.ready(), Ok(false));
        assert_eq!(rig.driver.temperature(), Err(Error::NotReady));
        // whatever came of it, `start` begins from a part that is shut down
        assert_eq!(rig.bits(|driver| driver.start().unwrap()), 124);
    }
}
