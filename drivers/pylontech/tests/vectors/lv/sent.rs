//! What is sent, and what is not.

use hal_power::{Current, Temperature, Voltage};
use hal_power_sim::SimFrame;
use pylontech::{
    DischargeSign, Field, ValueError,
    lv::{Alarms, Conditions, LimitsLength, Measurement, RequestFrame, Requests, State},
};

use super::{
    super::{NOW, deciamps, decicelsius, decivolts, percent, standard},
    OLDER, SECOND, battery, inverter, limits, sent,
};

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
