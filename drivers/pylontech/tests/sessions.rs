//! Both sides against each other through plain frames that are lost, repeated and reordered.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::time::Duration;

use hal_bms::{BatteryLimits, LimitFrame, LimitTimes, Limits};
use hal_power::{Current, Instant, Ratio, Voltage};
use hal_power_sim::SimFrame;
use proptest::prelude::*;
use pylontech::{
    DischargeSign,
    hv::{self, Address, ByteOrder, CurrentCode, Format, Permission, Permissions},
    lv::{self, Conditions, LimitsLength, Message, RequestFrame, Requests},
};

const PERIOD: Duration = Duration::from_secs(1);
const LIFE: Duration = Duration::from_secs(3);
const SILENCE: Duration = Duration::from_secs(4);
const STEP: Duration = Duration::from_millis(250);

fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

fn amps(charge: i32, discharge: i32) -> LimitFrame {
    LimitFrame {
        charge: Current::from_amps(charge),
        discharge: Current::from_amps(discharge),
        charge_voltage: Voltage::from_volts(53),
        discharge_voltage: Voltage::from_volts(45),
    }
}

fn config() -> lv::BatteryConfig {
    lv::BatteryConfig::new(PERIOD, LIFE, LimitsLength::Eight, DischargeSign::Positive).unwrap()
}

fn battery() -> lv::Battery {
    lv::Battery::new(config())
}

fn inverter(requests: RequestFrame) -> lv::Inverter {
    let config = lv::InverterConfig::new(PERIOD, DischargeSign::Positive, requests).unwrap();
    lv::Inverter::new(config)
}

fn in_force() -> BatteryLimits {
    let ramp = Duration::from_secs(1);
    BatteryLimits::new(LimitTimes::new(SILENCE, ramp, SILENCE * 2).unwrap())
}

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

    let id = pylontech::embedded_can::StandardId::new(0x351).unwrap();
    let stopped =
        <SimFrame as pylontech::embedded_can::Frame>::new(id, &[0, 0, 0, 0, 0, 0, 0xC2, 1]);
    assert!(inverter.on_frame(at(2), &stopped.unwrap()).is_err());
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

/// What happens to a frame on its way.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Lost,
    /// Arrives so many steps later, and so often.
    Late(usize, usize),
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        2 => Just(Fate::Late(0, 1)),
        1 => Just(Fate::Lost),
        1 => (0..4_usize, 1..3_usize).prop_map(|(steps, times)| Fate::Late(steps, times)),
    ]
}

/// Longest that a frame is under way.
const LATEST: Duration = STEP.saturating_mul(3);

/// Frames under way, by the step in which they arrive.
struct Way {
    arriving: Vec<Vec<SimFrame>>,
    fates: Vec<Fate>,
    next: usize,
}

impl Way {
    fn new(fates: Vec<Fate>, steps: usize) -> Self {
        let arriving = vec![Vec::new(); steps + 4];
        let next = 0;
        Self {
            arriving,
            fates,
            next,
        }
    }

    fn put(&mut self, step: usize, frame: SimFrame) {
        let fate = self.fates.get(self.next % self.fates.len());
        self.next += 1;
        if let Some(Fate::Late(later, times)) = fate
            && let Some(slot) = self.arriving.get_mut(step + later)
        {
            slot.extend(core::iter::repeat_n(frame, *times));
        }
    }

    fn take(&mut self, step: usize) -> Vec<SimFrame> {
        self.arriving
            .get_mut(step)
            .map(core::mem::take)
            .unwrap_or_default()
    }
}

/// Whether a current is zero, or one that was set no longer ago than frames live.
fn was_set(history: &[(Instant, i32)], now: Instant, found: Current) -> bool {
    let oldest = now.saturating_sub(SILENCE + LATEST + LIFE);
    found == Current::ZERO
        || history
            .iter()
            .any(|(at, amps)| *at >= oldest && found == Current::from_amps(*amps))
}

proptest! {
    #[test]
    fn over_a_bad_way_a_low_voltage_inverter_obeys_what_was_set_or_stops(
        sets in prop::collection::vec(prop::option::of((0..200_i32, any::<bool>())), 1..120),
        fates in prop::collection::vec(fate(), 1..50),
    ) {
        let (mut battery, mut inverter) = (battery(), inverter(RequestFrame::Sent));
        let (mut limits, mut history) = (in_force(), Vec::new());
        let mut way = Way::new(fates, sets.len());
        for (step, set) in sets.into_iter().enumerate() {
            let now = at(250 * u64::try_from(step).unwrap());
            if let Some((amps_set, is_enabled)) = set {
                battery.set_limits(now, amps(amps_set, amps_set)).unwrap();
                let enables = if is_enabled { Requests::all() } else { Requests::empty() };
                battery.set_requests(now, enables);
                battery.set_state(now, lv::State::new(Ratio::ONE, Ratio::ONE));
                history.push((now, amps_set));
            }
            while let Some(frame) = battery.poll(now) {
                way.put(step, frame);
            }
            for frame in way.take(step) {
                inverter.on_frame(now, &frame).unwrap();
                inverter.apply(&mut limits);
            }
            let found = limits.in_force(now);
            prop_assert!(was_set(&history, now, found.charge), "{}", found.charge);
            prop_assert_eq!(found.charge, found.discharge);
            prop_assert!(found.voltages.is_some() || found.charge == Current::ZERO);
        }
    }

    #[test]
    fn over_a_bad_way_a_high_voltage_inverter_obeys_what_was_set_or_stops(
        sets in prop::collection::vec(prop::option::of((0..200_i32, any::<bool>())), 1..120),
        fates in prop::collection::vec(fate(), 1..50),
    ) {
        let format = Format::new(ByteOrder::Big, CurrentCode::Offset(30_000), DischargeSign::Negative);
        let addresses = [1, 2].map(|number| Address::new(number).unwrap());
        let mut batteries = addresses.map(|address| {
            hv::Battery::new(hv::BatteryConfig::new(format, address, LIFE).unwrap())
        });
        let config = hv::InverterConfig::new(format, PERIOD).unwrap();
        let mut inverter = hv::Inverter::new(config, addresses).unwrap();
        let mut limits = [in_force(), in_force()];
        let mut history = [Vec::new(), Vec::new()];
        let (mut there, mut back) = (Way::new(fates.clone(), sets.len()), Way::new(fates, sets.len()));
        for (step, set) in sets.into_iter().enumerate() {
            let now = at(250 * u64::try_from(step).unwrap());
            while let Some(frame) = inverter.poll(now) {
                there.put(step, frame);
            }
            let requests = there.take(step);
            for (n, (battery, history)) in batteries.iter_mut().zip(&mut history).enumerate() {
                if let Some((set, is_allowed)) = set {
                    // each its own
                    let set = set + 1_000 * i32::try_from(n).unwrap();
                    battery.set_limits(now, amps(set, set)).unwrap();
                    let permission = if is_allowed { Permission::Allowed } else { Permission::Forbidden };
                    battery.set_permissions(now, Permissions::new(permission, permission));
                    history.push((now, set));
                }
                for request in &requests {
                    battery.on_frame(now, request).unwrap();
                }
                while let Some(frame) = battery.poll(now) {
                    back.put(step, frame);
                }
            }
            for frame in back.take(step) {
                inverter.on_frame(now, &frame).unwrap();
            }
            for ((pack, limits), history) in inverter.packs().zip(&mut limits).zip(&history) {
                pack.apply(limits);
                let found = limits.in_force(now);
                prop_assert!(was_set(history, now, found.charge), "{}", found.charge);
                prop_assert!(found.voltages.is_some() || found.charge == Current::ZERO);
            }
        }
    }
}
