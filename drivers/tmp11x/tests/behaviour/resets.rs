//! A part that has reset.

use std::time::Duration;

use tmp11x::{Averages, Config, Cycle, Error, Limits, Mode};

use crate::rig::{self, celsius};

/// The load and a result of the EEPROM's configuration.
const RECOVERED: Duration = Duration::from_millis(200);

fn fast() -> Config {
    Config::new()
        .with_cycle(Cycle::Shortest)
        .with_averages(Averages::X1)
}

#[test]
fn the_power_up_code_of_another_configuration_is_a_lost_one() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&fast()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
    rig.part().brown_out();
    let lost = Error::ConfigurationLost { register: 0x01 };
    assert_eq!(rig.driver.temperature(), Err(lost));
    rig.wait(RECOVERED);
    assert_eq!(rig.driver.temperature(), Err(lost));
    assert_eq!(rig.driver.start(), Err(lost));
    rig.driver.init(&fast()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
}

#[test]
fn the_power_up_code_of_the_same_configuration_is_not_ready() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&Config::new()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
    rig.part().brown_out();
    rig.set(celsius(30));
    assert_eq!(rig.driver.temperature(), Err(Error::NotReady));
    assert_eq!(rig.driver.ready(), Ok(false));
    rig.wait(RECOVERED);
    assert_eq!(rig.driver.temperature(), Ok(celsius(30)));
}

#[test]
fn a_lost_offset_is_noticed_by_the_next_reading() {
    let mut rig = rig::blocking::tmp117();
    rig.driver
        .init(&Config::new().with_offset(celsius(5)))
        .unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(30)));
    rig.part().brown_out();
    rig.wait(RECOVERED);
    let lost = Error::ConfigurationLost { register: 0x07 };
    assert_eq!(rig.driver.temperature(), Err(lost));
}

#[test]
fn lost_limits_are_noticed_by_whoever_takes_alerts() {
    let celsius = rig::celsius;
    for (limits, register) in [
        (Limits::new(celsius(-256), celsius(60)), 0x02),
        (Limits::new(celsius(0), celsius(192)), 0x03),
        (Limits::new(celsius(0), celsius(60)), 0x02),
    ] {
        let mut rig = rig::blocking::tmp117();
        rig.driver.init(&Config::new().with_limits(limits)).unwrap();
        rig.settle();
        rig.driver.take_alerts().unwrap();
        rig.part().brown_out();
        rig.wait(RECOVERED);
        let lost = Error::ConfigurationLost { register };
        assert_eq!(rig.driver.take_alerts(), Err(lost));
    }
}

#[test]
fn every_setting_that_changed_is_noticed_by_verify() {
    for register in [0x01, 0x02, 0x03, 0x07] {
        let mut rig = rig::blocking::tmp117();
        rig.driver.init(&Config::new()).unwrap();
        rig.settle();
        rig.driver.verify().unwrap();
        rig.driver.write_register(register, 0x0120).unwrap();
        assert_eq!(
            rig.driver.verify(),
            Err(Error::ConfigurationLost { register })
        );
    }
}

#[test]
fn a_part_that_stopped_or_went_on_by_itself_is_noticed() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&Config::new()).unwrap();
    rig.settle();
    assert!(rig.driver.ready().unwrap());
    rig.driver.write_register(0x01, 0x0620).unwrap();
    let lost = Error::ConfigurationLost { register: 0x01 };
    assert_eq!(rig.driver.take_alerts(), Err(lost));

    let mut rig = rig::blocking::tmp117();
    rig.driver
        .init(&Config::new().with_mode(Mode::OneShot))
        .unwrap();
    rig.driver.write_register(0x01, 0x0220).unwrap();
    assert_eq!(rig.driver.take_alerts(), Err(lost));

    let mut rig = rig::blocking::tmp117();
    rig.driver
        .init(&Config::new().with_mode(Mode::OneShot))
        .unwrap();
    rig.driver.start().unwrap();
    rig.part().brown_out();
    rig.wait(RECOVERED);
    assert_eq!(rig.driver.temperature(), Err(lost));
}

#[test]
fn reset_takes_2_ms_and_an_init() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&fast()).unwrap();
    rig.settle();
    rig.driver.reset().unwrap();
    assert_eq!(rig.driver.temperature(), Err(Error::NotInitialised));
    assert_eq!(rig.driver.init(&fast()), Err(Error::Busy));
    rig.wait(Duration::from_millis(2));
    assert_eq!(rig.driver.read_register(0x01), Ok(0x0220));
    rig.driver.init(&fast()).unwrap();
}

#[test]
fn an_unplugged_part_is_a_bus_error() {
    let mut rig = rig::blocking::tmp116();
    rig.driver.init(&Config::new()).unwrap();
    rig.settle();
    rig.driver.temperature().unwrap();
    rig.part().unplug();
    assert!(matches!(
        rig.driver.temperature(),
        Err(Error::Bus { register: 0x00, .. })
    ));
    rig.part().plug_in();
    rig.wait(RECOVERED);
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
}
