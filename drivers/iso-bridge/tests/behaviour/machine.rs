//! The state machine by itself.

use crate::rig::{TIMING, config};
use core::time::Duration;
use hal_power::{Contacts, ErrorKind, Input, Instant, Reading, Voltage, check::Step};
use iso_bridge::{Fault, Inputs, IsoBridge, Sensors};
use proptest::prelude::*;

/// What a sensor may say.
#[derive(Debug, Clone, Copy)]
enum Letter {
    Volts(i32),
    Stale(i32),
    Future(i32),
    Failed(ErrorKind),
}

fn letter() -> impl Strategy<Value = Letter> {
    let failed = prop_oneof![
        3 => Just(ErrorKind::NotReady),
        1 => Just(ErrorKind::Bus),
    ];
    prop_oneof![
        30 => (175_000..175_050).prop_map(Letter::Volts),
        1 => any::<i32>().prop_map(Letter::Volts),
        2 => (175_000..175_050).prop_map(Letter::Stale),
        1 => (175_000..175_050).prop_map(Letter::Future),
        1 => failed.prop_map(Letter::Failed),
    ]
}

impl Letter {
    fn input(self, now: Instant, sign: i32) -> Input<Voltage> {
        let second = Duration::from_secs(1);
        let reading = |millivolts: i32, at| {
            let value = Voltage::from_millivolts(millivolts.saturating_mul(sign));
            Ok(Reading::new(value, at))
        };
        match self {
            Self::Volts(millivolts) => reading(millivolts, now),
            Self::Stale(millivolts) => reading(millivolts, now.saturating_sub(second)),
            Self::Future(millivolts) => reading(millivolts, now.saturating_add(second)),
            Self::Failed(kind) => Err(kind),
        }
    }
}

proptest! {
    #[test]
    fn wants_nothing_closed_once_it_has_ended_whatever_it_was_told(
        letters in proptest::collection::vec((letter(), letter(), 1..400_u64), 1..200),
        sensors in prop_oneof![Just(Sensors::Both), Just(Sensors::Positive), Just(Sensors::Negative)],
    ) {
        let mut bridge = IsoBridge::new(config(), sensors);
        let mut now = Instant::from_micros(5_000_000);
        prop_assert_eq!(bridge.wants(), Contacts::NONE);
        bridge.start(now);
        let mut ended = false;
        for (positive, negative, millis) in letters {
            now = now.saturating_add(Duration::from_millis(millis));
            let inputs = Inputs::both(positive.input(now, 1), negative.input(now, -1));
            let step = bridge.step(now, inputs);
            prop_assert!(matches!(step, Step::Wait) || !ended, "ends once");
            ended |= !matches!(step, Step::Wait);
            prop_assert_eq!(bridge.is_active(), !ended);
            if ended {
                prop_assert_eq!(bridge.wants(), Contacts::NONE);
            }
        }
    }
}

#[test]
fn released_it_wants_nothing_and_says_nothing() {
    let mut bridge = IsoBridge::new(config(), Sensors::Both);
    bridge.start(Instant::ORIGIN);
    assert_eq!(bridge.wants(), Contacts::only(0));
    bridge.release();
    assert_eq!(
        (bridge.wants(), bridge.is_active()),
        (Contacts::NONE, false)
    );
    let failed = Inputs::both(Err(ErrorKind::Bus), Err(ErrorKind::Bus));
    assert!(matches!(bridge.step(Instant::ORIGIN, failed), Step::Wait));
}

#[test]
fn names_the_sensor_that_failed_and_asks_none_that_is_not_fitted() {
    let now = Instant::from_micros(1);
    let step = |sensors, inputs| {
        let mut bridge = IsoBridge::new(config(), sensors);
        bridge.start(Instant::ORIGIN);
        match bridge.step(now, inputs) {
            Step::Failed(fault) => Some(fault),
            _ => None,
        }
    };
    let volts = || Ok(Reading::new(Voltage::from_volts(1), now));
    let bus = || Err(ErrorKind::Bus);
    let (positive, negative) = (
        Fault::Positive(ErrorKind::Bus),
        Fault::Negative(ErrorKind::Bus),
    );
    assert_eq!(
        step(Sensors::Both, Inputs::both(bus(), volts())),
        Some(positive)
    );
    assert_eq!(
        step(Sensors::Both, Inputs::both(volts(), bus())),
        Some(negative)
    );
    assert_eq!(step(Sensors::Positive, Inputs::both(volts(), bus())), None);
    assert_eq!(
        step(Sensors::Positive, Inputs::positive(bus())),
        Some(positive)
    );
    assert_eq!(step(Sensors::Negative, Inputs::both(bus(), volts())), None);
    assert_eq!(
        step(Sensors::Negative, Inputs::negative(bus())),
        Some(negative)
    );
}

#[test]
fn readings_count_from_when_the_switch_has_moved_and_once_each() {
    let mut bridge = IsoBridge::new(config(), Sensors::Both);
    let start = Instant::from_micros(1_000);
    bridge.start(start);
    let step = |bridge: &mut IsoBridge, now, at| {
        let reading = |volts| Ok(Reading::new(Voltage::from_volts(volts), at));
        let step = bridge.step(now, Inputs::both(reading(175), reading(-175)));
        assert!(matches!(step, Step::Wait));
    };
    let moved = start.saturating_add(TIMING.travel);
    let later = |micros| moved.saturating_add(Duration::from_micros(micros));
    for _ in 0..50 {
        step(&mut bridge, later(0), moved);
    }
    for _ in 0..50 {
        step(&mut bridge, later(1), later(1));
    }
    for reading in 2..10 {
        step(&mut bridge, later(reading), later(reading));
        assert_eq!(bridge.wants(), Contacts::only(0));
    }
    step(&mut bridge, later(10), later(10));
    assert_eq!(bridge.wants(), Contacts::only(1), "ten readings");
}
