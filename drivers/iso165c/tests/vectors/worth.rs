//! What a value is worth.

use super::*;

#[test]
fn what_the_part_doubts_is_no_value() {
    use NoInsulation::{Calibration, Chassis, Deactivated, Hardware, NotAlive, Outdated, SelfTest};
    let found = |imc: u16, vifc: u16| {
        let (mut session, _) = ready(config());
        let ([c, d], [e, f]) = (imc.to_le_bytes(), vifc.to_le_bytes());
        session
            .on_frame(at(4_500), &info([0xE8, 0x03, c, d, e, f]))
            .unwrap();
        session.insulation().map(|found| found.value.total)
    };
    for (imc, vifc, error, kind) in [
        (0x02, 0, Chassis, ErrorKind::Fault),
        (0x04, 0, Hardware, ErrorKind::Fault),
        (0x08, 0, Calibration, ErrorKind::NotReady),
        (0x10, 0, SelfTest, ErrorKind::NotReady),
        (0, 0x0001, Deactivated, ErrorKind::NotReady),
        (0, 0x0004, NotAlive, ErrorKind::NotReady),
        (0, 0x0100, Outdated, ErrorKind::NotReady),
        (0x3F, 0x0105, Hardware, ErrorKind::Fault),
    ] {
        assert_eq!(found(imc, vifc), Err(error));
        assert_eq!(error.kind(), kind);
    }
    // A fault and a warning are values; so is what is not implemented, reserved, or of self-tests.
    for (imc, vifc) in [(0x01, 0), (0x20, 0), (0x21, 0), (0xFFC0, 0), (0, 0xFEFA)] {
        assert_eq!(found(imc, vifc), Ok(kilohms(1_000)), "{imc:#x} {vifc:#x}");
    }
}

#[test]
fn an_insulation_fault_is_a_value_with_its_flag() {
    let (mut session, _) = ready(config());
    session
        .on_frame(at(5_000), &info([0, 0, 0x21, 0, 0, 0]))
        .unwrap();
    assert_eq!(session.insulation().unwrap().value.total, Resistance::ZERO);
    let own = session.info().unwrap();
    assert!(own.value.imc.contains(ImcStatus::INSULATION_FAULT));
    assert_eq!(own.at, at(5_000));
}

#[test]
fn what_is_measured_again_needs_a_new_value() {
    for busy in [
        [0, 0, 0x08, 0, 0, 0],
        [0, 0, 0x10, 0, 0, 0],
        [0, 0, 0, 0, 0x01, 0],
    ] {
        let (mut session, mut part) = ready(config());
        second(&mut session, &mut part, 5_000, busy);
        second(&mut session, &mut part, 6_000, GOOD);
        assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
        for millis in [7_000, 8_000] {
            part.count += 1;
            second(&mut session, &mut part, millis, GOOD);
        }
        second(&mut session, &mut part, 9_000, GOOD);
        assert_eq!(session.insulation().unwrap().at, at(6_000));
    }
}

#[test]
fn a_counter_that_stands_still_is_frozen() {
    let (mut session, mut part) = ready(config());
    // It last went on at 3 s.
    for millis in (5_000..13_000).step_by(1_000) {
        second(&mut session, &mut part, millis, GOOD);
    }
    assert_eq!(session.insulation().unwrap().at, at(1_000));
    session.on_frame(at(12_999), &info(GOOD)).unwrap();
    serve(&mut session, &mut part, 12_999);
    assert_eq!(session.due(), at(13_000));
    assert!(session.insulation().is_ok());
    second(&mut session, &mut part, 13_000, GOOD);
    assert_eq!(session.insulation(), Err(NoInsulation::Frozen));
    assert_eq!(NoInsulation::Frozen.kind(), ErrorKind::NotReady);
    part.count += 1;
    second(&mut session, &mut part, 14_000, GOOD);
    second(&mut session, &mut part, 15_000, GOOD);
    // As old as the last but one before it stood still.
    assert_eq!(session.insulation().unwrap().at, at(2_000));
}

#[test]
fn one_that_never_counts_is_frozen_too() {
    let (mut session, mut part) = (Iso165C1::new(config()), Part::new());
    for millis in (0..=10_000).step_by(1_000) {
        second(&mut session, &mut part, millis, GOOD);
    }
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    second(&mut session, &mut part, 11_000, GOOD);
    assert_eq!(session.insulation(), Err(NoInsulation::Frozen));
}

#[test]
fn the_end_of_the_range_is_saturated_unless_a_ceiling_is_configured() {
    let found = |config, word: u16| {
        let (mut session, _) = ready(config);
        let [a, b] = word.to_le_bytes();
        session
            .on_frame(at(4_500), &info([a, b, 0, 0, 0, 0]))
            .unwrap();
        session.insulation().map(|found| found.value.total)
    };
    assert_eq!(found(config(), 49_999), Ok(kilohms(49_999)));
    assert_eq!(found(config(), 50_000), Err(NoInsulation::OverRange));
    assert_eq!(NoInsulation::OverRange.kind(), ErrorKind::Saturated);
    let ceiling = config().with_ceiling(kilohms(500)).unwrap();
    assert_eq!(found(ceiling, 50_000), Ok(kilohms(500)));
    assert_eq!(found(ceiling, 501), Ok(kilohms(500)));
    assert_eq!(found(ceiling, 499), Ok(kilohms(499)));
    // Beyond it nothing is taken.
    let (mut session, _) = ready(ceiling);
    let far = session.on_frame(at(4_500), &info([0xFF, 0xFF, 0, 0, 0, 0]));
    assert_eq!(far, Err(FrameError::OutOfRange { item: Item::Info }));
    assert_eq!(session.info().unwrap().at, at(4_000));
}

#[test]
fn a_part_that_is_not_coupled_measures_nothing() {
    for relay in [Relay::Negative, Relay::Positive] {
        let (mut session, mut part) = ready(config());
        session.open(relay);
        assert_eq!(session.insulation(), Err(NoInsulation::Relays));
        second(&mut session, &mut part, 5_000, GOOD);
        assert_eq!(session.relay(relay).unwrap().value, RelayState::Open);
        assert_eq!(session.insulation(), Err(NoInsulation::Relays));
        session.close(relay);
        second(&mut session, &mut part, 6_000, GOOD);
        assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    }
    // One that opens by itself, and one that does not know.
    for state in [0, 100] {
        let (mut session, mut part) = ready(config());
        part.answers.insert((0xDD, 1), [1, 0, state, 0]);
        second(&mut session, &mut part, 5_000, GOOD);
        assert_eq!(session.insulation(), Err(NoInsulation::Relays));
    }
}

#[test]
fn other_settings_are_no_value_until_they_are_right() {
    let (mut session, mut part) = ready(config());
    part.answers.insert((0x3C, 0), [3, 0, 0, 0]);
    session.on_frame(at(5_000), &info(GOOD)).unwrap();
    let mut found = Vec::new();
    while let Some(asked) = session.poll::<SimFrame>(at(5_000)) {
        let answer = response(part.answer(&asked));
        session.on_frame(at(5_000), &answer).unwrap();
        found.push(session.insulation().map(|_| ()));
    }
    let wrong = NoInsulation::Setting(Item::MeanFactor, 3);
    assert!(found.contains(&Err(wrong)));
    assert_eq!(
        (wrong.kind(), found.last()),
        (ErrorKind::Integrity, Some(&Err(NoInsulation::NoEstimate)))
    );
    assert_eq!(
        part.log
            .iter()
            .filter(|own| **own == [0x2B, 1, 0, 0, 0])
            .count(),
        2
    );
}

#[test]
fn a_part_that_does_not_keep_a_setting_is_told_once_a_period() {
    let (mut session, mut part) = ready(config());
    part.log.clear();
    for millis in [5_000, 6_000, 7_000] {
        session.on_frame(at(millis), &info(GOOD)).unwrap();
        while let Some(asked) = session.poll::<SimFrame>(at(millis)) {
            let answer = part.answer(&asked);
            part.answers.insert((0x32, 0), [55, 0, 0, 0]);
            assert!(part.count_of(0x28) <= 3, "told more than once a period");
            let _ = session.on_frame(at(millis), &response(answer));
        }
    }
    let wrong = NoInsulation::Setting(Item::ErrorThreshold, 55);
    assert_eq!(session.insulation(), Err(wrong));
    assert_eq!((part.count_of(0x28), part.is_locked), (3, true));
}
