//! Frames, and what they say.

use super::*;

#[test]
fn answers_say_what_the_sheet_says() {
    let Answer::Resistances(poles) = decoded(&[0xE1, 0x43, 0x01, 0x02, 3, 0xFF, 0xFE, 4]) else {
        panic!("resistances");
    };
    assert_eq!(poles.status, Status::from_bits_retain(0x43));
    assert_eq!(poles.positive.value, Resistance::from_kilohms(0x0102));
    assert_eq!(poles.positive.uncertainty, Ratio::from_percent(3));
    assert_eq!(poles.negative.value, Resistance::from_kilohms(0xFFFE));
    assert_eq!(poles.negative.uncertainty, Ratio::from_percent(4));
    let Answer::Capacitances(poles) = decoded(&[0xE2, 0, 0x01, 0x02, 3, 0x04, 0x05, 6]) else {
        panic!("capacitances");
    };
    assert_eq!(poles.positive.value.as_nanofarads(), 0x0102);
    assert_eq!(poles.negative.value.as_nanofarads(), 0x0405);
    let Answer::Voltages(poles) = decoded(&[0xE3, 0, 0x00, 0xC8, 1, 0xFF, 0x38, 2]) else {
        panic!("voltages");
    };
    assert_eq!((poles.positive.value, poles.negative.value), (200, 0xFF38));
    let Answer::State(state) = decoded(&[0xE0, 0x02, 0x01, 0xF4, 5, 0x00, 0x0A, 255]) else {
        panic!("state");
    };
    assert_eq!(state.ohms_per_volt.value, 500);
    assert_eq!(state.energy.value, 10);
    assert_eq!(state.energy.uncertainty, Ratio::from_percent(255));
    assert!(!state.status.is_isolation_good());
    assert!(Status::HARDWARE_ERROR.is_isolation_good());
    let Answer::Battery(battery) = decoded(&[0xE4, 0x08, 0x01, 0x91, 1, 0x08, 0x63, 2]) else {
        panic!("battery");
    };
    assert_eq!(battery.status, Status::HIGH_BATTERY_VOLTAGE);
    assert_eq!(battery.voltage.value, Voltage::from_volts(401));
    assert_eq!(battery.most.value, Voltage::from_volts(2_147));
    let Answer::Errors(errors) = decoded(&[0xE5, 0x80, 0xA4]) else {
        panic!("errors");
    };
    assert_eq!(errors.status, Status::HARDWARE_ERROR);
    let expected = ErrorFlags::NEGATIVE_POLE | ErrorFlags::CHASSIS | ErrorFlags::SUPPLY;
    assert_eq!(errors.flags, expected);
    let raw = |item, bytes| Answer::Raw(item, bytes);
    assert_eq!(decoded(b"\x03IM10"), raw(Item::PartName(2), *b"IM10"));
    assert_eq!(decoded(b"\x07v1.0"), raw(Item::Version(2), *b"v1.0"));
    assert_eq!(decoded(b"\x08v1.0"), raw(Item::SerialNumber(0), *b"v1.0"));
    let temperature = raw(Item::Temperature, [1, 2, 3, 4]);
    assert_eq!(decoded(&[0x80, 1, 2, 3, 4]), temperature);
    assert_eq!(decoded(&[0x80, 1, 2, 3, 4, 0, 0, 0]), temperature);
    let most = Answer::MaxVoltage(Voltage::from_volts(400));
    assert_eq!(decoded(&[0xF0, 0x01, 0x90]), most);
    assert_eq!(most.item(), Item::MaxVoltage);
}

#[test]
fn requests_are_one_byte_and_commands_what_they_need() {
    for byte in 0..=u8::MAX {
        let Some(item) = Item::from_byte(byte) else {
            continue;
        };
        assert_eq!(item.byte(), Some(byte));
        let expected = (item != Item::MaxVoltage).then(|| ask(&[byte]));
        assert_eq!(codec::request::<SimFrame>(item), expected);
    }
    for item in [Item::PartName(4), Item::Version(3), Item::SerialNumber(4)] {
        assert_eq!(codec::request::<SimFrame>(item), None);
    }
    let set = codec::set_max_voltage(Voltage::from_volts(400));
    assert_eq!(set, Some(ask(&[0xF0, 0x01, 0x90])));
    let negative = codec::set_max_voltage::<SimFrame>(Voltage::from_volts(-1));
    assert_eq!(negative, None);
    assert_eq!(codec::restart(), Some(ask(&[0xC1, 0x01, 0x23, 0x45, 0x67])));
}

#[test]
fn answers_of_a_wrong_length_are_errors() {
    assert_eq!(codec::decode(&answer(&[])), Err(FrameError::Empty));
    assert_eq!(FrameError::Empty.kind(), ErrorKind::Integrity);
    for byte in [
        0x01, 0x07, 0x0B, 0x80, 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xF0,
    ] {
        let item = Item::from_byte(byte).unwrap();
        let good: &[usize] = match item {
            Item::PartName(_) | Item::Version(_) | Item::SerialNumber(_) => &[5],
            Item::Temperature => &[5, 6, 7, 8],
            Item::Errors | Item::MaxVoltage => &[3, 4, 5, 6, 7, 8],
            _ => &[8],
        };
        for length in 1..=8 {
            let data = [byte, 0, 0, 0, 0, 0, 0, 0];
            let found = codec::decode(&answer(&data[..length]));
            let expected = FrameError::Length { item, length };
            if good.contains(&length) {
                assert!(matches!(found, Ok(Some(_))), "{item} of {length}");
            } else {
                assert_eq!(found, Err(expected));
            }
        }
    }
    let far = codec::decode(&answer(&[0xE4, 0, 0x08, 0x64, 0, 0, 0, 0]));
    let item = Item::Battery;
    assert_eq!(far, Err(FrameError::OutOfRange { item }));
}

#[test]
fn what_is_no_answer_is_passed_over() {
    let data = [0xE1, 0, 0, 1, 0, 0, 1, 0];
    let low = StandardId::new(0x100).unwrap();
    let others = [
        ask(&data),
        ask(&[]),
        frame(ANSWER ^ 2, &data),
        frame(ANSWER & 0x3_FFFF, &data),
        SimFrame::new(low, &data).unwrap(),
        SimFrame::new_remote(ExtendedId::new(ANSWER).unwrap(), 8).unwrap(),
        answer(&[0xE6, 0, 0, 0, 0, 0, 0, 0]),
        answer(&[0x62]),
        answer(&[0x00]),
    ];
    for frame in others {
        assert_eq!(codec::decode(&frame), Ok(None), "{frame:?}");
    }
}

#[test]
fn identifiers_are_one_bit_apart_and_long() {
    assert_eq!((ANSWER ^ REQUEST).count_ones(), 1);
    let asked = said(&mut Sim100::new(config()), 0);
    assert_eq!(
        asked[0].id(),
        Id::Extended(ExtendedId::new(0x0A10_0101).unwrap())
    );
}
