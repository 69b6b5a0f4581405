//! What an estimate is worth.

use super::*;

#[test]
fn what_comes_with_an_estimate_is_as_old() {
    let session = ready(config());
    let state = session.state().unwrap();
    assert_eq!((state.value.ohms_per_volt.value, state.at), (800, at(0)));
    let capacitances = session.capacitances().unwrap();
    assert_eq!(capacitances.value.negative.value.as_nanofarads(), 20);
    assert_eq!(capacitances.at, at(0));
    let voltages = session.voltages().unwrap();
    assert_eq!((voltages.value.negative.value, voltages.at), (190, at(0)));
    let battery = session.battery().unwrap();
    assert_eq!(battery.value.voltage.value, Voltage::from_volts(390));
    assert_eq!(battery.at, at(0));
    let temperature = session.temperature().unwrap();
    assert_eq!(
        (temperature.value, temperature.at),
        ([0, 0, 0x61, 0xA8], at(0))
    );
    // Flags are no estimate.
    let errors = session.errors().unwrap();
    assert_eq!(
        (errors.value.flags, errors.at),
        (ErrorFlags::CHASSIS, at(6_000))
    );
    assert_eq!(session.part_name(), Some(NAME));
    assert_eq!(session.version(), Some(*b"v1.0.0      "));
    assert_eq!(session.serial_number(), Some(*b"0123456789ABCDEF"));
}

#[test]
fn an_old_answer_that_differs_shows_that_one_was_missed() {
    for other in [
        [0xE1, 0x40, 0x03, 0xE8, 1, 0x01, 0xF5, 2],
        [0xE1, 0x40, 0xFF, 0xFF, 1, 0xFF, 0xFF, 2],
        [0xE1, 0x40, 0x03, 0xE8, 9, 0x01, 0xF4, 2],
    ] {
        let mut session = ready(config());
        serve(&mut session, 6_100, &other);
        assert_eq!(session.insulation(), Err(NoInsulation::Missed));
        assert_eq!(NoInsulation::Missed.kind(), ErrorKind::NotReady);
        serve(&mut session, 6_200, &OLD);
        assert_eq!(session.insulation(), Err(NoInsulation::Missed));
        serve(&mut session, 12_100, &GOOD);
        assert!(session.insulation().is_ok());
    }
}

#[test]
fn what_the_part_doubts_is_no_insulation() {
    for (status, error, kind) in [
        (0x80, NoInsulation::Hardware, ErrorKind::Fault),
        (0x20, NoInsulation::Uncertain, ErrorKind::NotReady),
        (0x10, NoInsulation::OtherPart, ErrorKind::WrongDevice),
        (0x08, NoInsulation::HighVoltage, ErrorKind::Fault),
        (0x04, NoInsulation::LowVoltage, ErrorKind::NotReady),
        (0xBF, NoInsulation::Hardware, ErrorKind::Fault),
    ] {
        for newness in [0, 0x40] {
            let mut session = ready(config());
            let mut doubtful = GOOD;
            doubtful[1] = status | newness;
            let asked = serve(&mut session, 6_100, &doubtful);
            assert_eq!(session.insulation(), Err(error), "{status:X}");
            assert_eq!(error.kind(), kind);
            let last = session.resistances().unwrap();
            assert_eq!(last.positive.value, Resistance::from_kilohms(1_000));
            // The flags of a hardware error are asked for, whether there is a new estimate or not.
            let is_hardware = status & 0x80 != 0;
            assert_eq!(asked.contains(&0xE5), is_hardware || newness == 0);
            serve(&mut session, 12_100, &GOOD);
            assert!(session.insulation().is_ok());
        }
    }
    // The part's own judgement is shown, and is not needed.
    let mut session = ready(config());
    serve(&mut session, 6_100, &[0xE1, 0x03, 0, 5, 1, 0, 5, 2]);
    let total = session.insulation().unwrap().value.total;
    assert_eq!(total, Resistance::from_microohms(2_500_000_000));
}

#[test]
fn a_total_rests_on_nothing_beyond_the_range() {
    let total = |config, positive: u16, negative: u16| {
        let ([a, b], [c, d]) = (positive.to_be_bytes(), negative.to_be_bytes());
        let mut session = ready(config);
        serve(&mut session, 12_000, &[0xE1, 0, a, b, 0, c, d, 0]);
        session.insulation().map(|found| found.value)
    };
    let kilohms = Resistance::from_kilohms;
    let of = |positive, negative| total(config(), positive, negative);
    assert_eq!(of(2_000, 2_000).unwrap().total, kilohms(1_000));
    assert_eq!(of(2_001, 2_001), Err(NoInsulation::OverRange));
    assert_eq!(of(65_535, 65_535), Err(NoInsulation::OverRange));
    assert_eq!(NoInsulation::OverRange.kind(), ErrorKind::Saturated);
    for (positive, negative, total, position) in [
        (65_535, 2_000, 1_000, Some(Ratio::from_percent(50))),
        (0, 65_535, 0, Some(Ratio::ONE)),
        (500, 0, 0, Some(Ratio::ZERO)),
        (0, 0, 0, None),
    ] {
        let found = of(positive, negative).unwrap();
        assert_eq!((found.total, found.position), (kilohms(total), position));
    }
    let ceiling = config().with_ceiling(kilohms(600)).unwrap();
    let of = |positive, negative| total(ceiling, positive, negative).unwrap();
    assert_eq!(of(65_535, 65_535).total, kilohms(600));
    assert_eq!(of(65_535, 65_535).position, None);
    assert_eq!(of(2_000, 2_000).total, kilohms(600));
    assert_eq!(of(1_000, 1_000).total, kilohms(500));
}

#[test]
fn a_part_of_another_name_is_neither_believed_nor_written_to() {
    let mut right = Sim100::new(config().with_part_name(NAME));
    let asked = serve(&mut right, 0, &GOOD);
    assert_eq!(asked, [0xE1, 0x01, 0x02, 0x03, 0x04, 0xF0]);
    serve(&mut right, 6_000, &GOOD);
    assert!(right.insulation().is_ok());
    let mut wrong = Sim100::new(config().with_part_name(*b"SIM100MLP       "));
    for millis in (0..7_000).step_by(100) {
        assert!(wrong.insulation().is_err());
        assert!(!serve(&mut wrong, millis, &GOOD).contains(&0xF0));
    }
    assert_eq!(wrong.insulation(), Err(NoInsulation::OtherPart));
    assert_eq!(wrong.part_name(), Some(NAME));
    // One that does not tell it all.
    let mut unnamed = Sim100::new(config().with_part_name(NAME));
    said(&mut unnamed, 0);
    unnamed.on_frame(&answer(&GOOD)).unwrap();
    assert_eq!(unnamed.insulation(), Err(NoInsulation::Unidentified));
    assert_eq!(said(&mut unnamed, 0), [ask(&[0x01])]);
    assert_eq!(said(&mut unnamed, 50), [ask(&[0x01])]);
    assert_eq!(said(&mut unnamed, 100), [ask(&[0xE1])]);
    assert_eq!(unnamed.insulation(), Err(NoInsulation::Silent));
}
