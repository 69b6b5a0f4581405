//! Sessions frame by frame.

use super::*;

#[test]
fn a_whole_session() {
    let (mut session, mut part) = (Iso165C1::new(config()), Part::new());
    assert_eq!(session.insulation(), Err(NoInsulation::NotHeard));
    assert_eq!(session.due(), Instant::ORIGIN);
    assert_eq!(said(&mut session, 0), [[0x35, 0, 0, 0, 0]]);
    assert_eq!((said(&mut session, 49), session.due()), (vec![], at(50)));
    let heard = session.on_frame(at(10), &response([0x35, 1, 0, 0, 0]));
    assert_eq!(heard, Ok(Some(Item::Resistance)));
    session.on_frame(at(10), &info(GOOD)).unwrap();
    assert_eq!(session.insulation(), Err(NoInsulation::Unconfigured));
    serve(&mut session, &mut part, 10);
    // Set what differs, between unlocking and locking, and read it back.
    let (unlock, lock) = ([0xCA, 0, 0, 0, 0], [0xCA, 1, 0, 0xFF, 0xFF]);
    let read = |byte| [byte, 0, 0, 0, 0];
    let is_of = |own: &[u8; 5]| matches!(own[0], 0x28..=0x2B | 0x32 | 0x39 | 0x3C | 0xCA);
    let orders: Vec<_> = part.log.iter().copied().filter(is_of).collect();
    let thresholds = [read(0x32), unlock, [0x28, 100, 0, 0, 0], lock, read(0x32)];
    let mean = [
        read(0x39),
        read(0x3C),
        unlock,
        [0x2B, 1, 0, 0, 0],
        lock,
        read(0x3C),
    ];
    assert_eq!(orders, [thresholds.as_slice(), &mean].concat());
    assert_eq!(
        (
            part.count_of(0x28),
            part.count_of(0x29),
            part.count_of(0x2B)
        ),
        (1, 0, 1)
    );
    assert_eq!(session.lock_state().unwrap().value, LockState::Locked);
    assert_eq!(
        session.thresholds().map(|own| own.unwrap().value),
        [kilohms(100), kilohms(300)]
    );
    assert_eq!(session.mean_factor().unwrap().value, 1);
    // An iso165C-1 is asked nothing about relays.
    assert_eq!((part.count_of(0xDD), part.count_of(0xD2)), (0, 0));
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    assert_eq!(said(&mut session, 999), <[[u8; 5]; 0]>::default());
    assert_eq!(session.due(), at(1_000));
    part.log.clear();
    second(&mut session, &mut part, 1_000, GOOD);
    assert_eq!(
        (part.count_of(0x28), part.count_of(0xCA)),
        (0, 0),
        "nothing differs"
    );
    part.count = 1;
    second(&mut session, &mut part, 2_000, GOOD);
    second(&mut session, &mut part, 3_000, GOOD);
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    part.count = 255;
    second(&mut session, &mut part, 4_000, GOOD);
    second(&mut session, &mut part, 5_000, GOOD);
    let found = session.insulation().unwrap();
    // The measurement was begun when the counter went on before, and that had not been when it was asked for first.
    assert_eq!((found.value.total, found.at), (kilohms(1_000), at(1_000)));
    assert_eq!(found.value.position, None);
    // What stands still makes nothing younger.
    second(&mut session, &mut part, 6_000, GOOD);
    assert_eq!(session.insulation().unwrap().at, at(1_000));
    part.count = 0;
    second(&mut session, &mut part, 7_000, GOOD);
    second(&mut session, &mut part, 8_000, GOOD);
    assert_eq!(session.insulation().unwrap().at, at(3_000));
}

#[test]
fn all_that_is_told_is_there() {
    let (session, part) = ready(config());
    assert_eq!(session.sample().unwrap().value.bias, Bias::Positive);
    let status = session.status().unwrap();
    assert_eq!((status.value.ext.bits(), status.at), (0x8002, at(4_000)));
    // Not implemented and reserved bits come through.
    assert_eq!(session.vifc_status().unwrap().value.bits(), 0x3012);
    let voltages = session.voltages().map(|own| own.unwrap().value);
    assert_eq!(voltages, [400, 399].map(Voltage::from_volts));
    assert_eq!(session.alive().unwrap().value, Alive::Running);
    assert_eq!(session.test_count().unwrap().value, 0x0207);
    assert_eq!(session.version(Version::ImcFirmwareHash), Some([3, 7]));
    assert_eq!(session.version(Version::VifcBootloader), Some([0, 7]));
    let text = session.manufacturer().unwrap();
    assert_eq!((text.len(), &text[..3], text[60]), (61, &b"ABC"[..], b'I'));
    assert_eq!(
        (
            part.count_of(0x3D),
            part.count_of(0x33),
            part.count_of(0xDE)
        ),
        (61, 4, 2)
    );
    assert_eq!(
        session.relay(Relay::Positive).unwrap().value,
        RelayState::Closed
    );
}

#[test]
fn a_response_that_was_not_asked_for_is_not_taken() {
    let mut session = Iso165C::new(config());
    assert_eq!(
        session.on_frame(at(0), &response([0x36, 1, 0, 0, 0])),
        Ok(None)
    );
    assert_eq!(said(&mut session, 0), [[0x35, 0, 0, 0, 0]]);
    for other in [
        [0x36, 1, 0, 0, 0],
        [0xDD, 0, 0, 0, 0],
        [0xFF, 0xE8, 0x03, 0x36, 0],
        [0xFF, 0xE9, 0x03, 0x00, 0x35],
    ] {
        assert_eq!(
            session.on_frame(at(1), &response(other)),
            Ok(None),
            "{other:?}"
        );
    }
    assert_eq!(
        (session.voltages(), said(&mut session, 1)),
        ([None; 2], vec![])
    );
    // What comes by itself does not end the question.
    assert_eq!(session.on_frame(at(2), &info(GOOD)), Ok(Some(Item::Info)));
    assert_eq!(session.due(), at(50));
    session
        .on_frame(at(3), &response([0x35, 1, 0, 0, 0]))
        .unwrap();
    // Of the two relays, only the one that is asked for.
    assert_eq!(said(&mut session, 3), [[0xDD, 0, 0, 0, 0]]);
    assert_eq!(
        session.on_frame(at(3), &response([0xDD, 1, 0, 1, 0])),
        Ok(None)
    );
    assert_eq!(session.relay(Relay::Positive), None);
    // And a duplicate is no answer.
    session
        .on_frame(at(4), &response([0xDD, 0, 0, 1, 0]))
        .unwrap();
    assert_eq!(
        session.on_frame(at(4), &response([0xDD, 0, 0, 0, 0])),
        Ok(None)
    );
    assert_eq!(
        session.relay(Relay::Negative).unwrap().value,
        RelayState::Closed
    );
}

#[test]
fn what_is_not_answered_is_repeated_and_then_silent() {
    let mut session = Iso165C1::new(config());
    assert_eq!(said(&mut session, 0).len(), 1);
    let short = frame(0x23, &[0x35, 0, 0]);
    assert_eq!(
        session.on_frame(at(10), &short),
        Err(FrameError::Length { length: 3 })
    );
    assert_eq!(said(&mut session, 50), [[0x35, 0, 0, 0, 0]]);
    assert_eq!(said(&mut session, 99), <[[u8; 5]; 0]>::default());
    assert_eq!(said(&mut session, 100), <[[u8; 5]; 0]>::default());
    // It may not have powered up yet.
    assert_eq!(session.insulation(), Err(NoInsulation::NotHeard));
    // And begins anew.
    assert_eq!(said(&mut session, 1_000), [[0x35, 0, 0, 0, 0]]);
    session.on_frame(at(1_010), &info(GOOD)).unwrap();
    assert_eq!(said(&mut session, 1_050), [[0x35, 0, 0, 0, 0]]);
    assert_eq!(said(&mut session, 1_100), <[[u8; 5]; 0]>::default());
    assert_eq!(session.insulation(), Err(NoInsulation::NoAnswer));
    assert_eq!(NoInsulation::NoAnswer.kind(), ErrorKind::Bus);
}

#[test]
fn a_full_queue_is_asked_again_after_the_time_out() {
    let mut session = Iso165C1::new(config());
    said(&mut session, 0);
    let full = response([0xFF, 0xE9, 0x03, 0x35, 0]);
    let (item, code) = (Item::Resistance, ErrorCode::QUEUE_FULL);
    let rejected = FrameError::Rejected { item, code };
    assert_eq!(session.on_frame(at(1), &full), Err(rejected));
    assert_eq!(rejected.kind(), ErrorKind::NotReady);
    assert_eq!((said(&mut session, 2), session.due()), (vec![], at(50)));
    assert_eq!(said(&mut session, 50), [[0x35, 0, 0, 0, 0]]);
    session
        .on_frame(at(51), &response([0x35, 1, 0, 0, 0]))
        .unwrap();
    assert_eq!(session.sample().unwrap().at, at(0));
    // Another reason ends the question.
    assert_eq!(said(&mut session, 51), [[0x32, 0, 0, 0, 0]]);
    let code = ErrorCode(1_038);
    let item = Item::ErrorThreshold;
    let late = response([0xFF, 0x0E, 0x04, 0x32, 0]);
    assert_eq!(
        session.on_frame(at(52), &late),
        Err(FrameError::Rejected { item, code })
    );
    assert_eq!(code.kind(), ErrorKind::Bus);
    assert_eq!(said(&mut session, 52), [[0x39, 0, 0, 0, 0]]);
    assert_eq!(session.take_failure(), None, "a question is no order");
}

#[test]
fn nothing_for_too_long_is_silent_and_what_was_heard_is_void() {
    let (mut session, mut part) = ready(config());
    serve(&mut session, &mut part, 6_999);
    assert!(session.insulation().is_ok());
    assert_eq!(session.due(), at(7_000));
    serve(&mut session, &mut part, 7_000);
    assert_eq!(session.insulation(), Err(NoInsulation::Silent));
    assert_eq!(NoInsulation::Silent.kind(), ErrorKind::NotReady);
    assert_eq!(session.info(), None);
    // It begins anew: relays, settings and a new value.
    second(&mut session, &mut part, 8_000, GOOD);
    second(&mut session, &mut part, 9_000, GOOD);
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    for millis in [10_000, 11_000] {
        part.count += 1;
        second(&mut session, &mut part, millis, GOOD);
    }
    second(&mut session, &mut part, 12_000, GOOD);
    assert_eq!(session.insulation().unwrap().at, at(9_000));
}

#[test]
fn identifiers_are_the_callers() {
    let id = |raw| StandardId::new(raw).unwrap();
    let long = ExtendedId::new(0x1234_5678).unwrap();
    let own = Identifiers::new(id(1), long, id(3)).unwrap();
    let mut session = Iso165C1::new(config().with_identifiers(own));
    let asked = session.poll::<SimFrame>(at(0)).unwrap();
    assert_eq!(asked.id(), Id::Extended(long));
    assert_eq!(session.on_frame(at(0), &info(GOOD)), Ok(None));
    assert_eq!(
        session.on_frame(at(0), &frame(1, &GOOD)),
        Ok(Some(Item::Info))
    );
    let answer = frame(3, &[0x35, 1, 0, 0, 0]);
    assert_eq!(session.on_frame(at(0), &answer), Ok(Some(Item::Resistance)));
}
