//! Every stage of every shipped profile at its own corner: inside for good, outside neither early nor late.

use super::super::{GridCause, GridProfile};
use super::bench::{Bench, MS, RELEASE, Signal, config};
use super::std::{println, string::String, vec::Vec};
use core::time::Duration;

/// One corner: a signal just inside and one just outside of a limit, and when the contacts have to be apart.
struct Corner {
    name: String,
    cause: GridCause,
    inside: Signal,
    outside: Signal,
    within: Duration,
    tolerance: Duration,
    /// No stage of the kind is reached before this one.
    is_outermost: bool,
}

/// Volts and hertz that "just inside" is, at this frame period: what the meter may be off.
fn margins(period: Duration) -> (f64, f64) {
    if period > MS / 2 {
        (0.2, 0.01)
    } else {
        (0.1, 0.005)
    }
}

/// Volts and hertz that "just outside" is: what a step has to be beyond a limit to show in its first whole window, while the
/// smoothed crossings still settle.
const OUTSIDE: (f64, f64) = (0.6, 0.02);

fn corners(profile: &'static GridProfile, period: Duration) -> Vec<Corner> {
    let config = config(profile, period);
    let (dv, df) = margins(period);
    let mut corners = Vec::new();
    let number = |index: usize| u8::try_from(index).unwrap();
    for (sign, stages, cause) in [
        (
            -1.0,
            profile.under_voltage,
            GridCause::UnderVoltage as fn(u8) -> GridCause,
        ),
        (1.0, profile.over_voltage, GridCause::OverVoltage),
    ] {
        for (index, stage) in stages.iter().enumerate() {
            let limit = f64::from(stage.limit.as_microvolts()) / 1e6;
            corners.push(Corner {
                name: super::std::format!("{} {limit} V", profile.edition),
                cause: cause(number(index)),
                inside: Signal::volts(limit - sign * dv),
                outside: Signal::volts(limit + sign * OUTSIDE.0),
                within: stage.within,
                tolerance: config.voltage_tolerance(stage.within),
                is_outermost: index == 0,
            });
        }
    }
    for (sign, stages, cause) in [
        (
            -1.0,
            profile.under_frequency,
            GridCause::UnderFrequency as fn(u8) -> GridCause,
        ),
        (1.0, profile.over_frequency, GridCause::OverFrequency),
    ] {
        for (index, stage) in stages.iter().enumerate() {
            let limit = f64::from(stage.limit.as_millihertz()) / 1e3;
            corners.push(Corner {
                name: super::std::format!("{} {limit} Hz", profile.edition),
                cause: cause(number(index)),
                inside: Signal::hertz(limit - sign * df),
                outside: Signal::hertz(limit + sign * OUTSIDE.1),
                within: stage.within,
                tolerance: config.frequency_tolerance(),
                is_outermost: index == 0,
            });
        }
    }
    corners
}

/// The least and the most time to the trip over `phases` points of the cycle at which the grid steps.
fn extremes(
    granted: &Bench,
    signal: &Signal,
    cause: GridCause,
    within: Duration,
    phases: u32,
) -> (Duration, Duration) {
    let (mut least, mut most) = (Duration::MAX, Duration::ZERO);
    for phase in 0..phases {
        let mut bench = granted.clone();
        bench.run(
            &Signal::nominal(),
            Duration::from_micros(20_000) * phase / phases,
        );
        let (trip, apart) = bench.trip(signal, within * 2).expect("no trip");
        assert_eq!(trip.cause, cause);
        let took = trip.at.saturating_since(trip.since) + RELEASE;
        assert!(took <= within + MS && took + MS >= within, "{took:?}");
        least = least.min(apart);
        most = most.max(apart);
    }
    (least, most)
}

fn every_corner(period: Duration, phases: u32) {
    for profile in GridProfile::SHIPPED {
        let granted = Bench::granted(config(profile, period));
        for corner in corners(profile, period) {
            let name = &corner.name;
            let mut bench = granted.clone();
            let trip = bench.trip(&corner.inside, corner.within * 2);
            assert!(
                trip.is_none_or(|(trip, _)| trip.cause != corner.cause),
                "{name}: inside, and yet {trip:?}"
            );
            assert!(!corner.is_outermost || trip.is_none(), "{name}: {trip:?}");
            let (least, most) = extremes(
                &granted,
                &corner.outside,
                corner.cause,
                corner.within,
                phases,
            );
            println!(
                "{period:?} | {name} | {:?} | {least:?} | {most:?} | ±{:?}",
                corner.within, corner.tolerance
            );
            assert!(
                most <= corner.within + corner.tolerance,
                "{name}: late, {most:?}"
            );
            assert!(
                least + corner.tolerance >= corner.within,
                "{name}: early, {least:?}"
            );
        }
    }
}

#[test]
fn every_stage_trips_in_time_at_20_kilohertz() {
    every_corner(Duration::from_micros(50), 8);
}

#[test]
fn every_stage_trips_in_time_at_4_kilohertz() {
    every_corner(Duration::from_micros(250), 16);
}

#[test]
fn every_stage_trips_in_time_at_1_kilohertz() {
    every_corner(MS, 20);
}
