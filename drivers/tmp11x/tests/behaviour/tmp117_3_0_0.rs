//! What the crate `tmp117` 3.0.0 gets wrong: offset and third word have each other's registers, words are written without being
//! unlocked, a look at Data_Ready throws alerts away, and waits have no end.

use std::time::Duration;

use tmp11x::{Alerts, Averages, Config, Cycle, Error, Limits, Mode, Word};

use crate::rig::{self, celsius};

#[test]
fn an_offset_goes_to_the_offset_and_not_over_the_identity() {
    let mut rig = rig::blocking::tmp117();
    rig.driver
        .init(&Config::new().with_offset(celsius(2)))
        .unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(27)));
    assert_eq!(rig.driver.unique_id(), Ok([0x1171, 0x1172, 0x1173]));
}

#[test]
fn a_third_word_goes_to_the_eeprom_and_changes_no_temperature() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&Config::new()).unwrap();
    let mut delay = rig.world.delay();
    rig.driver
        .program_word(Word::Three, 0x7000, &mut delay)
        .unwrap();
    assert_eq!(rig.part().stored(0x08), Some(0x7000));
    rig.part().brown_out();
    rig.wait(Duration::from_millis(2));
    rig.driver.init(&Config::new()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.word(Word::Three), Ok(0x7000));
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
}

#[test]
fn waiting_for_a_result_loses_no_alert() {
    let mut rig = rig::blocking::tmp117();
    let config = Config::new()
        .with_cycle(Cycle::Shortest)
        .with_averages(Averages::X1)
        .with_limits(Limits::new(celsius(0), celsius(20)));
    rig.driver.init(&config).unwrap();
    while !rig.driver.ready().unwrap() {
        rig.wait(Duration::from_millis(1));
    }
    rig.set(celsius(10));
    rig.settle();
    assert!(rig.driver.take_alerts().unwrap().contains(Alerts::HIGH));
}

#[test]
fn looking_for_alerts_loses_no_result() {
    let mut rig = rig::blocking::tmp117();
    let config = Config::new()
        .with_mode(Mode::OneShot)
        .with_averages(Averages::X1);
    rig.driver.init(&config).unwrap();
    rig.driver.start().unwrap();
    rig.wait(rig.driver.duration());
    rig.driver.take_alerts().unwrap();
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
}

#[test]
fn a_busy_eeprom_is_an_error_and_no_endless_wait() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&Config::new()).unwrap();
    rig.part().set_stuck(true);
    let mut delay = rig.world.delay();
    let failed = rig.driver.program_word(Word::Three, 1, &mut delay);
    assert_eq!(failed, Err(Error::Busy));
}

#[test]
fn no_conversion_is_an_error_and_no_endless_wait() {
    let mut rig = rig::blocking::tmp117();
    rig.driver
        .init(&Config::new().with_mode(Mode::OneShot))
        .unwrap();
    let transfers = rig.transfers(|driver| {
        assert_eq!(driver.temperature(), Err(Error::NotReady));
        assert_eq!(driver.take_alerts(), Ok(Alerts::empty()));
    });
    assert_eq!(transfers, 1);
}
