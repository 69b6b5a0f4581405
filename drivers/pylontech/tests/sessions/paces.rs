//! What waits for its period, what does not, and what falls silent.

use core::time::Duration;

use hal_bms::{LimitFrame, Limits};
use hal_power::{Current, Instant, Voltage};
use hal_power_sim::SimFrame;
use pylontech::{
    DischargeSign,
    embedded_can::{Frame as _, StandardId},
    hv::{self, Address, ByteOrder, CurrentCode, Format, Permission, Permissions},
    lv::{self, Conditions, Message, RequestFrame, Requests},
};

use super::{LIFE, PERIOD, amps, at, battery, config, in_force, inverter};

/// Moves all that is due; returns how many frames that were.
fn pass(now: Instant, battery: &mut lv::Battery, inverter: &mut lv::Inverter) -> usize {
    let mut frames = 0;
    while let Some(frame) = battery.poll::<SimFrame>(now) {
        inverter.on_frame(now, &frame).unwrap();
        frames += 1;
    }
    while let Some(frame) = inverter.poll::<SimFrame>(now) {
        assert!(battery.on_frame(now, &frame));
    }
    frames
}

#[test]
fn limits_that_fall_do_not_wait_and_those_that_rise_do() {
    let (mut battery, mut inverter) = (battery(), inverter(RequestFrame::LeftOut));
    let charge = |inverter: &lv::Inverter| inverter.limits().unwrap().value.charge;
    battery.set_limits(at(0), amps(20, 20)).unwrap();
    assert_eq!(pass(at(0), &mut battery, &mut inverter), 1);
    assert_eq!(battery.due(), at(1_000));

    for (charge_limit, discharge_limit) in [(0, 20), (0, 19)] {
        battery
            .set_limits(at(100), amps(charge_limit, discharge_limit))
            .unwrap();
        assert!(battery.due() <= at(100));
        assert_eq!(pass(at(100), &mut battery, &mut inverter), 1);
        assert_eq!(charge(&inverter), Current::ZERO);
    }
    for voltages in [
        LimitFrame {
            charge_voltage: Voltage::from_millivolts(52_900),
            ..amps(0, 19)
        },
        LimitFrame {
            charge_voltage: Voltage::from_millivolts(52_900),
            discharge_voltage: Voltage::from_millivolts(45_100),
            ..amps(0, 19)
        },
    ] {
        battery.set_limits(at(150), voltages).unwrap();
        assert_eq!(pass(at(150), &mut battery, &mut inverter), 1);
    }
    battery.set_limits(at(200), amps(20, 20)).unwrap();
    assert_eq!(battery.due(), at(1_000));
    assert_eq!(pass(at(999), &mut battery, &mut inverter), 0);
    assert_eq!(charge(&inverter), Current::ZERO);
    assert_eq!(pass(at(1_000), &mut battery, &mut inverter), 1);
    assert_eq!(charge(&inverter), Current::from_amps(20));
}

#[test]
fn a_limit_that_rose_unsaid_and_fell_again_is_judged_by_what_was_said() {
    let (mut battery, mut inverter) = (battery(), inverter(RequestFrame::LeftOut));
    battery.set_limits(at(0), amps(10, 10)).unwrap();
    pass(at(0), &mut battery, &mut inverter);
    battery.set_limits(at(10), amps(30, 10)).unwrap();
    battery.set_limits(at(20), amps(20, 10)).unwrap();
    assert_eq!(pass(at(20), &mut battery, &mut inverter), 0);
    battery.set_limits(at(30), amps(9, 10)).unwrap();
    assert_eq!(pass(at(30), &mut battery, &mut inverter), 1);
}

#[test]
fn enables_that_go_and_alarms_that_come_do_not_wait() {
    let (mut battery, mut inverter) = (battery(), inverter(RequestFrame::Sent));
    let enables = Requests::CHARGE_ENABLE | Requests::DISCHARGE_ENABLE;
    let alarms = |protection, alarm| lv::Alarms::new(protection, alarm, 1);
    let none = Conditions::empty();
    battery.set_limits(at(0), amps(20, 20)).unwrap();
    battery.set_requests(at(0), enables);
    battery.set_alarms(at(0), alarms(none, none));
    assert_eq!(pass(at(0), &mut battery, &mut inverter), 3);

    battery.set_requests(at(100), Requests::DISCHARGE_ENABLE);
    assert_eq!(pass(at(100), &mut battery, &mut inverter), 1);
    assert_eq!(inverter.limits().unwrap().value.charge, Current::ZERO);
    battery.set_requests(at(200), enables | Requests::FORCE_CHARGE_1);
    battery.set_alarms(at(200), alarms(none, none));
    assert_eq!(pass(at(200), &mut battery, &mut inverter), 0);

    for reported in [
        alarms(none, Conditions::OVERVOLTAGE),
        alarms(Conditions::OVERVOLTAGE, Conditions::OVERVOLTAGE),
    ] {
        battery.set_alarms(at(300), reported);
        assert_eq!(pass(at(300), &mut battery, &mut inverter), 1);
        assert_eq!(inverter.alarms().unwrap().value, reported);
    }
    battery.set_alarms(at(400), alarms(none, none));
    assert_eq!(pass(at(400), &mut battery, &mut inverter), 0);
}

#[test]
fn what_nobody_sets_any_more_falls_silent_frame_by_frame() {
    let (mut battery, mut inverter) = (battery(), inverter(RequestFrame::Sent));
    let mut limits = in_force();
    battery.set_limits(at(0), amps(20, 20)).unwrap();
    for second in 0..12_u64 {
        let now = at(second * 1_000);
        // limits are set once, and their partner every second
        battery.set_requests(now, Requests::CHARGE_ENABLE);
        let frames = pass(now, &mut battery, &mut inverter);
        assert_eq!(frames, if second <= 3 { 2 } else { 1 });
        inverter.apply(&mut limits);
        let is_heard = second <= 7;
        assert_eq!(
            limits.in_force(now).voltages.is_some(),
            is_heard,
            "after {second} s"
        );
    }
    assert_eq!(limits.in_force(at(12_000)), Limits::SILENT);
    assert_eq!(inverter.raw(Message::Limits).unwrap().at, at(3_000));
    assert_eq!(inverter.requests().unwrap().at, at(11_000));
}

#[test]
fn a_battery_that_contradicts_itself_is_silent_at_once() {
    let (mut battery, mut inverter) = (battery(), inverter(RequestFrame::LeftOut));
    let mut limits = in_force();
    battery.set_limits(at(0), amps(20, 20)).unwrap();
    pass(at(0), &mut battery, &mut inverter);
    inverter.apply(&mut limits);
    assert_eq!(limits.in_force(at(1)).charge, Current::from_amps(20));

    let id = StandardId::new(0x351).unwrap();
    let stopped = SimFrame::new(id, &[0, 0, 0, 0, 0, 0, 0xC2, 1]).unwrap();
    assert!(inverter.on_frame(at(2), &stopped).is_err());
    inverter.apply(&mut limits);
    assert_eq!(limits.in_force(at(2)), Limits::SILENT);
}

#[test]
fn a_silent_inverter_is_tried_now_and_then_only_where_that_is_configured() {
    let paused = config()
        .with_pause(Duration::from_secs(5), Duration::from_secs(30))
        .unwrap();
    let count = |config, heard: Option<u64>| {
        let mut battery = lv::Battery::new(config);
        let (mut frames, mut keep_alive) = (Vec::new(), inverter(RequestFrame::LeftOut));
        for second in 0..100_u64 {
            let now = at(second * 1_000);
            battery.set_limits(now, amps(20, 20)).unwrap();
            if heard.is_some_and(|from| second >= from) {
                let frame: SimFrame = keep_alive.poll(now).unwrap();
                assert!(battery.on_frame(now, &frame));
            }
            if battery.poll::<SimFrame>(now).is_some() {
                frames.push(second);
            }
        }
        frames
    };
    assert_eq!(count(config(), None).len(), 100);
    assert_eq!(count(paused, None), [0, 1, 2, 3, 4, 5, 35, 65, 95]);
    let back: Vec<u64> = (0..=5).chain([35]).chain(50..100).collect();
    assert_eq!(count(paused, Some(50)), back);

    // limits that fall do not wait for an inverter to be heard
    let (mut battery, now) = (lv::Battery::new(paused), at(20_000));
    battery.set_limits(at(0), amps(20, 20)).unwrap();
    assert!(battery.poll::<SimFrame>(at(0)).is_some());
    battery.set_limits(now, amps(0, 20)).unwrap();
    assert!(battery.poll::<SimFrame>(now).is_some());
}

#[test]
fn a_battery_sends_unasked_only_where_that_is_configured() {
    let format = Format::new(
        ByteOrder::Little,
        CurrentCode::Offset(30_000),
        DischargeSign::Negative,
    );
    let address = Address::new(1).unwrap();
    let config = hv::BatteryConfig::new(format, address, LIFE).unwrap();
    let both = Permissions::new(Permission::Allowed, Permission::Allowed);
    let one = Permissions::new(Permission::Forbidden, Permission::Allowed);
    for (config, expected) in [(config, 0), (config.with_unasked_limits(), 2)] {
        let mut battery = hv::Battery::new(config);
        battery.set_limits(at(0), amps(20, 20)).unwrap();
        battery.set_permissions(at(0), both);
        let settings = hv::InverterConfig::new(format, PERIOD).unwrap();
        let mut inverter = hv::Inverter::new(settings, [address]).unwrap();
        let request: SimFrame = inverter.poll(at(0)).unwrap();
        battery.on_frame(at(0), &request).unwrap();
        while battery.poll::<SimFrame>(at(0)).is_some() {}

        battery.set_limits(at(10), amps(30, 30)).unwrap();
        assert!(!battery.is_due());
        battery.set_limits(at(20), amps(0, 30)).unwrap();
        battery.set_permissions(at(20), one);
        let frames = core::iter::from_fn(|| battery.poll::<SimFrame>(at(20)));
        assert_eq!(frames.count(), expected);
    }
}
