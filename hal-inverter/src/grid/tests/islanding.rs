//! An island is left in time at every power, and a grid that is there is left alone.

use super::super::{
    Channel, GridCause, GridConfigError, GridProfile, GridProtection, GridVerdict, IslandingConfig,
};
use super::bench::{MS, RELEASE, config};
use super::plant::{Load, Plant};
use super::std::println;
use core::time::Duration;
use hal_power::{Frequency, Ratio};

const FULL: f64 = 5_000.0;

/// The figures of these tests, no standard's.
fn pushing() -> IslandingConfig {
    IslandingConfig::new(
        Ratio::from_percent(10),
        Ratio::from_permille(10),
        10,
        Ratio::from_percent(15),
        Frequency::from_hertz(1),
    )
    .unwrap()
}

/// A plant on the grid at its load's power.
fn running(profile: &'static GridProfile, load: Load, push: bool) -> Plant {
    let mut config = config(profile, Duration::from_micros(50));
    if push {
        config = config.with_islanding(pushing());
    }
    let mut plant = Plant::new(GridProtection::new(config, Channel::A), load);
    assert!(plant.run(MS * 1_300), "{:?}", plant.protection.verdict());
    plant.watts = load.watts;
    assert!(plant.run(MS * 700), "{:?}", plant.protection.verdict());
    plant
}

/// The load that takes what the inverter gives. The plant's own lead of phase, of sampling and filter, adds half a hertz: with a
/// resonance at [`STILL`] an island stands still at the nominal frequency.
fn matched(share: f64, resonance: f64) -> Load {
    Load {
        watts: FULL * share,
        quality: 1.0,
        resonance,
    }
}

const STILL: f64 = 49.5;

#[test]
fn a_matched_island_is_left_within_two_seconds_at_every_power() {
    for profile in GridProfile::SHIPPED {
        let mut worst = Duration::ZERO;
        for share in [1.0, 0.66, 0.33] {
            for resonance in [49.0, 49.3, STILL, 50.0] {
                let mut plant = running(profile, matched(share, resonance), true);
                // in the pulse, and in the pause
                for _ in 0..3 {
                    assert!(plant.run(MS * 130));
                    let mut plant = plant.clone();
                    let took = plant.island(MS * 2_500).expect("still there");
                    worst = worst.max(took + RELEASE);
                    match plant.protection.verdict() {
                        GridVerdict::Tripped { trip, .. } => {
                            assert!(
                                matches!(trip.cause, GridCause::OverFrequency(_)),
                                "{trip:?}"
                            );
                        }
                        other => panic!("{other:?}"),
                    }
                }
            }
        }
        println!("island | {} | {worst:?}", profile.edition);
        assert!(worst <= MS * 2_000, "{}: {worst:?}", profile.edition);
    }
}

#[test]
fn without_pushing_a_matched_island_stays() {
    for share in [1.0, 0.66, 0.33] {
        let load = matched(share, STILL);
        let mut plant = running(&GridProfile::EN_50549_1_2019, load, false);
        assert_eq!(plant.island(MS * 2_500), None);
        let measured = plant.protection.measured().unwrap().value;
        let frequency = measured.frequency.unwrap().as_millihertz();
        assert!(frequency.abs_diff(50_000) < 100, "{frequency} mHz");
    }
}

/// The pulse, and half of it more.
const LITTLE: f64 = 0.015;

#[test]
fn a_stiff_grid_sees_the_pulses_and_little_more() {
    for share in [1.0, 0.66, 0.33] {
        for hertz in [49.6, 50.0, 50.4] {
            let load = matched(share, STILL);
            let mut plant = running(&GridProfile::EN_50549_1_2019, load, true);
            plant.hertz = hertz;
            assert!(plant.run(MS * 1_000));
            plant.most_reactive = 0.0;
            assert!(plant.run(MS * 1_000));
            println!("stiff | {share} | {hertz} Hz | {}", plant.most_reactive);
            assert!(plant.most_reactive > 0.0 && plant.most_reactive <= LITTLE);
        }
    }
}

#[test]
fn a_drifting_grid_is_no_island() {
    let load = matched(1.0, STILL);
    let mut plant = running(&GridProfile::VDE_AR_N_4105_2018, load, true);
    plant.most_reactive = 0.0;
    // half a hertz a second, up, down and up again, within the limits
    for (steps, sign) in [(200, 1.0), (500, -1.0), (300, 1.0)] {
        for _ in 0..steps {
            plant.hertz += sign * 0.005;
            assert!(plant.run(MS * 10), "{:?}", plant.protection.verdict());
        }
    }
    println!("drift | {}", plant.most_reactive);
    assert!(plant.most_reactive <= LITTLE);
}

#[test]
fn what_pushes_nowhere_is_refused() {
    let try_with = |gain: i32, pulse: i32, cycles, limit: i32| {
        let percent = Ratio::from_percent;
        let drift = Frequency::from_hertz(1);
        IslandingConfig::new(percent(gain), percent(pulse), cycles, percent(limit), drift)
    };
    let refused = Err(GridConfigError::Contradiction("islanding"));
    for (gain, pulse, cycles, limit) in [
        (0, 1, 10, 15),
        (10, 0, 10, 15),
        (10, 1, 0, 15),
        (10, -1, 10, 15),
        (-10, 1, 10, 15),
        (10, 16, 10, 15),
        (10, 1, 10, -15),
    ] {
        assert_eq!(try_with(gain, pulse, cycles, limit), refused);
    }
    assert!(try_with(-10, -1, 10, 15).is_ok());
}
