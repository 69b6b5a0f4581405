//! Orders, locks and self-tests.

use super::*;

fn each_answer(
    session: &mut Iso165C,
    part: &mut Part,
    millis: u32,
    broken: impl Fn(u8) -> Option<[u8; 5]>,
) {
    while let Some(asked) = session.poll::<SimFrame>(at(millis)) {
        let byte = *asked.data().first().unwrap();
        let answer = broken(byte).unwrap_or_else(|| part.answer(&asked));
        let _ = session.on_frame(at(millis), &response(answer));
    }
}

#[test]
fn the_measurement_is_kept_on_or_off_as_told() {
    let (mut session, mut part) = ready(config());
    let off = [0xE8, 0x03, 0, 0, 0x01, 0];
    part.log.clear();
    second(&mut session, &mut part, 5_000, off);
    assert_eq!(
        part.log
            .iter()
            .filter(|own| **own == [0xCB, 1, 0, 0, 0])
            .count(),
        1
    );
    assert!(part.is_locked);
    session.measure(false);
    second(&mut session, &mut part, 6_000, off);
    assert_eq!(part.count_of(0xCB), 1);
    second(&mut session, &mut part, 7_000, GOOD);
    assert_eq!(
        part.log
            .iter()
            .filter(|own| **own == [0xCB, 0, 0, 0, 0])
            .count(),
        1
    );
}

#[test]
fn a_reset_makes_what_was_heard_void() {
    let (mut session, mut part) = ready(config());
    part.log.clear();
    session.reset();
    serve(&mut session, &mut part, 4_500);
    let orders = [
        [0xCA, 0, 0, 0, 0],
        [0xC8, 0, 0, 0, 0],
        [0xCA, 1, 0, 0xFF, 0xFF],
    ];
    assert_eq!(part.log[..3], orders);
    assert_eq!(session.insulation(), Err(NoInsulation::NotHeard));
    assert_eq!((session.info(), session.status()), (None, None));
    second(&mut session, &mut part, 5_000, GOOD);
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
}

#[test]
fn a_self_test_needs_both_relays_known_to_be_open() {
    let mut fresh = Iso165C::new(config());
    assert_eq!(fresh.self_test(Scenario::Overall), Err(Refused::NotReady));
    fresh.on_frame(at(0), &info(GOOD)).unwrap();
    assert_eq!(
        fresh.self_test(Scenario::Overall),
        Err(Refused::Relays),
        "not asked for yet"
    );
    let (mut session, mut part) = ready(config());
    part.log.clear();
    let refused = Err(Refused::Relays);
    assert_eq!(session.self_test(Scenario::Overall), refused);
    session.open(Relay::Negative);
    serve(&mut session, &mut part, 4_100);
    assert_eq!(session.self_test(Scenario::Overall), refused);
    session.open(Relay::Positive);
    assert_eq!(
        session.self_test(Scenario::Overall),
        refused,
        "not known yet"
    );
    serve(&mut session, &mut part, 4_200);
    assert_eq!(part.count_of(0x21), 0);
    session.self_test(Scenario::Parameters).unwrap();
    part.log.clear();
    serve(&mut session, &mut part, 4_300);
    let orders = [
        [0xCA, 0, 0, 0, 0],
        [0x21, 2, 0, 0, 0],
        [0xCA, 1, 0, 0xFF, 0xFF],
        [0x37, 0, 0, 0, 0],
        [0xE0, 0, 0, 0, 0],
    ];
    assert_eq!(part.log, orders);
    session
        .on_frame(at(4_400), &info([0, 0, 0x10, 0, 0, 0]))
        .unwrap();
    assert_eq!(session.self_test(Scenario::Overall), Err(Refused::NotReady));
}

#[test]
fn a_relay_that_moves_before_the_self_test_is_sent_ends_it() {
    let (mut session, mut part) = ready(config());
    session.open(Relay::Negative);
    session.open(Relay::Positive);
    serve(&mut session, &mut part, 4_100);
    session.self_test(Scenario::Overall).unwrap();
    session.close(Relay::Positive);
    serve(&mut session, &mut part, 4_200);
    assert_eq!(part.count_of(0x21), 0);
    assert_eq!(
        session.take_failure(),
        Some((Item::SelfTest, Failure::Relays))
    );
    assert_eq!(
        session.relay(Relay::Positive).unwrap().value,
        RelayState::Closed
    );
    // And one that is told before it is answered: the repeat is not sent.
    session.open(Relay::Positive);
    serve(&mut session, &mut part, 4_300);
    session.self_test(Scenario::Overall).unwrap();
    assert_eq!(said(&mut session, 4_400), [[0xCA, 0, 0, 0, 0]]);
    session
        .on_frame(at(4_400), &response([0xCA, 0, 0, 0, 0]))
        .unwrap();
    assert_eq!(said(&mut session, 4_400), [[0x21, 1, 0, 0, 0]]);
    session.close(Relay::Positive);
    let next = said(&mut session, 4_450);
    assert_eq!(next, [[0xD2, 1, 0, 1, 0]]);
    assert_eq!(
        session.take_failure(),
        Some((Item::SelfTest, Failure::Relays))
    );
}

#[test]
fn what_the_part_repeats_otherwise_is_an_error_and_sent_again() {
    let (mut session, _) = ready(config());
    session.open(Relay::Positive);
    said(&mut session, 4_100);
    session
        .on_frame(at(4_100), &response([0xCA, 0, 0, 0, 0]))
        .unwrap();
    assert_eq!(said(&mut session, 4_100), [[0xD2, 1, 0, 0, 0]]);
    let item = Item::SetRelay(Relay::Positive);
    let echo = Err(FrameError::Echo { item, word: 1 });
    assert_eq!(
        session.on_frame(at(4_110), &response([0xD2, 1, 0, 1, 0])),
        echo
    );
    assert_eq!(
        session.on_frame(at(4_110), &response([0xD2, 0, 0, 0, 0])),
        Ok(None)
    );
    assert_eq!(said(&mut session, 4_150), [[0xD2, 1, 0, 0, 0]]);
    let taken = session.on_frame(at(4_160), &response([0xD2, 1, 0, 0, 0]));
    assert_eq!(taken, Ok(Some(item)));
}

#[test]
fn a_part_that_stays_locked_gets_no_order_and_says_so() {
    let (mut session, mut part) = ready(config());
    part.log.clear();
    session.open(Relay::Negative);
    each_answer(&mut session, &mut part, 4_100, |byte| {
        (byte == 0xCA).then_some([0xFF, 0x0A, 0x04, 0xCA, 0])
    });
    let why = Failure::Rejected(ErrorCode(1_034));
    let item = Item::SetRelay(Relay::Negative);
    assert_eq!(session.take_failure(), Some((item, why)));
    assert_eq!((session.take_failure(), part.count_of(0xD2)), (None, 0));
    // One that another host has locked again.
    session.open(Relay::Negative);
    each_answer(&mut session, &mut part, 4_200, |byte| {
        (byte == 0xD2).then_some([0xFF, 0xE8, 0x03, 0xD2, 0])
    });
    let why = Failure::Rejected(ErrorCode::LOCKED);
    assert_eq!(
        (session.take_failure(), why.kind()),
        (Some((item, why)), ErrorKind::Refused)
    );
    assert_eq!(
        part.log.last(),
        Some(&[0xCA, 0, 0, 0, 0]),
        "not locked by this side"
    );
}

#[test]
fn locking_is_tried_again_each_period() {
    let (mut session, mut part) = ready(config());
    session.ping();
    session.open(Relay::Negative);
    let mut locks = 0;
    for millis in (4_100..5_000).step_by(50) {
        while let Some(asked) = session.poll::<SimFrame>(at(millis)) {
            if asked.data() == [0xCA, 1, 0, 0xFF, 0xFF] {
                locks += 1;
                continue;
            }
            let answer = response(part.answer(&asked));
            session.on_frame(at(millis), &answer).unwrap();
        }
    }
    assert_eq!((locks, part.is_locked, part.count_of(0x00)), (2, false, 1));
    assert_eq!(
        session.take_failure(),
        Some((Item::Lock, Failure::NoAnswer))
    );
    second(&mut session, &mut part, 5_000, GOOD);
    assert!(part.is_locked);
    assert_eq!(session.lock_state().unwrap().value, LockState::Locked);
}

#[test]
fn an_order_to_a_part_that_falls_silent_is_not_carried_out_later() {
    let mut session = Iso165C::new(config());
    session.close(Relay::Negative);
    for millis in (0..=100).step_by(50) {
        said(&mut session, millis);
    }
    assert_eq!(session.insulation(), Err(NoInsulation::NotHeard));
    let item = Item::SetRelay(Relay::Negative);
    assert_eq!(session.take_failure(), Some((item, Failure::NoAnswer)));
    let mut part = Part::new();
    second(&mut session, &mut part, 1_000, GOOD);
    assert_eq!(part.count_of(0xD2), 0);
}

#[test]
fn a_text_that_is_rejected_is_left_out() {
    let (mut session, mut part) = (Iso165C::new(config()), Part::new());
    session.on_frame(at(0), &info(GOOD)).unwrap();
    each_answer(&mut session, &mut part, 0, |byte| {
        (byte == 0x3D).then_some([0xFF, 34, 0, 0x3D, 0])
    });
    assert_eq!(
        (session.manufacturer(), session.take_failure()),
        (None, None)
    );
    assert!(session.version(Version::ImcFirmware).is_some());
}
