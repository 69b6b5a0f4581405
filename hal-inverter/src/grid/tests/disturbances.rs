//! What must not trip, and what is no measurement.

use super::super::{Blind, GridCause, GridFrame, GridProfile, GridVerdict};
use super::bench::{Bench, MS, RELEASE, Signal, config};
use super::std::f64::consts::TAU;
use core::time::Duration;
use hal_power::ErrorKind;

const PERIOD: Duration = Duration::from_micros(50);
const CYCLE: Duration = Duration::from_millis(20);
/// As the configured gap.
const GAP: Duration = Duration::from_millis(2);

fn granted() -> Bench {
    Bench::granted(config(&GridProfile::EN_50549_1_2019, PERIOD))
}

/// Hands frames on that `change` has been at until the channel trips; returns the cause and the time.
fn disturbed(
    bench: &mut Bench,
    most: Duration,
    mut change: impl FnMut(&mut GridFrame),
) -> Option<(GridCause, Duration)> {
    let begun = bench.now();
    for _ in 0..bench.protection.config().frames.of(most) {
        let mut frame = bench.sample(&Signal::nominal());
        change(&mut frame);
        if !bench.step(&frame).granted {
            match bench.protection.verdict() {
                GridVerdict::Tripped { trip, .. } => {
                    return Some((trip.cause, bench.now().saturating_since(begun)));
                }
                other => panic!("{other:?}"),
            }
        }
    }
    None
}

#[test]
fn a_phase_jump_trips_nothing() {
    for profile in GridProfile::SHIPPED {
        let granted = Bench::granted(config(profile, PERIOD));
        for degrees in [20.0, -20.0, 60.0, -60.0] {
            for phase in 0..20 {
                let mut bench = granted.clone();
                bench.run(&Signal::nominal(), MS * phase);
                bench.phase = (bench.phase + degrees / 360.0 * TAU).rem_euclid(TAU);
                let trip = bench.trip(&Signal::nominal(), MS * 300);
                assert_eq!(trip, None, "{}, {degrees}°, {phase} ms", profile.edition);
            }
        }
    }
}

#[test]
fn an_offset_of_the_sensor_trips_nothing_just_inside() {
    let mut bench = granted();
    let mut signal = Signal::volts(252.5);
    signal.offset = 8.0;
    // it appears at once, and stays
    assert_eq!(bench.trip(&signal, MS * 10_000), None);
}

#[test]
fn one_saturated_sample_is_an_excursion_of_a_cycle() {
    let granted = granted();
    let mut bench = granted.clone();
    let mut frame = 0_u32;
    let trip = disturbed(&mut bench, MS * 1_000, |sample| {
        frame += 1;
        if frame == 77 {
            sample.voltage = Err(ErrorKind::Saturated);
        }
    });
    assert_eq!(trip, None);
    // one in each cycle is an overvoltage that no number tells
    let mut bench = granted.clone();
    let mut frame = 0_u32;
    let (cause, took) = disturbed(&mut bench, MS * 1_000, |sample| {
        frame += 1;
        if frame % 400 == 77 {
            sample.voltage = Err(ErrorKind::Saturated);
        }
    })
    .unwrap();
    assert_eq!(cause, GridCause::OverVoltage(2));
    assert!(took + RELEASE <= MS * 112, "{took:?}");
}

#[test]
fn samples_that_stay_away_trip_at_the_gap() {
    let granted = granted();
    for kind in [ErrorKind::Saturated, ErrorKind::NotReady, ErrorKind::Bus] {
        let (cause, took) = disturbed(&mut granted.clone(), MS * 100, |sample| {
            sample.voltage = Err(kind);
        })
        .unwrap();
        assert_eq!(cause, GridCause::Blind(Blind::Voltage(kind)));
        assert_eq!(took, GAP + PERIOD);
    }
}

#[test]
fn a_half_cycle_of_holes_trips() {
    let mut frame = 0_u32;
    let (cause, took) = disturbed(&mut granted(), MS * 100, |sample| {
        frame += 1;
        if frame % 3 == 0 {
            sample.voltage = Err(ErrorKind::Integrity);
        }
    })
    .unwrap();
    assert_eq!(cause, GridCause::Blind(Blind::Sparse));
    assert!(took <= CYCLE + MS, "{took:?}");
}

#[test]
fn lost_frames_trip_and_a_sequence_that_stands_does() {
    let granted = granted();
    let mut bench = granted.clone();
    bench.sequence += 39;
    assert_eq!(disturbed(&mut bench, MS * 100, |_| ()), None, "39 lost");
    for lost in [41, 1_000_000, u32::MAX - 5] {
        let mut bench = granted.clone();
        bench.sequence = bench.sequence.wrapping_add(lost);
        let (cause, took) = disturbed(&mut bench, MS * 100, |_| ()).unwrap();
        assert_eq!(cause, GridCause::Blind(Blind::Missing), "{lost} lost");
        assert_eq!(took, PERIOD);
    }
    let mut bench = granted.clone();
    let stands = bench.sequence;
    let (cause, took) = disturbed(&mut bench, MS * 100, |frame| frame.sequence = stands).unwrap();
    assert_eq!(cause, GridCause::Blind(Blind::Missing));
    assert_eq!(took, GAP + PERIOD);
}

#[test]
fn a_stuck_sample_trips_wherever_it_stuck() {
    let granted = granted();
    for phase in 0..20 {
        let mut bench = granted.clone();
        bench.run(&Signal::nominal(), MS * phase);
        let mut stuck = None;
        let (cause, took) = disturbed(&mut bench, MS * 3_000, |frame| {
            frame.voltage = *stuck.get_or_insert(frame.voltage);
        })
        .unwrap();
        // near zero it is a dead grid
        match cause {
            GridCause::Blind(Blind::Stuck) => assert!(took <= MS * 6, "{took:?}"),
            GridCause::UnderVoltage(1) => assert!(took <= MS * 210, "{took:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn silence_trips() {
    let mut bench = granted();
    let heard = bench.now();
    assert!(bench.protection.watch(heard.saturating_add(GAP)).granted);
    let outputs = bench
        .protection
        .watch(heard.saturating_add(GAP + PERIOD * 2));
    assert!(!outputs.granted);
    match bench.protection.verdict() {
        GridVerdict::Tripped { trip, .. } => {
            assert_eq!(trip.cause, GridCause::Blind(Blind::Silent))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn after_blindness_the_reconnection_time_begins_again() {
    let mut bench = granted();
    let _ = disturbed(&mut bench, GAP * 2, |sample| {
        sample.voltage = Err(ErrorKind::Bus)
    });
    bench.connected = false;
    bench.run(&Signal::nominal(), MS * 999);
    assert!(!bench.outputs.unwrap().granted);
    bench.run(&Signal::nominal(), MS * 60);
    assert!(bench.outputs.unwrap().granted);
}

#[test]
fn a_quantity_that_chatters_about_its_limit_is_one_excursion() {
    let granted = granted();
    // for three cycles outside, for three back by less than the hysteresis
    let (outside, between) = (Signal::volts(194.9), Signal::volts(195.8));
    let mut bench = granted.clone();
    let begun = bench.now();
    let mut trip = None;
    for _ in 0..20 {
        trip = trip.or_else(|| bench.trip(&outside, CYCLE * 3));
        trip = trip.or_else(|| bench.trip(&between, CYCLE * 3));
    }
    let (trip, _) = trip.expect("no trip");
    assert_eq!(trip.cause, GridCause::UnderVoltage(0));
    let took = trip.at.saturating_since(begun) + RELEASE;
    assert!(took <= MS * 1_517, "{took:?}");
    // back by more than it, each is an excursion of its own
    let inside = Signal::volts(196.5);
    let mut bench = granted.clone();
    for _ in 0..40 {
        assert_eq!(bench.trip(&outside, CYCLE * 3), None);
        assert_eq!(bench.trip(&inside, CYCLE * 3), None);
    }
}
