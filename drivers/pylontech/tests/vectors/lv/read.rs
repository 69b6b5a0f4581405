//! Frames of real packs, and every bit.

use hal_power::{Temperature, Voltage};
use pylontech::{
    DischargeSign, Field, FrameError, NoLimits,
    lv::{
        Alarms, Conditions, Inverter, InverterConfig, Measurement, Message, RequestFrame, Requests,
        State,
    },
};

use super::{
    super::{NOW, deciamps, decicelsius, decivolts, percent, standard},
    NEWER, OLDER, SECOND, heard, inverter, limits,
};

#[test]
fn an_older_pack_is_read() {
    let inverter = heard(&OLDER, RequestFrame::Sent);
    let found = inverter.limits().unwrap();
    assert_eq!(
        (found.value, found.at),
        (limits(532, 4_800, 4_800, 450), NOW)
    );
    let state = State::new(percent(88), percent(94));
    assert_eq!(inverter.state().unwrap().value, state);
    let measured = Measurement::new(
        Voltage::from_millivolts(49_860),
        deciamps(270),
        decicelsius(363),
    );
    assert_eq!(inverter.measurement().unwrap().value, measured);
    let healthy = Alarms::new(Conditions::empty(), Conditions::empty(), 6);
    assert_eq!(inverter.alarms().unwrap().value, healthy);
    let enables = Requests::CHARGE_ENABLE | Requests::DISCHARGE_ENABLE;
    assert_eq!(inverter.requests().unwrap().value, enables);
    let name = inverter.raw(Message::Manufacturer).unwrap().value;
    assert_eq!(name.as_bytes(), b"PYLON   ");
    assert_eq!(inverter.raw(Message::Info), None);
}

#[test]
fn a_newer_pack_leaves_frames_out_and_that_is_no_health() {
    let inverter = heard(&NEWER, RequestFrame::LeftOut);
    assert_eq!(
        inverter.limits().unwrap().value,
        limits(528, 4_800, 4_800, 450)
    );
    assert_eq!(
        inverter.state().unwrap().value,
        State::new(percent(84), percent(96))
    );
    assert_eq!(inverter.measurement().unwrap().value.current, deciamps(279));
    assert_eq!((inverter.alarms(), inverter.requests()), (None, None));
    let info = inverter.raw(Message::Info).unwrap().value;
    assert_eq!(info.as_bytes(), NEWER[5].1);
    assert_eq!(
        inverter
            .raw(Message::ExtendedAlarms)
            .unwrap()
            .value
            .as_bytes(),
        [0; 8]
    );

    let strict = heard(&NEWER, RequestFrame::Sent);
    assert_eq!(strict.limits(), Err(NoLimits::Missing(0x35C)));
}

#[test]
fn a_pack_of_ten_modules_is_read() {
    // S6
    let frames: [(u16, &[u8]); 4] = [
        (0x351, &[0x14, 0x02, 0x74, 0x0E, 0x74, 0x0E, 0xCC, 0x01]),
        (0x355, &[0x1A, 0x00, 0x64, 0x00]),
        (0x356, &[0x02, 0x13, 0x00, 0x00, 0x4A, 0x01]),
        (0x359, &[0x00, 0x00, 0x00, 0x00, 0x0A, 0x50, 0x4E]),
    ];
    let inverter = heard(&frames, RequestFrame::LeftOut);
    assert_eq!(
        inverter.limits().unwrap().value,
        limits(532, 3_700, 3_700, 460)
    );
    let measured = inverter.measurement().unwrap().value;
    assert_eq!(measured.voltage, Voltage::from_millivolts(48_660));
    assert_eq!(measured.temperature, Temperature::from_celsius(33));
    assert_eq!(inverter.alarms().unwrap().value.modules, 10);
}

#[test]
fn a_negative_discharge_limit_is_one_only_where_it_is_configured() {
    // S7
    let frame = standard(0x351, &[0x44, 0x02, 0x64, 0x00, 0x9C, 0xFF, 0x3F, 0x02]);
    let mut negative = inverter(DischargeSign::Negative, RequestFrame::LeftOut);
    assert_eq!(negative.on_frame(NOW, &frame), Ok(Some(Message::Limits)));
    assert_eq!(negative.limits().unwrap().value, limits(580, 100, 100, 575));

    let mut positive = inverter(DischargeSign::Positive, RequestFrame::LeftOut);
    let wrong = FrameError::Sign {
        id: 0x351,
        field: Field::DischargeCurrent,
    };
    assert_eq!(positive.on_frame(NOW, &frame), Err(wrong));
    assert_eq!(positive.limits(), Err(NoLimits::Missing(0x351)));
    let charge = standard(0x351, &[0x44, 0x02, 0xFF, 0xFF, 0x00, 0x00, 0x3F, 0x02]);
    let wrong = FrameError::Sign {
        id: 0x351,
        field: Field::ChargeCurrent,
    };
    assert_eq!(negative.on_frame(NOW, &charge), Err(wrong));
}

#[test]
fn six_bytes_have_no_discharge_voltage_and_neither_have_two_zeros() {
    for data in [
        &[0x14, 0x02, 0xC0, 0x12, 0xC0, 0x12][..],
        &[0x14, 0x02, 0xC0, 0x12, 0xC0, 0x12, 0x00, 0x00],
    ] {
        let frame = standard(0x351, data);
        let mut bare = inverter(DischargeSign::Positive, RequestFrame::LeftOut);
        bare.on_frame(NOW, &frame).unwrap();
        assert_eq!(bare.limits_frame().unwrap().value.discharge_voltage, None);
        assert_eq!(bare.limits(), Err(NoLimits::DischargeVoltage));

        let configured = |voltage| {
            let config =
                InverterConfig::new(SECOND, DischargeSign::Positive, RequestFrame::LeftOut)
                    .and_then(|config| config.with_discharge_voltage(voltage));
            let mut inverter = Inverter::new(config.unwrap());
            inverter.on_frame(NOW, &frame).unwrap();
            inverter.limits()
        };
        let whole = configured(decivolts(465)).unwrap().value;
        assert_eq!(whole, limits(532, 4_800, 4_800, 465));
        assert_eq!(configured(decivolts(532)), Err(NoLimits::Crossed));
    }
}

#[test]
fn a_configured_discharge_voltage_is_a_floor() {
    for (configured, expected) in [(440, 450), (450, 450), (465, 465)] {
        let config = InverterConfig::new(SECOND, DischargeSign::Positive, RequestFrame::LeftOut)
            .and_then(|config| config.with_discharge_voltage(decivolts(configured)));
        let mut inverter = Inverter::new(config.unwrap());
        let (id, data) = OLDER[0];
        inverter.on_frame(NOW, &standard(id, data)).unwrap();
        let found = inverter.limits().unwrap().value;
        assert_eq!(found.discharge_voltage, decivolts(expected));
    }
}

#[test]
fn every_bit_of_alarms_and_requests_is_where_sources_agree_and_the_rest_is_kept() {
    let mut inverter = inverter(DischargeSign::Positive, RequestFrame::Sent);
    for (byte, bit, condition) in [
        (0, 1, Conditions::OVERVOLTAGE),
        (0, 2, Conditions::UNDERVOLTAGE),
        (0, 3, Conditions::OVERTEMPERATURE),
        (0, 4, Conditions::UNDERTEMPERATURE),
        (0, 7, Conditions::DISCHARGE_OVERCURRENT),
        (1, 0, Conditions::CHARGE_OVERCURRENT),
        (1, 3, Conditions::SYSTEM),
        (1, 7, Conditions::from_bits_retain(1 << 15)),
        (0, 0, Conditions::from_bits_retain(1)),
    ] {
        let mut data = [0, 0, 0, 0, 1, b'P', b'N'];
        data[byte] = 1 << bit;
        inverter.on_frame(NOW, &standard(0x359, &data)).unwrap();
        let alarms = inverter.alarms().unwrap().value;
        assert_eq!(
            (alarms.protection, alarms.alarm),
            (condition, Conditions::empty())
        );
        data.swap(byte, byte + 2);
        inverter.on_frame(NOW, &standard(0x359, &data)).unwrap();
        let alarms = inverter.alarms().unwrap().value;
        assert_eq!(
            (alarms.protection, alarms.alarm),
            (Conditions::empty(), condition)
        );
    }
    for (bit, request) in [
        (3, Requests::FULL_CHARGE),
        (4, Requests::FORCE_CHARGE_2),
        (5, Requests::FORCE_CHARGE_1),
        (6, Requests::DISCHARGE_ENABLE),
        (7, Requests::CHARGE_ENABLE),
        (0, Requests::from_bits_retain(1)),
    ] {
        inverter
            .on_frame(NOW, &standard(0x35C, &[1 << bit, 0]))
            .unwrap();
        assert_eq!(inverter.requests().unwrap().value, request);
    }
}

#[test]
fn what_is_not_enabled_is_zero() {
    for (flags, charge, discharge) in [(0xC0, 4_800, 4_800), (0x40, 0, 4_800), (0x80, 4_800, 0)] {
        let mut inverter = heard(&OLDER, RequestFrame::LeftOut);
        inverter.on_frame(NOW, &standard(0x35C, &[flags])).unwrap();
        let found = inverter.limits().unwrap().value;
        assert_eq!(
            (found.charge, found.discharge),
            (deciamps(charge), deciamps(discharge))
        );
    }
}
