//! Frames that are lost, repeated and reordered.

use core::time::Duration;

use hal_power::{Current, Instant, Ratio};
use hal_power_sim::SimFrame;
use proptest::prelude::*;
use pylontech::{
    DischargeSign,
    hv::{self, Address, ByteOrder, CurrentCode, Format, Permission, Permissions},
    lv::{self, RequestFrame, Requests},
};

use super::{LIFE, PERIOD, SILENCE, amps, at, battery, in_force, inverter};

const STEP: Duration = Duration::from_millis(250);

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
