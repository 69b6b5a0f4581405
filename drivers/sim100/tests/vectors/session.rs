//! Sessions frame by frame.

use super::*;

#[test]
fn a_whole_session() {
    let mut session = Sim100::new(config());
    assert_eq!(session.insulation(), Err(NoInsulation::NotHeard));
    assert_eq!(session.due(), Instant::ORIGIN);
    assert_eq!(said(&mut session, 0), [ask(&[0xE1])]);
    assert_eq!(session.due(), at(50));
    assert_eq!(said(&mut session, 49), []);
    let heard = session.on_frame(&answer(&OLD));
    assert_eq!(heard, Ok(Some(Item::Resistances)));
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    let last = session.resistances().unwrap();
    assert_eq!(last.status, Status::NO_NEW_ESTIMATES);
    // Now that it is heard, the most that the battery may have is set.
    assert_eq!(said(&mut session, 50), [ask(&SET)]);
    session.on_frame(&answer(&SET)).unwrap();
    let set = session.max_voltage().unwrap();
    assert_eq!((set.value, set.at), (Voltage::from_volts(400), at(50)));
    assert_eq!((said(&mut session, 99), session.due()), (vec![], at(100)));
    // New, and of before the part was heard.
    assert_eq!(serve(&mut session, 100, &GOOD), [0xE1]);
    assert_eq!(serve(&mut session, 5_900, &GOOD), [0xE1]);
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    let asked = serve(&mut session, 6_000, &GOOD);
    let once = (0x01..=0x0B).collect::<Vec<u8>>();
    let details = [0xE1, 0xE0, 0xE2, 0xE3, 0xE4, 0xE5, 0x80];
    assert_eq!(asked, [details.as_slice(), &once].concat());
    let found = session.insulation().unwrap();
    // 1000 kΩ and 500 kΩ in parallel; a third of the way up from the negative pole.
    let total = Resistance::from_microohms(333_333_333_333);
    assert_eq!((found.value.total, found.at), (total, at(0)));
    assert_eq!(found.value.position, Some(Ratio::from_ppm(333_333)));
    // What is not new makes nothing younger, and the next that is new does.
    assert_eq!(serve(&mut session, 6_200, &OLD), [0xE1]);
    assert_eq!(session.insulation().unwrap().at, at(0));
    assert_eq!(serve(&mut session, 12_000, &GOOD), details);
    assert_eq!(session.insulation().unwrap().at, at(6_000));
}

#[test]
fn a_question_is_repeated_and_its_answer_as_old_as_the_first() {
    let mut session = ready(config());
    assert_eq!(said(&mut session, 12_000), [ask(&[0xE1])]);
    assert_eq!(said(&mut session, 12_049), []);
    assert_eq!(said(&mut session, 12_050), [ask(&[0xE1])]);
    session.on_frame(&answer(&GOOD)).unwrap();
    assert_eq!(session.insulation().unwrap().at, at(6_000));
}

#[test]
fn what_comes_with_an_estimate_is_asked_once() {
    let mut session = ready(config());
    assert_eq!(said(&mut session, 12_000), [ask(&[0xE1])]);
    session.on_frame(&answer(&GOOD)).unwrap();
    for (millis, byte) in [(12_000, 0xE0), (12_050, 0xE2), (12_100, 0xE1)] {
        assert_eq!(said(&mut session, millis), [ask(&[byte])]);
    }
    session.on_frame(&answer(&OLD)).unwrap();
    assert_eq!(said(&mut session, 12_101), [ask(&[0xE3])]);
    assert!(session.insulation().is_ok());
}

#[test]
fn a_part_that_does_not_answer_is_silent_after_its_tries() {
    let mut session = ready(config());
    assert_eq!(said(&mut session, 6_100), [ask(&[0xE1])]);
    assert_eq!(said(&mut session, 6_150), [ask(&[0xE1])]);
    assert_eq!(said(&mut session, 6_199), []);
    assert!(session.insulation().is_ok(), "it ages");
    assert_eq!(said(&mut session, 6_200), [ask(&[0xE1])]);
    assert_eq!(session.insulation(), Err(NoInsulation::Silent));
    assert_eq!(NoInsulation::Silent.kind(), ErrorKind::Bus);
    assert_eq!((session.state(), session.max_voltage()), (None, None));
    session.on_frame(&answer(&GOOD)).unwrap();
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    // It may have started anew.
    assert_eq!(serve(&mut session, 6_201, &GOOD), [0xF0]);
    serve(&mut session, 12_199, &GOOD);
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
    serve(&mut session, 12_300, &GOOD);
    assert_eq!(session.insulation().unwrap().at, at(6_300));
}

#[test]
fn a_setting_that_is_not_answered_is_left_and_one_that_differs_is_told() {
    let mut mute = Sim100::new(config());
    said(&mut mute, 0);
    mute.on_frame(&answer(&GOOD)).unwrap();
    assert_eq!(said(&mut mute, 1), [ask(&SET)]);
    assert_eq!(said(&mut mute, 51), [ask(&SET)]);
    assert_eq!(serve(&mut mute, 101, &GOOD), [0xE1]);
    serve(&mut mute, 6_000, &GOOD);
    assert_eq!(
        (mute.insulation().is_ok(), mute.max_voltage()),
        (true, None)
    );
    let mut stubborn = Sim100::new(config());
    said(&mut stubborn, 0);
    stubborn.on_frame(&answer(&GOOD)).unwrap();
    said(&mut stubborn, 1);
    stubborn.on_frame(&answer(&[0xF0, 0, 60])).unwrap();
    serve(&mut stubborn, 6_000, &GOOD);
    let own = NoInsulation::MaxVoltage(Voltage::from_volts(60));
    assert_eq!(stubborn.insulation(), Err(own));
    assert_eq!(own.kind(), ErrorKind::Integrity);
}

#[test]
fn an_answer_that_nobody_has_asked_for_is_not_taken() {
    let mut session = ready(config());
    let before = session.insulation();
    let worse = answer(&[0xE1, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(session.on_frame(&worse), Ok(None));
    said(&mut session, 12_000);
    session.on_frame(&answer(&GOOD)).unwrap();
    assert_eq!(session.on_frame(&worse), Ok(None), "repeated");
    assert_eq!(said(&mut session, 12_001), [ask(&[0xE0])]);
    assert_eq!(session.on_frame(&worse), Ok(None), "about something else");
    let found = session.insulation().unwrap();
    assert_eq!((found.value, found.at), (before.unwrap().value, at(6_000)));
}

#[test]
fn a_short_answer_is_told_and_asked_for_again() {
    let mut session = ready(config());
    said(&mut session, 12_000);
    let (item, length) = (Item::Resistances, 7);
    let short = session.on_frame(&answer(&GOOD[..7]));
    assert_eq!(short, Err(FrameError::Length { item, length }));
    assert_eq!(session.insulation().unwrap().at, at(0));
    assert_eq!(said(&mut session, 12_050), [ask(&[0xE1])]);
    session.on_frame(&answer(&GOOD)).unwrap();
    assert_eq!(session.insulation().unwrap().at, at(6_000));
}

#[test]
fn a_restart_is_sent_once_and_forgets() {
    let mut session = ready(config());
    session.restart();
    assert_eq!(session.due(), Instant::ORIGIN);
    assert_eq!(session.insulation(), Err(NoInsulation::NotHeard));
    let restart = ask(&[0xC1, 0x01, 0x23, 0x45, 0x67]);
    assert_eq!(said(&mut session, 6_001), [restart]);
    assert_eq!(serve(&mut session, 6_100, &GOOD), [0xE1, 0xF0]);
    assert_eq!(session.insulation(), Err(NoInsulation::NoEstimate));
}

#[test]
fn figures_that_make_no_session_are_refused() {
    let zero = Duration::ZERO;
    for (period, timeout, tries, estimate) in [
        (zero, MS, 1, MS),
        (MS, zero, 1, MS),
        (MS, MS, 0, MS),
        (MS, MS, 1, zero),
    ] {
        let found = Times::new(period, timeout, tries, estimate);
        assert_eq!(found, Err(ConfigError::Zero));
    }
    for microvolts in [0, -1_000_000, 1_500_000] {
        let found = Config::new(Voltage::from_microvolts(microvolts), times());
        assert_eq!(found.err(), Some(ConfigError::Voltage));
    }
    let ceiling = |kilohms| {
        config()
            .with_ceiling(Resistance::from_kilohms(kilohms))
            .err()
    };
    assert_eq!(ceiling(1_000), None);
    assert_eq!(ceiling(1_001), Some(ConfigError::Ceiling));
    assert_eq!(ceiling(0), Some(ConfigError::Ceiling));
}
