//! One conversion for each start, and when its results are there.

use std::time::Duration;

use hal_power::{Current, Power, Sensor, Temperature, Voltage};
use ina2xx::{
    Averages, Config, Error, Inputs, Mode,
    blocking::Ina2xx,
    hal_power,
    part::{Diagnostic, Part},
};

use crate::rig::{Bus, MILLIOHM, Rig, asynch, blocking};

fn config<P: Part>() -> Config<P> {
    Config::new(MILLIOHM, Current::from_amps(81))
        .with_mode(Mode::Triggered)
        .with_averages(Averages::X4)
}

fn one_at_a_time<P: Part, B: Bus>(mut rig: Rig<Ina2xx<P, B>>) {
    rig.driver.init(&config()).unwrap();
    rig.set(Voltage::from_volts(20), Current::from_amps(-20));
    rig.wait(Duration::from_secs(1));
    assert_eq!(rig.driver.voltage().err(), Some(Error::NotReady));
    assert!(!rig.driver.ready().unwrap());

    rig.driver.start().unwrap();
    assert!(!rig.driver.ready().unwrap());
    assert_eq!(rig.driver.current().err(), Some(Error::NotReady));
    rig.wait(rig.driver.duration());
    assert!(rig.driver.ready().unwrap());
    for _ in 0..2 {
        assert_eq!(rig.driver.voltage().unwrap(), Voltage::from_volts(20));
        assert_eq!(rig.driver.current().unwrap(), Current::from_amps(-20));
        assert_eq!(rig.driver.power().unwrap(), Power::from_watts(-400));
        // What comes later is not converted.
        rig.set(Voltage::from_volts(10), Current::from_amps(10));
        rig.wait(Duration::from_secs(1));
    }

    rig.driver.start().unwrap();
    assert_eq!(rig.driver.voltage().err(), Some(Error::NotReady));
    rig.wait(rig.driver.duration());
    assert_eq!(rig.driver.voltage().unwrap(), Voltage::from_volts(10));
    assert_eq!(rig.driver.current().unwrap(), Current::from_amps(10));
    assert!(rig.driver.verify().is_ok());
}

#[test]
fn a_triggered_result_is_of_its_own_start() {
    one_at_a_time(blocking::ina226(MILLIOHM));
    one_at_a_time(blocking::ina228(MILLIOHM));
    one_at_a_time(blocking::ina229(MILLIOHM));
    one_at_a_time(blocking::ina237(MILLIOHM));
    one_at_a_time(blocking::ina238(MILLIOHM));
    one_at_a_time(blocking::ina239(MILLIOHM));
}

fn in_time<P: Part, B: Bus>(mut rig: Rig<Ina2xx<P, B>>, slack: u32) {
    rig.driver.init(&config()).unwrap();
    rig.driver.start().unwrap();
    // The model's oscillator is exact: it is done by the slack earlier than the longest time.
    let typical = rig.driver.duration() * 100 / (100 + slack);
    rig.wait(typical - Duration::from_micros(200));
    assert!(!rig.driver.ready().unwrap());
    rig.wait(Duration::from_micros(200));
    assert!(rig.driver.ready().unwrap());
    assert_eq!(rig.driver.latency(), rig.driver.duration());
}

#[test]
fn a_result_takes_the_time_that_the_datasheet_gives() {
    in_time(blocking::ina226(MILLIOHM), 10);
    in_time(blocking::ina228(MILLIOHM), 1);
    in_time(blocking::ina239(MILLIOHM), 1);
}

fn delayed<P: Diagnostic, B: Bus>(mut rig: Rig<Ina2xx<P, B>>) {
    let delay = Duration::from_millis(300);
    let config = config().with_conversion_delay(delay);
    rig.driver.init(&config).unwrap();
    rig.driver.start().unwrap();
    rig.wait(delay);
    assert!(!rig.driver.ready().unwrap());
    rig.wait(rig.driver.duration() - delay);
    assert!(rig.driver.ready().unwrap());
}

#[test]
fn a_conversion_delay_is_part_of_the_duration() {
    delayed(blocking::ina228(MILLIOHM));
    delayed(blocking::ina237(MILLIOHM));
}

#[test]
fn continuous_conversions_are_ready_after_the_first_and_stay_so() {
    let mut rig = asynch::ina228(MILLIOHM);
    let world = rig.world.clone();
    world
        .block_on(async {
            let config = Config::new(MILLIOHM, Current::from_amps(100));
            rig.driver.init(&config).await.unwrap();
            assert!(!rig.driver.ready().await.unwrap());
            rig.world.clock().advance(rig.driver.duration());
            assert!(rig.driver.ready().await.unwrap());
            assert!(rig.driver.ready().await.unwrap());
            rig.driver.shut_down().await.unwrap();
            assert!(!rig.driver.ready().await.unwrap());
            let voltage = rig.driver.voltage().await;
            assert_eq!(voltage.err(), Some(Error::NotReady));
        })
        .unwrap();
}

#[test]
fn an_input_that_is_not_converted_is_refused() {
    let mut rig = blocking::ina238(MILLIOHM);
    let config = Config::new(MILLIOHM, Current::from_amps(100)).with_inputs(Inputs::BUS);
    rig.driver.init(&config).unwrap();
    rig.set(Voltage::from_volts(48), Current::from_amps(50));
    rig.part().set_temperature(Temperature::from_celsius(40));
    rig.settle();
    assert_eq!(rig.driver.voltage(), Ok(Voltage::from_volts(48)));
    let refused = |register| Error::NotMeasured { register };
    assert_eq!(rig.driver.current().err(), Some(refused(0x07)));
    assert_eq!(rig.driver.shunt_voltage().err(), Some(refused(0x04)));
    assert_eq!(rig.driver.power().err(), Some(refused(0x08)));
    assert_eq!(rig.driver.temperature().err(), Some(refused(0x06)));
    assert_eq!(rig.driver.readings().err(), Some(refused(0x08)));
    assert_eq!(rig.driver.computed_readings().err(), Some(refused(0x08)));
}
