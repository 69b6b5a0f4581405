//! Registers of energy that roll over: once, back and forth, or too far.

use std::time::Duration;

use ade7953::{
    Channel, Error,
    hal_inverter::MeteredEnergy,
    hal_power::{Energy, ErrorKind, Power},
};

use crate::bench::{BOTH, Bench, WATTS, Wire, config, kind};
use crate::energy::sums;

const SECOND: Duration = Duration::from_secs(1);

on_both_buses! {
    registers_roll_over;
    back_and_forth_over_the_end;
    a_turn_too_many_is_no_energy;
    rolling_over_while_it_is_read;
}

/// 24 A and 349 V, 0.479 of full scale: 99,000 steps a second, 85 s to the end.
fn registers_roll_over<W: Wire>() {
    for lag in [0, 180] {
        for channel in BOTH {
            let (bench, mut driver) = Bench::<W>::ready(&config());
            bench.set_voltage(349_000);
            bench.draw(channel, 24_000, lag);
            let start = bench.world.clock().nanos();
            let joules = || {
                let time = Duration::from_nanos(bench.world.clock().nanos() - start);
                Energy::from_power_over(Power::from_watts(8_376), time)
            };
            for step in 0..200 {
                bench.wait(SECOND * (step % 20));
                let least = joules();
                let found = driver.active_energy(channel).unwrap();
                let most = joules();
                let (found, other) = if lag == 0 {
                    (found.imported, found.exported)
                } else {
                    (found.exported, found.imported)
                };
                let step = Energy::from_millijoules(200);
                assert!(found.saturating_add(step) >= least && found <= most.saturating_add(step));
                assert_eq!(other, Energy::ZERO);
            }
            // 16 MJ are 11 turns of A
            assert!(joules() > Energy::from_joules(15_000_000));
        }
    }
}

/// The power's direction turns where the register ends: it rolls over and back between two readings.
fn back_and_forth_over_the_end<W: Wire>() {
    for channel in BOTH {
        for lag in [0, 180] {
            let (bench, mut driver) = Bench::<W>::ready(&config());
            let full = if channel == Channel::A {
                WATTS[0]
            } else {
                WATTS[1]
            };
            // up to some thousand steps short of the end
            bench.set_voltage(200_000);
            bench.draw(channel, 10_000, lag);
            let joules = (8_388_608.0 - 5_000.0) * full / 206_900.0;
            let seconds = joules / 2_000.0;
            for _ in 0..100 {
                bench.wait(Duration::from_secs_f64(seconds / 100.0));
                driver.active_energy(channel).unwrap();
            }
            bench.draw(channel, 0, 0);
            let before = driver.active_energy(channel).unwrap();
            let net =
                |sums: MeteredEnergy| sums.imported.saturating_sub(sums.exported).as_millijoules();
            for _ in 0..20 {
                // a kilojoule there and back: thousands of steps
                for lag in [lag, lag + 180] {
                    bench.draw(channel, 10_000, lag);
                    bench.wait(SECOND / 2);
                }
                bench.draw(channel, 0, 0);
                let found = driver.active_energy(channel);
                let found = found.unwrap_or_else(|error| panic!("{channel:?}, {lag}°: {error}"));
                assert!(
                    (net(found) - net(before)).abs() <= 400,
                    "{found:?} after {before:?}"
                );
                // and there alone
                bench.draw(channel, 10_000, lag);
                bench.wait(SECOND / 2);
                bench.draw(channel, 0, 0);
                let there = driver.active_energy(channel).unwrap();
                let way = (net(there) - net(found)).abs();
                assert!((way - 1_000_000).abs() <= 400, "{way} mJ");
                bench.draw(channel, 10_000, lag + 180);
                bench.wait(SECOND / 2);
                bench.draw(channel, 0, 0);
                driver.active_energy(channel).unwrap();
            }
        }
    }
}

fn a_turn_too_many_is_no_energy<W: Wire>() {
    for channel in BOTH {
        for lag in [0, 180] {
            // 0.479 of full scale for B, half of that for A: the register is half full after 42 or 85 s
            let (bench, mut driver) = Bench::<W>::ready(&config());
            bench.set_voltage(349_000);
            bench.draw(channel, 24_000, lag);
            driver.active_energy(channel).unwrap();
            let turn = match channel {
                Channel::A => 169.4,
                Channel::B => 84.7,
            };
            // further than half a turn, up to a whole one, from anywhere
            for lead in [0.0, 0.07, 0.13, 0.21, 0.29, 0.37, 0.45] {
                for share in [0.55, 0.6, 0.75, 0.9, 1.0] {
                    bench.wait(Duration::from_secs_f64(turn * lead));
                    driver.active_energy(channel).unwrap();
                    bench.wait(Duration::from_secs_f64(turn * share));
                    let answer = driver.active_energy(channel);
                    let told = matches!(answer, Err(Error::CountInterrupted { .. }));
                    let when = format!("{channel:?}, {lag}°, {share} after {lead}");
                    assert!(told, "{when}: {answer:?}");
                    // for good
                    assert_eq!(
                        kind(driver.active_energy(channel)),
                        Err(ErrorKind::NotReady)
                    );
                    driver.clear_energy(channel).unwrap();
                    driver.active_energy(channel).unwrap();
                }
            }
        }
    }
}

/// Between the register and its flag some dozens of steps go by.
fn rolling_over_while_it_is_read<W: Wire>() {
    for channel in BOTH {
        let full = match channel {
            Channel::A => WATTS[0],
            Channel::B => WATTS[1],
        };
        let seconds = 8_388_608.0 / 206_900.0 * full / 8_376.0;
        // read before while less than half full, and more
        let offsets = (-100..1_000).step_by(20);
        for (micros, share) in offsets.flat_map(|micros| [(micros, 0.4), (micros, 0.6)]) {
            let (bench, mut driver) = Bench::<W>::ready(&config());
            bench.set_voltage(349_000);
            let start = bench.world.clock().nanos();
            bench.draw(channel, 24_000, 180);
            bench.wait(Duration::from_secs_f64(seconds * share));
            driver.active_energy(channel).unwrap();
            let gone = Duration::from_nanos(bench.world.clock().nanos() - start);
            let left = seconds - f64::from(micros) * 1e-6 - gone.as_secs_f64();
            bench.wait(Duration::from_secs_f64(left));
            for _ in 0..3 {
                let found = driver.active_energy(channel);
                assert!(found.is_ok(), "{channel:?}, {micros} µs before: {found:?}");
            }
            bench.draw(channel, 0, 0);
            let gone = Duration::from_nanos(bench.world.clock().nanos() - start);
            let found = driver.active_energy(channel).unwrap();
            sums(found, 0.0, 8_376.0 * gone.as_secs_f64(), channel);
        }
    }
}
