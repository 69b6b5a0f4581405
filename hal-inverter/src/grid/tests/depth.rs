//! Excursions far beyond every limit, and ones that end in time.

use super::super::{GridCause, GridProfile, GridVerdict};
use super::bench::{Bench, MS, RELEASE, Signal, config};
use core::time::Duration;

const PERIOD: Duration = Duration::from_micros(50);
const CYCLE: Duration = Duration::from_millis(20);
const PHASES: u32 = 16;

/// Steps to `signal` at many points of the cycle; the shortest time of the kind has to be kept.
fn far(
    signal: &Signal,
    stages: impl Fn(&GridProfile) -> (Duration, bool),
    is: fn(GridCause) -> bool,
) {
    for profile in GridProfile::SHIPPED {
        let granted = Bench::granted(config(profile, PERIOD));
        let (within, is_voltage) = stages(profile);
        let config = granted.protection.config();
        let tolerance = if is_voltage {
            config.voltage_tolerance(within)
        } else {
            config.frequency_tolerance()
        };
        for phase in 0..PHASES {
            let mut bench = granted.clone();
            bench.run(&Signal::nominal(), CYCLE * phase / PHASES);
            let (trip, apart) = bench.trip(signal, within * 2).expect("no trip");
            assert!(is(trip.cause), "{}: {trip:?}", profile.edition);
            assert!(
                apart <= within + tolerance,
                "{}: late, {apart:?}",
                profile.edition
            );
            assert!(
                apart + tolerance >= within,
                "{}: early, {apart:?}",
                profile.edition
            );
        }
    }
}

fn shortest<S>(stages: &[S], within: impl Fn(&S) -> Duration) -> Duration {
    stages.iter().map(within).min().unwrap()
}

#[test]
fn a_dead_grid_trips_on_undervoltage_in_time() {
    for volts in [0.0, 5.0, 15.0] {
        far(
            &Signal::volts(volts),
            |profile| (shortest(profile.under_voltage, |stage| stage.within), true),
            |cause| matches!(cause, GridCause::UnderVoltage(_)),
        );
    }
}

#[test]
fn a_swell_trips_on_overvoltage_in_time() {
    far(
        &Signal::volts(322.0),
        |profile| (shortest(profile.over_voltage, |stage| stage.within), true),
        |cause| matches!(cause, GridCause::OverVoltage(_)),
    );
}

#[test]
fn a_runaway_trips_on_frequency_in_time() {
    for hertz in [53.0, 60.0, 70.0] {
        far(
            &Signal::hertz(hertz),
            |profile| {
                (
                    shortest(profile.over_frequency, |stage| stage.within),
                    false,
                )
            },
            |cause| matches!(cause, GridCause::OverFrequency(_)),
        );
    }
    for hertz in [46.0, 42.0, 30.0] {
        far(
            &Signal::hertz(hertz),
            |profile| {
                (
                    shortest(profile.under_frequency, |stage| stage.within),
                    false,
                )
            },
            |cause| matches!(cause, GridCause::UnderFrequency(_)),
        );
    }
}

type Within = fn(&GridProfile) -> Duration;

#[test]
fn an_excursion_that_ends_in_time_is_ridden_through() {
    let signals: [(Signal, Within); 4] = [
        (Signal::volts(0.0), |profile| {
            shortest(profile.under_voltage, |stage| stage.within)
        }),
        (Signal::volts(322.0), |profile| {
            shortest(profile.over_voltage, |stage| stage.within)
        }),
        (Signal::hertz(46.0), |profile| {
            shortest(profile.under_frequency, |stage| stage.within)
        }),
        (Signal::hertz(54.0), |profile| {
            shortest(profile.over_frequency, |stage| stage.within)
        }),
    ];
    for profile in GridProfile::SHIPPED {
        let granted = Bench::granted(config(profile, PERIOD));
        let tolerance = granted.protection.config().frequency_tolerance();
        for (signal, within) in &signals {
            // what the release takes, the window that shows the return, and what the onset may be off
            let spent = RELEASE + CYCLE * 3 / 2 + tolerance;
            let Some(ends) = within(profile).checked_sub(spent) else {
                continue;
            };
            for phase in 0..PHASES {
                let mut bench = granted.clone();
                bench.run(&Signal::nominal(), CYCLE * phase / PHASES);
                assert_eq!(bench.trip(signal, ends), None, "{}", profile.edition);
                let after = bench.trip(&Signal::nominal(), MS * 500);
                assert_eq!(
                    after, None,
                    "{} after {signal:?} for {ends:?}",
                    profile.edition
                );
                assert_eq!(bench.protection.verdict(), GridVerdict::Granted);
            }
        }
    }
}
