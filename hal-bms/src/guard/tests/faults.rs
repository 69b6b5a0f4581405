//! What opens contactors, when, and how it is over.

use super::*;
use std::{string::ToString, vec::Vec};

extern crate std;

#[test]
fn hard_limits_open_after_their_time_and_name_who_passed_them() {
    let overvoltage = |voltage| CellFault::Overvoltage { cell: 2, voltage };
    let undervoltage = |voltage| CellFault::Undervoltage { cell: 2, voltage };
    let hot = |temperature| CellFault::TooHot {
        sensor: 1,
        temperature,
    };
    let cold = |temperature| CellFault::TooCold {
        sensor: 1,
        temperature,
    };
    for (truth, fault, delay) in [
        (Truth::cell(2, 3_650), overvoltage(mv(3_650)), 500),
        (Truth::cell(2, 4_000), overvoltage(mv(4_000)), 500),
        (Truth::cell(2, 2_500), undervoltage(mv(2_500)), 800),
        (Truth::cell(2, -100), undervoltage(mv(-100)), 800),
        (Truth::sensor(1, 55), hot(celsius(55)), 300),
        (Truth::sensor(1, -20), cold(celsius(-20)), 400),
    ] {
        let mut guard = guard();
        assert_eq!(first_fault(&mut guard, &Truth::well(), 0, 900), None);
        let found = first_fault(&mut guard, &truth, 1_000, 3_000);
        assert_eq!(found, Some((fault, 1_000 + delay)));
    }
}

#[test]
fn a_limit_passed_for_less_than_its_time_is_no_fault() {
    let mut guard = guard();
    for round in 0..5 {
        let from = round * 1_000;
        assert_eq!(
            first_fault(&mut guard, &Truth::cell(0, 3_700), from, from + 400),
            None
        );
        assert_eq!(
            first_fault(&mut guard, &Truth::well(), from + 500, from + 900),
            None
        );
    }
}

#[test]
fn a_reading_that_was_lost_does_not_start_the_time_again() {
    let mut guard = guard();
    let high = Truth::cell(0, 3_700);
    assert_eq!(first_fault(&mut guard, &high, 0, 300), None);
    let now = at(400);
    let mut lost = high.at(now);
    lost.cells = Err(ErrorKind::Bus);
    assert_eq!(guard.step(now, lost), CellVerdict::IDLE);
    let now = at(500);
    lost.cells = Ok(Reading::new(&high.cells, at(100)));
    let verdict = guard.step(now, lost);
    assert!(matches!(
        verdict.fault,
        Some(CellFault::Overvoltage { cell: 0, .. })
    ));
}

#[test]
fn an_input_that_cannot_be_used_stops_current_at_once_and_opens_after_the_patience() {
    let well = Truth::well();
    type Spoil = fn(&mut CellInputs<'_>);
    let spoil: [(CellInput, Spoil); 3] = [
        (CellInput::Cells, |inputs| {
            inputs.cells = Err(ErrorKind::Integrity)
        }),
        (CellInput::Temperatures, |inputs| {
            inputs.temperatures = Err(ErrorKind::Integrity)
        }),
        (CellInput::Status, |inputs| {
            inputs.status = Err(ErrorKind::Integrity)
        }),
    ];
    for (input, spoil) in spoil {
        let mut guard = guard();
        assert_eq!(first_fault(&mut guard, &well, 0, 500), None);
        for millis in (600..1_500).step_by(100) {
            let now = at(millis);
            let mut inputs = well.at(now);
            spoil(&mut inputs);
            assert_eq!(guard.step(now, inputs), CellVerdict::IDLE, "{millis}");
        }
        let now = at(1_500);
        let mut inputs = well.at(now);
        spoil(&mut inputs);
        let cause = Unusable::Sensor(ErrorKind::Integrity);
        assert_eq!(
            guard.step(now, inputs).fault,
            Some(CellFault::Input(input, cause))
        );
    }
}

#[test]
fn a_stale_reading_or_one_from_the_future_is_none() {
    let (well, mut guard) = (Truth::well(), guard());
    let now = at(500);
    let old = well.at(at(299));
    assert_eq!(guard.step(now, old), CellVerdict::IDLE);
    assert_eq!(guard.step(now, well.at(at(501))), CellVerdict::IDLE);
    assert_eq!(guard.step(now, well.at(at(300))).charge, Ratio::ONE);
    let stale = CellFault::Input(CellInput::Cells, Unusable::Stale);
    assert_eq!(guard.step(at(1_300), well.at(at(300))).fault, Some(stale));
}

#[test]
fn nothing_heard_at_all_opens_too() {
    let mut guard = guard();
    let silent = CellInputs::new(
        Err(ErrorKind::NotReady),
        Err(ErrorKind::NotReady),
        Err(ErrorKind::NotReady),
    );
    assert_eq!(guard.step(at(999), silent), CellVerdict::IDLE);
    assert!(guard.step(at(1_000), silent).fault.is_some());
}

#[test]
fn another_number_of_values_is_nothing_to_go_by() {
    let (well, now) = (Truth::well(), at(10));
    for count in [0, CELLS - 1] {
        let mut inputs = well.at(now);
        inputs.cells = Ok(Reading::new(&well.cells[..count], now));
        assert_eq!(guard().step(now, inputs), CellVerdict::IDLE);
    }
    let mut inputs = well.at(now);
    inputs.temperatures = Ok(Reading::new(&well.temperatures[..1], now));
    assert_eq!(guard().step(now, inputs), CellVerdict::IDLE);
}

#[test]
fn every_bit_of_a_status_opens_unless_it_is_a_warning() {
    for bit in (0..32).map(|bit| SafetyStatus::from_bits_retain(1 << bit)) {
        let now = at(10);
        let truth = Truth::status(bit);
        let verdict = guard().step(now, truth.at(now));
        assert_eq!(verdict.fault, Some(CellFault::Status(bit)));
        let mut warned = CellGuard::new(config().with_warnings(bit), START);
        assert_eq!(warned.step(now, truth.at(now)).fault, None);
        let mut other = CellGuard::new(config().with_warnings(!bit), START);
        assert_eq!(
            other.step(now, truth.at(now)).fault,
            Some(CellFault::Status(bit))
        );
    }
}

#[test]
fn open_wires_open_whatever_their_age_and_are_named() {
    let (well, now) = (Truth::well(), at(10));
    let open = CellSet::from_iter([0, CELLS]);
    let inputs = well
        .at(now)
        .with_open_wires(Some(Reading::new(open, Instant::ORIGIN)));
    let mut guard = guard();
    assert_eq!(
        guard.step(now, inputs).fault,
        Some(CellFault::OpenWires(open))
    );
    let more = inputs.with_open_wires(Some(Reading::new(CellSet::only(2), now)));
    let all = CellSet::from_iter([0, 2, CELLS]);
    assert_eq!(guard.step(now, more).fault, Some(CellFault::OpenWires(all)));
    assert!(!guard.clear());
    let tested = inputs.with_open_wires(Some(Reading::new(CellSet::NONE, now)));
    assert!(guard.step(now, tested).fault.is_some());
    assert!(guard.clear());
    assert_eq!(guard.step(now, tested).charge, Ratio::ONE);
}

#[test]
fn a_test_of_wires_that_is_asked_for_must_not_be_too_old() {
    let age = MS * 5_000;
    let mut guard = CellGuard::new(config().with_wire_test(age), START);
    let well = Truth::well();
    let now = at(100);
    assert_eq!(guard.step(now, well.at(now)), CellVerdict::IDLE);
    let tested = |now| {
        let none = Some(Reading::new(CellSet::NONE, at(100)));
        well.at(now).with_open_wires(none)
    };
    assert_eq!(guard.step(at(5_100), tested(at(5_100))).charge, Ratio::ONE);
    assert_eq!(guard.step(at(5_101), tested(at(5_101))), CellVerdict::IDLE);
    let stale = CellFault::Input(CellInput::OpenWires, Unusable::Stale);
    assert_eq!(guard.step(at(6_100), tested(at(6_100))).fault, Some(stale));
}

#[test]
fn cells_that_do_not_make_the_string_stop_current_and_open() {
    let config = config().with_stack(mv(200), MS * 300);
    let mut guard = CellGuard::new(config, START);
    let well = Truth::well();
    let with = |millis, millivolts| {
        let now = at(millis);
        (
            now,
            well.at(now)
                .with_stack(Ok(Reading::new(mv(millivolts), now))),
        )
    };
    let mut step = |millis, millivolts| {
        let (now, inputs) = with(millis, millivolts);
        guard.step(now, inputs)
    };
    assert_eq!(step(0, 13_200).charge, Ratio::ONE);
    assert_eq!(step(100, 13_400).charge, Ratio::ONE);
    assert_eq!(step(200, 13_401), CellVerdict::IDLE);
    assert_eq!(step(300, 13_000).charge, Ratio::ONE);
    assert_eq!(step(400, 12_999), CellVerdict::IDLE);
    assert_eq!(step(600, 9_900), CellVerdict::IDLE);
    let fault = CellFault::Mismatch {
        cells: mv(13_200),
        stack: mv(9_900),
    };
    assert_eq!(step(700, 9_900).fault, Some(fault));
    assert_eq!(guard.step(at(800), well.at(at(800))).charge, Ratio::ZERO);
    let silent = CellGuard::new(config, START).step(at(1_000), well.at(at(1_000)));
    let cause = Unusable::Sensor(ErrorKind::NotReady);
    assert_eq!(
        silent.fault,
        Some(CellFault::Input(CellInput::Stack, cause))
    );
}

#[test]
fn a_worse_fault_takes_the_place_of_one_that_stands() {
    let mut guard = guard();
    let bits = SafetyStatus::SUPPLY;
    let (now, high) = (at(0), Truth::cell(1, 3_700));
    assert!(guard.step(now, Truth::status(bits).at(now)).fault.is_some());
    let found: Vec<_> = (0..=6)
        .map(|tick| at(100 * tick))
        .map(|now| guard.step(now, high.at(now)).fault.unwrap())
        .collect();
    assert_eq!(found[4], CellFault::Status(bits));
    assert!(matches!(found[5], CellFault::Overvoltage { cell: 1, .. }));
    let now = at(1_000);
    let both = Truth::status(SafetyStatus::MEMORY);
    let verdict = guard.step(now, both.at(now));
    assert!(matches!(verdict.fault, Some(CellFault::Overvoltage { .. })));
}

#[test]
fn a_fault_stays_and_is_cleared_only_once_values_are_back() {
    for (beyond, not_yet, back) in [
        (
            Truth::cell(0, 3_650),
            Truth::cell(0, 3_601),
            Truth::cell(0, 3_600),
        ),
        (
            Truth::cell(0, 2_500),
            Truth::cell(0, 2_549),
            Truth::cell(0, 2_550),
        ),
        (
            Truth::sensor(0, 55),
            Truth::sensor(0, 51),
            Truth::sensor(0, 50),
        ),
        (
            Truth::sensor(0, -20),
            Truth::sensor(0, -16),
            Truth::sensor(0, -15),
        ),
    ] {
        let mut guard = guard();
        let (fault, _) = first_fault(&mut guard, &beyond, 0, 1_000).unwrap();
        assert!(!guard.clear(), "{fault}");
        let now = at(1_100);
        assert_eq!(guard.step(now, not_yet.at(now)).fault, Some(fault));
        assert!(!guard.is_recovered() && !guard.clear(), "{fault}");
        let now = at(1_200);
        assert_eq!(guard.step(now, back.at(now)).fault, Some(fault));
        assert!(guard.is_recovered() && guard.clear(), "{fault}");
        let now = at(1_300);
        assert_eq!(guard.step(now, Truth::well().at(now)).discharge, Ratio::ONE);
    }
}

#[test]
fn faults_print_who_and_how_much() {
    let cell = CellFault::Overvoltage {
        cell: 3,
        voltage: mv(3_700),
    };
    assert_eq!(cell.to_string(), "cell 3 too high: 3.7 V");
    let input = CellFault::Input(CellInput::Status, Unusable::Stale);
    assert_eq!(input.to_string(), "safety status: reading is stale");
}
