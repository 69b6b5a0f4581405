//! Frequencies and delays, which the part's registers keep when the wave has gone.

use std::time::Duration;

use ade7953::{Channel, Edge, Error, Options};
use hal_power_sim::model::ade7953::Open;

use crate::bench::{BOTH, Bench, SETTLED, Wire, config};
use ade7953::hal_power::Frequency;

on_both_buses! {
    frequencies_over_their_range;
    delays_of_both_currents;
    a_voltage_that_goes_away_takes_its_frequency_along;
    a_current_that_goes_away_takes_its_delay_along;
    what_is_too_small_to_cross_has_no_frequency;
    a_dead_input_has_none_from_the_beginning;
    edges_make_no_difference_to_values;
}

const MS: Duration = Duration::from_millis(1);

fn frequencies_over_their_range<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    for millihertz in (42_000..=70_000).step_by(137) {
        bench
            .model()
            .set_frequency(Frequency::from_millihertz(millihertz));
        bench.wait(200 * MS);
        let found = driver.frequency().unwrap().as_millihertz();
        // half a step of 4.47 µs
        let hertz = f64::from(millihertz) / 1e3;
        let step = hertz * hertz / 223_750.0 * 1e3;
        let off = f64::from(found.abs_diff(millihertz));
        assert!(off <= step * 0.51 + 1.0, "{found} for {millihertz}");
    }
}

fn delays_of_both_currents<W: Wire>() {
    for lag_is_negative in [false, true] {
        let bench = Bench::<W>::with(Open {
            lag_is_negative,
            ..Open::default()
        });
        let mut driver = bench.blocking();
        driver.init(&config()).unwrap();
        bench.draw_both(10_000, 0);
        bench.wait(SETTLED);
        driver.take_events().unwrap();
        let sign = if lag_is_negative { -1 } else { 1 };
        for lag in (-170..=170).step_by(10) {
            bench.draw(Channel::A, 10_000, lag);
            bench.draw(Channel::B, 10_000, -lag / 2);
            bench.wait(200 * MS);
            for (channel, lag) in [(Channel::A, lag), (Channel::B, -lag / 2)] {
                let delay = driver.phase_delay(channel).unwrap();
                let found = i64::from(sign * delay.as_nanoseconds());
                let truth = i64::from(lag) * 20_000_000 / 360;
                assert!(
                    (found - truth).abs() <= 2_300,
                    "{channel:?}, {lag}°: {found} ns"
                );
                let found = sign * delay.as_millidegrees(Frequency::from_hertz(50));
                assert!(
                    (found - lag * 1_000).abs() <= 42,
                    "{channel:?}, {lag}°: {found}"
                );
            }
        }
    }
}

fn a_voltage_that_goes_away_takes_its_frequency_along<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.draw_both(10_000, 0);
    bench.wait(SETTLED);
    assert!(driver.frequency().is_ok());
    bench.set_voltage(0);
    let gone = bench.world.now();
    let mut told = 0;
    for _ in 0..400 {
        bench.wait(MS);
        match driver.frequency() {
            Ok(found) => {
                assert_eq!(found.as_millihertz(), 50_000);
                assert_eq!(told, 0, "back without a voltage");
                let age = bench.world.now().saturating_since(gone);
                assert!(age <= 110 * MS, "{age:?}");
            }
            Err(Error::NoZeroCrossing { register: 0x10E }) => told += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(told > 250, "{told}");
    // the currents still cross, and are not that of the voltage
    assert!(matches!(
        driver.phase_delay(Channel::A),
        Err(Error::NoZeroCrossing { register: 0x10C })
    ));
    bench.set_voltage(230_000);
    bench.model().set_frequency(Frequency::from_hertz(60));
    bench.wait(200 * MS);
    let found = driver.frequency().unwrap().as_millihertz();
    assert!(found.abs_diff(60_000) < 10, "{found}");
}

fn a_current_that_goes_away_takes_its_delay_along<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    for channel in BOTH {
        bench.draw_both(10_000, 30);
        bench.wait(SETTLED);
        // a timeout that was before
        driver.take_events().unwrap();
        bench.wait(SETTLED);
        assert!(driver.phase_delay(Channel::A).is_ok());
        assert!(driver.phase_delay(Channel::B).is_ok());
        bench.draw(channel, 0, 0);
        bench.wait(120 * MS);
        for each in BOTH {
            let answer = driver.phase_delay(each);
            assert_eq!(answer.is_ok(), each != channel, "{each:?}: {answer:?}");
        }
        assert!(driver.frequency().is_ok());
    }
}

/// 1 in 1,250 of full scale, 0.28 V and 40 mA of A (data sheet page 44).
fn what_is_too_small_to_cross_has_no_frequency<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.set_voltage(270);
    bench.draw(Channel::A, 39, 0);
    bench.wait(SETTLED);
    assert!(matches!(
        driver.frequency(),
        Err(Error::NoZeroCrossing { .. })
    ));
    bench.set_voltage(290);
    bench.wait(SETTLED);
    assert!(driver.frequency().is_ok());
    assert!(matches!(
        driver.phase_delay(Channel::A),
        Err(Error::NoZeroCrossing { .. })
    ));
    bench.draw(Channel::A, 41, 0);
    bench.wait(SETTLED);
    assert!(driver.phase_delay(Channel::A).is_ok());
}

fn a_dead_input_has_none_from_the_beginning<W: Wire>() {
    let bench = Bench::<W>::new();
    bench.set_voltage(0);
    let mut driver = bench.blocking();
    driver.init(&config()).unwrap();
    for _ in 0..20 {
        assert!(matches!(
            driver.frequency(),
            Err(Error::NoZeroCrossing { .. })
        ));
        bench.wait(7 * MS);
    }
    bench.set_voltage(230_000);
    bench.wait(200 * MS);
    assert_eq!(driver.frequency().unwrap().as_millihertz(), 50_000);
}

fn edges_make_no_difference_to_values<W: Wire>() {
    for edge in [Edge::Both, Edge::Falling, Edge::Rising] {
        let config = config()
            .with_edge(edge)
            .with_options(Options::ZERO_CROSSING_OF_B)
            .with_zero_crossing_timeout(30 * MS);
        let (bench, mut driver) = Bench::<W>::ready(&config);
        bench.draw_both(10_000, 30);
        bench.wait(SETTLED);
        driver.take_events().unwrap();
        for step in 20..60 {
            bench.wait(MS * step);
            assert_eq!(
                driver.frequency().unwrap().as_millihertz(),
                50_000,
                "{edge:?}"
            );
            assert!(driver.phase_delay(Channel::B).is_ok(), "{edge:?}");
        }
        bench.set_voltage(0);
        bench.wait(41 * MS);
        assert!(matches!(
            driver.frequency(),
            Err(Error::NoZeroCrossing { .. })
        ));
    }
}
