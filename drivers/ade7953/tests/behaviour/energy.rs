//! Sums of energy: both directions, roll-overs, and what is no sum any more.

use std::time::Duration;

use ade7953::{
    Channel, Direction,
    hal_inverter::MeteredEnergy,
    hal_power::{Energy, ErrorKind, ReactiveEnergy},
};
use hal_power_sim::{Fault, Injection};

use crate::bench::{BOTH, Bench, WATTS, Wire, config, directed, kind};

on_both_buses! {
    each_direction_is_its_own;
    reactive_and_apparent_energy;
    a_fault_at_each_transfer_loses_nothing;
    cleared_sums_begin_at_zero;
    sums_outlast_a_reset;
}

const SECOND: Duration = Duration::from_secs(1);

/// Two steps of the register, and what rounding to mJ is.
fn near(found: Energy, joules: f64, channel: Channel) {
    let full = match channel {
        Channel::A => WATTS[0],
        Channel::B => WATTS[1],
    };
    let off = (found.as_millijoules() as f64 - joules * 1e3).abs();
    assert!(
        off <= 2.0 * full / 206.9 + 1.0 + joules.abs() * 1e-6,
        "{found} for {joules} J"
    );
}

pub(crate) fn sums(found: MeteredEnergy, imported: f64, exported: f64, channel: Channel) {
    near(found.imported, imported, channel);
    near(found.exported, exported, channel);
}

fn each_direction_is_its_own<W: Wire>() {
    for direction in [Direction::PositiveImports, Direction::PositiveExports] {
        for channel in BOTH {
            let (bench, mut driver) = Bench::<W>::ready(&directed(direction));
            let mut positive = 0.0;
            let mut negative = 0.0;
            // 2.3 kW at most
            for (lag, seconds) in [
                (0, 7),
                (180, 3),
                (60, 20),
                (120, 11),
                (90, 5),
                (300, 1),
                (200, 13),
            ] {
                bench.draw(channel, 10_000, lag);
                bench.wait(SECOND * seconds);
                bench.draw(channel, 0, 0);
                let joules = 2_300.0 * f64::from(lag).to_radians().cos() * f64::from(seconds);
                if joules > 0.0 {
                    positive += joules;
                } else {
                    negative -= joules;
                }
                let found = driver.active_energy(channel).unwrap();
                let (imported, exported) = match direction {
                    Direction::PositiveImports => (positive, negative),
                    Direction::PositiveExports => (negative, positive),
                };
                sums(found, imported, exported, channel);
                // it is there to be read again, and the other has none
                assert_eq!(driver.active_energy(channel).unwrap(), found);
                let [a, b] = BOTH;
                let other = if channel == a { b } else { a };
                assert_eq!(
                    driver.active_energy(other).unwrap(),
                    MeteredEnergy::default()
                );
            }
        }
    }
}

fn reactive_and_apparent_energy<W: Wire>() {
    for (direction, sign) in [
        (Direction::PositiveImports, -1.0),
        (Direction::PositiveExports, 1.0),
    ] {
        let (bench, mut driver) = Bench::<W>::ready(&directed(direction));
        let (mut reactive, mut apparent) = (0.0, 0.0);
        for (lag, seconds) in [(30, 10), (150, 5), (270, 20), (200, 15)] {
            bench.draw(Channel::A, 20_000, lag);
            bench.draw(Channel::B, 10_000, lag);
            bench.wait(SECOND * seconds);
            bench.draw_both(0, 0);
            let seconds = f64::from(seconds);
            reactive += 2_300.0 * f64::from(lag).to_radians().sin() * seconds * sign;
            apparent += 2_300.0 * seconds;
            for (channel, factor) in [(Channel::A, 2.0), (Channel::B, 1.0)] {
                let found = driver.reactive_energy(channel).unwrap();
                let as_energy =
                    |found: ReactiveEnergy| Energy::from_millijoules(found.as_millivar_seconds());
                near(as_energy(found), factor * reactive, channel);
                let found = driver.apparent_energy(channel).unwrap();
                let found = Energy::from_millijoules(found.as_millivolt_amp_seconds());
                near(found, factor * apparent, channel);
            }
        }
    }
}

fn a_fault_at_each_transfer_loses_nothing<W: Wire>() {
    for channel in BOTH {
        // also where the register is about to roll over
        for before in [5.0, 80.0, 84.5, 169.0] {
            for transfer in 0..8 {
                for &fault in W::FAULTS {
                    if fault == Fault::BrownOut {
                        continue;
                    }
                    let (bench, mut driver) = Bench::<W>::ready(&config());
                    bench.set_voltage(349_000);
                    let turn = if channel == Channel::A { 1.0 } else { 0.5 };
                    let mut joules = 0.0;
                    for _ in 0..8 {
                        bench.draw(channel, 24_000, 180);
                        bench.wait(Duration::from_secs_f64(before * turn / 8.0));
                        bench.draw(channel, 0, 0);
                        driver.active_energy(channel).unwrap();
                        joules += 8_376.0 * before * turn / 8.0;
                    }
                    bench.draw(channel, 24_000, 180);
                    bench.wait(SECOND);
                    bench.draw(channel, 0, 0);
                    joules += 8_376.0;
                    bench.world.inject(Injection::nth(transfer, fault));
                    let answer = driver.active_energy(channel);
                    bench.world.clear_faults();
                    if let Ok(answer) = answer {
                        sums(answer, 0.0, joules, channel);
                    }
                    for _ in 0..2 {
                        sums(driver.active_energy(channel).unwrap(), 0.0, joules, channel);
                    }
                    bench.draw(channel, 24_000, 0);
                    bench.wait(SECOND);
                    bench.draw(channel, 0, 0);
                    let answer = driver.active_energy(channel).unwrap();
                    sums(answer, 8_376.0, joules, channel);
                }
            }
        }
    }
}

fn cleared_sums_begin_at_zero<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.draw_both(10_000, 45);
    bench.wait(SECOND * 10);
    bench.draw_both(0, 0);
    let b = driver.active_energy(Channel::B).unwrap();
    driver.clear_energy(Channel::A).unwrap();
    assert_eq!(
        driver.active_energy(Channel::A).unwrap(),
        MeteredEnergy::default()
    );
    assert_eq!(
        driver.reactive_energy(Channel::A).unwrap(),
        ReactiveEnergy::ZERO
    );
    assert_eq!(
        driver
            .apparent_energy(Channel::A)
            .unwrap()
            .as_millivolt_amp_seconds(),
        0
    );
    assert_eq!(driver.active_energy(Channel::B).unwrap(), b);
    bench.draw_both(10_000, 0);
    bench.wait(SECOND);
    bench.draw_both(0, 0);
    sums(
        driver.active_energy(Channel::A).unwrap(),
        2_300.0,
        0.0,
        Channel::A,
    );
}

fn sums_outlast_a_reset<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.draw_both(10_000, 0);
    bench.wait(SECOND * 10);
    bench.draw_both(0, 0);
    for channel in BOTH {
        sums(
            driver.active_energy(channel).unwrap(),
            23_000.0,
            0.0,
            channel,
        );
    }
    bench.model().brown_out();
    bench.wait(SECOND);
    for channel in BOTH {
        assert_eq!(
            kind(driver.active_energy(channel)),
            Err(ErrorKind::ConfigurationLost)
        );
    }
    driver.init(&config()).unwrap();
    for channel in BOTH {
        sums(
            driver.active_energy(channel).unwrap(),
            23_000.0,
            0.0,
            channel,
        );
    }
    bench.draw_both(10_000, 180);
    bench.wait(SECOND * 2);
    bench.draw_both(0, 0);
    for channel in BOTH {
        sums(
            driver.active_energy(channel).unwrap(),
            23_000.0,
            4_600.0,
            channel,
        );
    }
}
