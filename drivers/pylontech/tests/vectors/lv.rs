//! Low voltage.

use core::time::Duration;

use hal_bms::LimitFrame;
use hal_power::{Current, Temperature, Voltage};
use hal_power_sim::SimFrame;
use pylontech::{
    DischargeSign, Field, FrameError, NoLimits, ValueError,
    embedded_can::{ExtendedId, Frame as _, StandardId},
    lv::{
        Alarms, Battery, BatteryConfig, Conditions, Inverter, InverterConfig, LimitsLength,
        Measurement, Message, RequestFrame, Requests, State,
    },
};

use super::{NOW, deciamps, decicelsius, decivolts, percent, standard};

const SECOND: Duration = Duration::from_secs(1);

/// US5000 with older software (S5).
const OLDER: [(u16, &[u8]); 6] = [
    (0x351, &[0x14, 0x02, 0xC0, 0x12, 0xC0, 0x12, 0xC2, 0x01]),
    (0x355, &[0x58, 0x00, 0x5E, 0x00]),
    (0x356, &[0x7A, 0x13, 0xF2, 0xFE, 0x6B, 0x01]),
    (0x359, &[0x00, 0x00, 0x00, 0x00, 0x06, 0x50, 0x4E]),
    (0x35C, &[0xC0, 0x00]),
    (0x35E, b"PYLON   "),
];

/// US5000 with newer software (S5).
const NEWER: [(u16, &[u8]); 6] = [
    (0x351, &[0x10, 0x02, 0xC0, 0x12, 0xC0, 0x12, 0xC2, 0x01]),
    (0x355, &[0x54, 0x00, 0x60, 0x00, 0x00, 0x00]),
    (0x356, &[0x7B, 0x13, 0xE9, 0xFE, 0x6B, 0x01]),
    (0x35A, &[0x00; 8]),
    (0x35E, b"PYLON   "),
    (0x35F, &[0x4C, 0x49, 0x01, 0x03, 0x3C, 0x02, 0xAA, 0x00]),
];

fn inverter(sign: DischargeSign, requests: RequestFrame) -> Inverter {
    Inverter::new(InverterConfig::new(SECOND, sign, requests).unwrap())
}

fn heard(frames: &[(u16, &[u8])], requests: RequestFrame) -> Inverter {
    let mut inverter = inverter(DischargeSign::Positive, requests);
    for (id, data) in frames {
        let taken = inverter.on_frame(NOW, &standard(*id, data)).unwrap();
        assert_eq!(taken.map(Message::id), Some(*id));
    }
    inverter
}

fn battery(length: LimitsLength, sign: DischargeSign) -> Battery {
    let config = BatteryConfig::new(SECOND, SECOND, length, sign).unwrap();
    Battery::new(config.with_manufacturer(*b"PYLON   "))
}

fn sent(battery: &mut Battery) -> Vec<SimFrame> {
    core::iter::from_fn(|| battery.poll(NOW)).collect()
}

fn limits(charge_voltage: i32, charge: i32, discharge: i32, discharge_voltage: i32) -> LimitFrame {
    LimitFrame {
        charge: deciamps(charge),
        discharge: deciamps(discharge),
        charge_voltage: decivolts(charge_voltage),
        discharge_voltage: decivolts(discharge_voltage),
    }
}

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

#[test]
fn frames_of_another_length_are_errors_and_leave_what_was_heard() {
    let mut inverter = heard(&OLDER, RequestFrame::Sent);
    let before = inverter.limits();
    for (id, lengths) in [
        (0x351, &[0, 5, 7][..]),
        (0x355, &[3, 5, 7]),
        (0x356, &[5, 7]),
        (0x359, &[4, 6]),
        (0x35A, &[7]),
        (0x35C, &[0, 3]),
        (0x35E, &[0]),
        (0x35F, &[6]),
    ] {
        for &length in lengths {
            let frame = standard(id, &[0xFF; 8][..length]);
            let id = id.into();
            assert_eq!(
                inverter.on_frame(NOW, &frame),
                Err(FrameError::Length { id, length })
            );
        }
    }
    assert_eq!(inverter.limits(), before);
}

#[test]
fn contradictory_content_voids_what_was_heard() {
    let mut inverter = heard(&OLDER, RequestFrame::Sent);
    let beyond = |id, field| Err(FrameError::OutOfRange { id, field });
    let soc = standard(0x355, &[101, 0, 100, 0]);
    assert_eq!(
        inverter.on_frame(NOW, &soc),
        beyond(0x355, Field::StateOfCharge)
    );
    let soh = standard(0x355, &[100, 0, 100, 1]);
    assert_eq!(
        inverter.on_frame(NOW, &soh),
        beyond(0x355, Field::StateOfHealth)
    );
    assert_eq!(inverter.state(), None);
    let current = standard(0x356, &[0, 0, 0x00, 0x80, 0, 0]);
    assert_eq!(
        inverter.on_frame(NOW, &current),
        beyond(0x356, Field::Current)
    );
    assert_eq!(inverter.measurement(), None);
    // charge voltage zero, as emulators send it to stop charging
    let crossed = FrameError::Crossed {
        id: 0x351,
        field: Field::ChargeVoltage,
    };
    let stopped = standard(0x351, &[0, 0, 0, 0, 0, 0, 0xC2, 0x01]);
    assert_eq!(inverter.on_frame(NOW, &stopped), Err(crossed));
    assert_eq!(inverter.limits(), Err(NoLimits::Missing(0x351)));
}

#[test]
fn frames_of_others_are_ignored() {
    let mut inverter = inverter(DischargeSign::Positive, RequestFrame::Sent);
    let mut battery = battery(LimitsLength::Eight, DischargeSign::Positive);
    let id = ExtendedId::new(0x351).unwrap();
    let extended = SimFrame::new(id, OLDER[0].1).unwrap();
    let id = StandardId::new(0x351).unwrap();
    let remote = SimFrame::new_remote(id, 8).unwrap();
    for frame in [extended, remote, standard(0x352, OLDER[0].1)] {
        assert_eq!(inverter.on_frame(NOW, &frame), Ok(None));
        assert!(!battery.on_frame(NOW, &frame));
    }
    assert_eq!(battery.heard(), None);
}

#[test]
fn the_battery_sends_what_packs_send() {
    let mut battery = battery(LimitsLength::Eight, DischargeSign::Positive);
    battery
        .set_limits(NOW, limits(532, 4_800, 4_800, 450))
        .unwrap();
    battery.set_state(NOW, State::new(percent(88), percent(94)));
    let (voltage, current) = (Voltage::from_millivolts(49_860), deciamps(270));
    battery
        .set_measurement(NOW, Measurement::new(voltage, current, decicelsius(363)))
        .unwrap();
    battery.set_alarms(
        NOW,
        Alarms::new(Conditions::empty(), Conditions::empty(), 6),
    );
    battery.set_requests(NOW, Requests::CHARGE_ENABLE | Requests::DISCHARGE_ENABLE);
    let expected: Vec<_> = OLDER.iter().map(|(id, data)| standard(*id, data)).collect();
    assert_eq!(sent(&mut battery), expected);
}

#[test]
fn limits_have_six_bytes_or_a_negative_discharge_where_that_is_configured() {
    let first = |length, sign| {
        let mut battery = battery(length, sign);
        battery.set_limits(NOW, limits(580, 100, 100, 575)).unwrap();
        sent(&mut battery)[0]
    };
    assert_eq!(
        first(LimitsLength::Six, DischargeSign::Positive),
        standard(0x351, &[0x44, 0x02, 0x64, 0x00, 0x64, 0x00])
    );
    assert_eq!(
        first(LimitsLength::Eight, DischargeSign::Negative),
        standard(0x351, &[0x44, 0x02, 0x64, 0x00, 0x9C, 0xFF, 0x3F, 0x02])
    );
}

#[test]
fn what_cannot_be_sent_is_refused_and_nothing_stands_in_for_it() {
    let mut battery = battery(LimitsLength::Six, DischargeSign::Positive);
    battery.set_limits(NOW, limits(532, 1, 1, 450)).unwrap();
    for (limits, error) in [
        (
            limits(450, 1, 1, 450),
            ValueError::Crossed(Field::ChargeVoltage),
        ),
        (
            limits(450, 1, 1, 0),
            ValueError::OutOfRange(Field::DischargeVoltage),
        ),
        (
            limits(-1, 1, 1, -2),
            ValueError::OutOfRange(Field::DischargeVoltage),
        ),
    ] {
        assert_eq!(battery.set_limits(NOW, limits), Err(error));
    }
    let hot = Temperature::from_celsius(3_277);
    for (measurement, field) in [
        (
            Measurement::new(decivolts(3_277), Current::ZERO, Temperature::ZERO),
            Field::Voltage,
        ),
        (
            Measurement::new(Voltage::ZERO, Current::ZERO, hot),
            Field::Temperature,
        ),
    ] {
        let error = Err(ValueError::OutOfRange(field));
        assert_eq!(battery.set_measurement(NOW, measurement), error);
    }
    assert_eq!(sent(&mut battery), [standard(0x35E, b"PYLON   ")]);
}

#[test]
fn the_inverter_keeps_itself_alive_with_zeros() {
    let mut inverter = inverter(DischargeSign::Positive, RequestFrame::Sent);
    assert_eq!(inverter.poll(NOW), Some(standard(0x305, &[0; 8])));
    assert_eq!(inverter.poll::<SimFrame>(NOW), None);
    assert_eq!(inverter.due(), NOW.saturating_add(SECOND));
    // some count in it
    let mut battery = battery(LimitsLength::Six, DischargeSign::Positive);
    assert!(battery.on_frame(NOW, &standard(0x305, &[7, 1, 0, 0, 0, 0, 0, 0])));
    assert_eq!(battery.heard(), Some(NOW));
}
