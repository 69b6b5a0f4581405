extern crate std;

use super::*;
use core::time::Duration;
use hal_power::{
    Contacts, Energy, ErrorKind, PathId, Ratio, Reading, Resistance,
    check::{Precharge, PrechargeConfig, PrechargeInputs, Step},
};

const MS: Duration = Duration::from_millis(1);

const LIFE: &[MakeLife] = &[
    MakeLife {
        precharged: Ratio::from_percent(90),
        operations: 50_000,
    },
    MakeLife {
        precharged: Ratio::from_percent(80),
        operations: 50,
    },
];

fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

fn path() -> Path {
    Path::new(PathId(1), Contacts::first(3))
}

fn pair() -> ContactorPair<'static> {
    let config = ContactorConfig::new(Voltage::from_volts(60), Current::from_amps(5), MS * 20)
        .with_waits(MS * 500, MS * 300);
    ContactorPair::new(config, Wear::new(LIFE, 0))
}

fn inputs(now: Instant, battery: i32, link: i32, amps: i32) -> ContactorInputs {
    ContactorInputs::new(
        Ok(Reading::new(Voltage::from_volts(battery), now)),
        Ok(Reading::new(Voltage::from_volts(link), now)),
        Ok(Reading::new(Current::from_amps(amps), now)),
    )
}

/// Runs a precharge on an ideal link that is at 400 V at once.
fn proof(path: &Path) -> (Precharged, Instant) {
    let config = PrechargeConfig::new(
        Resistance::from_ohms(50),
        MS * 40,
        Voltage::from_volts(85),
        MS * 10,
    );
    let mut check = Precharge::new(config.with_life(MS * 100), Energy::ZERO);
    check.start(at(1_000), path);
    for tick in 0..100 {
        let now = at(1_000 + tick);
        let given = inputs(now, 400, 400, 0);
        let given = PrechargeInputs::new(given.battery, given.link, given.current);
        if let Step::Done(proof) = check.step(now, path, given) {
            return (proof, now);
        }
    }
    panic!("no proof");
}

fn closed() -> (ContactorPair<'static>, Instant) {
    let (mut pair, path) = (pair(), path());
    let (proof, now) = proof(&path);
    pair.close(proof, now, &path, inputs(now, 400, 400, 0))
        .unwrap();
    (pair, now)
}

#[test]
fn closes_on_a_proof_that_this_tick_confirms() {
    let (pair, _) = closed();
    assert_eq!(
        pair.wants(),
        ContactorWants {
            closed: true,
            stop_converter: false
        }
    );
}

#[test]
fn a_tick_that_does_not_confirm_the_proof_refuses() {
    let refusals: [fn(Instant) -> ContactorInputs; 4] = [
        |now| inputs(now, 400, 330, 0),
        |now| inputs(now, 0, 0, 0),
        |now| inputs(now.saturating_sub(MS * 21), 400, 400, 0),
        |now| ContactorInputs {
            link: Err(ErrorKind::Bus),
            ..inputs(now, 400, 400, 0)
        },
    ];
    for refusal in refusals {
        let (mut pair, path) = (pair(), path());
        let (proof, now) = proof(&path);
        assert_eq!(
            pair.close(proof, now, &path, refusal(now)),
            Err(Refused::State)
        );
        assert!(!pair.wants().closed);
    }
}

#[test]
fn a_proof_that_is_late_or_of_another_path_refuses() {
    let (mut pair, path) = (pair(), path());
    let (late, now) = proof(&path);
    let after = now.saturating_add(MS * 101);
    assert_eq!(
        pair.close(late, after, &path, inputs(after, 400, 400, 0)),
        Err(Refused::Stale)
    );
    let other = Path::new(PathId(2), Contacts::NONE);
    let (proof, now) = proof(&path);
    assert_eq!(
        pair.close(proof, now, &other, inputs(now, 400, 400, 0)),
        Err(Refused::OtherPath)
    );
}

#[test]
fn opens_at_once_under_the_break_limit() {
    let (mut pair, now) = closed();
    pair.open(now);
    assert!(!pair.step(now, inputs(now, 400, 400, 5)).closed);
    let opening = pair.take_opening().unwrap();
    assert_eq!(
        (opening.cause, opening.broke),
        (OpeningCause::CurrentLow, Ok(Current::from_amps(5)))
    );
    assert_eq!(pair.take_opening(), None);
}

#[test]
fn above_the_limit_it_stops_the_converter_then_waits_for_the_fuse_then_opens() {
    let (mut pair, now) = closed();
    pair.open(now);
    let waiting = ContactorWants {
        closed: true,
        stop_converter: true,
    };
    for waited in 0..800 {
        let now = now.saturating_add(MS * waited);
        assert_eq!(
            pair.step(now, inputs(now, 400, 400, 200)),
            waiting,
            "{waited} ms"
        );
    }
    let now = now.saturating_add(MS * 800);
    assert!(!pair.step(now, inputs(now, 400, 400, 200)).closed);
    assert_eq!(pair.take_opening().unwrap().cause, OpeningCause::TimedOut);
}

#[test]
fn a_current_that_cannot_be_read_waits_for_the_time_out() {
    let (mut pair, now) = closed();
    pair.open(now);
    let blind = |now| ContactorInputs {
        current: Err(ErrorKind::Bus),
        ..inputs(now, 400, 400, 0)
    };
    assert!(pair.step(now, blind(now)).closed);
    let now = now.saturating_add(MS * 800);
    assert!(!pair.step(now, blind(now)).closed);
    let opening = pair.take_opening().unwrap();
    assert_eq!(opening.broke, Err(Unusable::Sensor(ErrorKind::Bus)));
}

#[test]
fn the_preferred_direction_breaks_more() {
    let config = pair()
        .config
        .with_break_limits(Current::from_amps(50), Current::from_amps(5));
    for (amps, opens) in [(50, true), (51, false), (-5, true), (-6, false)] {
        let (mut pair, now) = closed();
        pair.config = config;
        pair.open(now);
        assert_eq!(
            !pair.step(now, inputs(now, 400, 400, amps)).closed,
            opens,
            "{amps} A"
        );
    }
}

fn watched() -> (ContactorPair<'static>, Instant) {
    let (mut pair, now) = closed();
    pair.config = pair
        .config
        .with_difference(Voltage::from_volts(20), MS * 10);
    (pair, now)
}

#[test]
fn sides_that_come_apart_for_too_long_open_the_pair() {
    let (mut pair, now) = watched();
    for waited in 0..10 {
        let now = now.saturating_add(MS * waited);
        assert!(
            pair.step(now, inputs(now, 400, 379, 0)).closed,
            "{waited} ms"
        );
        assert_eq!(pair.take_fault(), None);
    }
    let now = now.saturating_add(MS * 10);
    assert!(!pair.step(now, inputs(now, 400, 379, 0)).closed);
    assert_eq!(pair.take_fault(), Some(ContactorFault::Apart));
    assert_eq!(pair.take_fault(), None);
    assert_eq!(pair.take_opening().unwrap().cause, OpeningCause::CurrentLow);
}

#[test]
fn apart_with_a_current_it_opens_in_order() {
    let (mut pair, now) = watched();
    pair.step(now, inputs(now, 400, 379, 200));
    let now = now.saturating_add(MS * 10);
    let wants = pair.step(now, inputs(now, 400, 379, 200));
    assert!(wants.closed && wants.stop_converter);
    assert_eq!(pair.take_fault(), Some(ContactorFault::Apart));
}

#[test]
fn sides_that_meet_again_begin_anew_and_sides_that_fall_silent_do_not() {
    let blind = |now| ContactorInputs {
        link: Err(ErrorKind::Bus),
        ..inputs(now, 400, 379, 0)
    };
    for (between, fault) in [
        (
            inputs as fn(Instant, i32, i32, i32) -> ContactorInputs,
            None,
        ),
        (
            |now, _, _, _| inputs(now.saturating_sub(MS * 21), 400, 400, 0),
            Some(ContactorFault::Apart),
        ),
    ] {
        let (mut pair, now) = watched();
        pair.step(now, inputs(now, 400, 379, 0));
        let meets = now.saturating_add(MS * 5);
        pair.step(meets, between(meets, 400, 380, 0));
        let late = now.saturating_add(MS * 10);
        pair.step(late, inputs(late, 400, 421, 0));
        assert_eq!(pair.take_fault(), fault);
    }
    let (mut pair, now) = watched();
    pair.step(now, inputs(now, 400, 379, 0));
    let now = now.saturating_add(MS * 10);
    pair.step(now, blind(now));
    assert_eq!(pair.take_fault(), Some(ContactorFault::Apart));
}

#[test]
fn without_a_limit_no_difference_is_a_fault() {
    let (mut pair, now) = closed();
    for waited in [0, 1_000] {
        let now = now.saturating_add(MS * waited);
        assert!(pair.step(now, inputs(now, 400, 0, 0)).closed);
    }
    assert_eq!(pair.take_fault(), None);
}

#[test]
fn wear_weighs_the_voltage_across() {
    let used = |link| {
        let mut wear = Wear::new(LIFE, 0);
        wear.make(Voltage::from_volts(400), Voltage::from_volts(link));
        wear.parts_per_billion()
    };
    assert_eq!(
        [400, 360, 359, 320].map(used),
        [20_000, 20_000, 20_000_000, 20_000_000]
    );
    assert_eq!(used(319), 1_000_000_000, "no row covers it");
    assert_eq!(used(440), 20_000, "above counts as below");
    let (pair, _) = closed();
    assert_eq!(pair.wear().parts_per_billion(), 20_000);
    assert!(!pair.wear().is_used_up());
}
