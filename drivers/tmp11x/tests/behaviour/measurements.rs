//! Temperatures, offsets and the ends of the scale.

use std::time::Duration;

use hal_power::{Sensor, Temperature};
use tmp11x::{Averages, Config, ConfigError, Cycle, Error, hal_power};

use crate::rig::{self, celsius, is_near};

fn fast() -> Config {
    Config::new()
        .with_cycle(Cycle::Shortest)
        .with_averages(Averages::X1)
}

#[test]
fn every_temperature_of_the_range_is_right_to_half_a_code() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&fast()).unwrap();
    for millicelsius in (-55_000..=150_000).step_by(97) {
        let truth = Temperature::from_millicelsius(millicelsius);
        rig.set(truth);
        rig.settle();
        let found = rig.driver.temperature().unwrap();
        assert!(is_near(found, truth), "{truth}: {found}");
    }
}

#[test]
fn both_sides_of_zero_are_read() {
    let mut rig = rig::blocking::tmp116();
    rig.driver
        .init(
            &Config::new()
                .with_averages(Averages::X1)
                .with_cycle(Cycle::Ms125),
        )
        .unwrap();
    for millicelsius in -40..=40 {
        let truth = Temperature::from_millicelsius(millicelsius);
        rig.set(truth);
        rig.settle();
        let found = rig.driver.temperature().unwrap();
        assert!(is_near(found, truth), "{truth}: {found}");
    }
}

#[test]
fn an_offset_corrects_either_way() {
    for offset in [-12_345, -8, 8, 3_000] {
        let mut rig = rig::blocking::tmp117();
        let offset = Temperature::from_millicelsius(offset);
        rig.driver.init(&fast().with_offset(offset)).unwrap();
        for degrees in [-40, 0, 85] {
            let truth = celsius(degrees);
            rig.set(truth.saturating_sub(offset));
            rig.settle();
            let found = rig.driver.temperature().unwrap();
            let error = found.abs_diff(truth);
            assert!(
                error <= Temperature::from_millicelsius(9),
                "{truth}: {found}"
            );
        }
    }
}

#[test]
fn an_offset_beyond_the_register_is_an_error_and_nothing_is_written() {
    let mut rig = rig::blocking::tmp117();
    for offset in [celsius(256), celsius(-257)] {
        let config = fast().with_offset(offset);
        let transfers = rig.transfers(|driver| {
            let refused = Error::Config(ConfigError::Offset);
            assert_eq!(driver.init(&config), Err(refused));
        });
        assert_eq!(transfers, 0);
    }
}

#[test]
fn the_end_of_the_scale_is_no_value() {
    for offset in [-3, 0, 3] {
        let mut rig = rig::blocking::tmp117();
        rig.driver
            .init(&fast().with_offset(celsius(offset)))
            .unwrap();
        rig.set(celsius(300));
        rig.settle();
        let end = Error::Saturated { register: 0x00 };
        assert_eq!(rig.driver.temperature(), Err(end), "{offset} °C");
        rig.set(celsius(20));
        rig.settle();
        assert_eq!(rig.driver.temperature(), Ok(celsius(20 + offset)));
    }
}

#[test]
fn no_answer_is_older_than_the_latency_on_the_slowest_part() {
    let slowest = Duration::from_micros(17_500);
    for (cycle, averages) in [
        (Cycle::Shortest, Averages::X1),
        (Cycle::Shortest, Averages::X64),
        (Cycle::Ms250, Averages::X8),
        (Cycle::S16, Averages::X32),
    ] {
        let config = Config::new().with_cycle(cycle).with_averages(averages);
        for phase in 0..32 {
            let mut rig = rig::blocking::tmp117_with(|part| part.with_conversion_time(slowest));
            rig.driver.init(&config).unwrap();
            rig.settle();
            rig.wait(rig.driver.latency() * phase / 32);
            rig.set(celsius(60));
            rig.wait(rig.driver.latency() + Duration::from_nanos(1));
            assert_eq!(
                rig.driver.temperature(),
                Ok(celsius(60)),
                "{cycle:?} {averages:?}"
            );
        }
    }
}

#[test]
fn the_duration_is_enough_for_the_slowest_part_and_half_of_it_is_not() {
    let slowest = Duration::from_micros(17_500);
    for averages in [Averages::X1, Averages::X8, Averages::X32, Averages::X64] {
        let config = Config::new().with_averages(averages);
        let mut rig = rig::blocking::tmp117_with(|part| part.with_conversion_time(slowest));
        rig.driver.init(&config).unwrap();
        rig.wait(rig.driver.duration() / 2);
        assert_eq!(
            rig.driver.temperature(),
            Err(Error::NotReady),
            "{averages:?}"
        );
        rig.wait(rig.driver.duration() / 2);
        assert_eq!(rig.driver.temperature(), Ok(celsius(25)), "{averages:?}");
    }
}

#[test]
fn a_configuration_that_cannot_be_had_ends_repeated_readings_too() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&Config::new()).unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
    let wanted = Config::new().with_offset(celsius(1000));
    assert!(matches!(rig.driver.init(&wanted), Err(Error::Config(_))));
    assert_eq!(rig.driver.temperature(), Err(Error::NotInitialised));
}
