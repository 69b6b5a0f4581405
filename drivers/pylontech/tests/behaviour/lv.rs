//! Low voltage.

use core::time::Duration;

use hal_bms::{BatteryLimits, LimitFrame, Limits};
use hal_power::{Current, Ratio, Temperature, Voltage};
use hal_power_sim::{CanBus, CanNode, Fault, Injection, NodeState, World};
use pylontech::{
    DischargeSign,
    lv::{
        Alarms, Battery, BatteryConfig, Conditions, Inverter, InverterConfig, LimitsLength,
        Measurement, Message, RequestFrame, Requests, State,
    },
};

use super::{LIFE, PERIOD, Port, SILENCE, TICK, amps, later, limits, loudest};

/// A pack and an inverter on one bus, and a node that belongs to neither.
struct Rig {
    world: World,
    bus: CanBus,
    battery: Battery,
    inverter: Inverter,
    at_battery: Port,
    at_inverter: Port,
    other: CanNode,
    limits: BatteryLimits,
    /// What the pack allows now.
    allowed: LimitFrame,
}

impl Rig {
    fn new(config: BatteryConfig) -> Self {
        let (world, sign) = (World::new(), DischargeSign::Positive);
        let bus = world.can();
        let listens = InverterConfig::new(PERIOD, sign, RequestFrame::Sent).unwrap();
        Self {
            battery: Battery::new(config),
            inverter: Inverter::new(listens),
            at_battery: Port::new(bus.node()),
            at_inverter: Port::new(bus.node()),
            other: bus.node(),
            limits: limits(),
            allowed: amps(25),
            world,
            bus,
        }
    }

    fn plain() -> Self {
        let sign = DischargeSign::Positive;
        Self::new(BatteryConfig::new(PERIOD, LIFE, LimitsLength::Eight, sign).unwrap())
    }

    /// One turn of both firmwares.
    fn turn(&mut self) {
        let now = self.world.now();
        let battery = &mut self.battery;
        for frame in self.at_battery.received() {
            battery.on_frame(now, &frame);
        }
        battery.set_limits(now, self.allowed).unwrap();
        battery.set_requests(now, Requests::CHARGE_ENABLE | Requests::DISCHARGE_ENABLE);
        battery.set_state(now, State::new(Ratio::from_percent(50), Ratio::ONE));
        battery.set_alarms(
            now,
            Alarms::new(Conditions::empty(), Conditions::empty(), 1),
        );
        let (voltage, warm) = (Voltage::from_volts(49), Temperature::from_celsius(25));
        battery
            .set_measurement(now, Measurement::new(voltage, Current::ZERO, warm))
            .unwrap();
        self.at_battery.send(|| battery.poll(now));

        let inverter = &mut self.inverter;
        for frame in self.at_inverter.received() {
            let _ = inverter.on_frame(now, &frame);
            inverter.apply(&mut self.limits);
        }
        self.at_inverter.send(|| inverter.poll(now));
        self.world.clock().advance(TICK);
    }

    fn run(&mut self, time: Duration) {
        let end = later(&self.world, time);
        while self.world.now() < end {
            self.turn();
        }
    }

    /// Turns until it holds; returns how long that took.
    fn until(&mut self, holds: impl Fn(Limits) -> bool) -> Duration {
        let start = self.world.now();
        while !holds(self.in_force()) {
            self.turn();
            let waited = self.world.now().saturating_since(start);
            assert!(waited < Duration::from_mins(1), "never");
        }
        self.world.now().saturating_since(start)
    }

    fn in_force(&self) -> Limits {
        self.limits.in_force(self.world.now())
    }

    fn charge(&self) -> Current {
        self.in_force().charge
    }

    /// Lets the battery's frames fail from the next on, as `fault` says.
    fn spoil(&self, fault: Fault) {
        let target = self.bus.target(&self.at_battery.node);
        self.world.inject(Injection::from(0, fault).at(target));
    }
}

fn stopped(limits: Limits) -> bool {
    limits.charge == Current::ZERO
}

#[test]
fn both_sides_hear_each_other() {
    let mut rig = Rig::plain();
    rig.run(PERIOD * 3);
    let now = rig.world.now();
    assert_eq!(rig.charge(), Current::from_amps(25));
    for message in Message::ALL {
        let is_sent = !matches!(
            message,
            Message::ExtendedAlarms | Message::Manufacturer | Message::Info
        );
        let heard = rig.inverter.raw(message);
        assert_eq!(heard.is_some(), is_sent, "{message:?}");
        assert!(heard.is_none_or(|heard| now.saturating_since(heard.at) <= PERIOD));
    }
    let heard = rig.battery.heard().unwrap();
    assert!(now.saturating_since(heard) <= PERIOD);
}

#[test]
fn a_charge_stop_does_not_wait_for_the_period() {
    let mut rig = Rig::plain();
    rig.run(PERIOD + PERIOD / 4);
    rig.allowed = amps(0);
    let waited = rig.until(stopped);
    assert!(waited <= TICK * 3, "{waited:?}");
}

#[test]
fn a_lost_charge_stop_comes_with_the_next_period() {
    let mut rig = Rig::plain();
    rig.run(PERIOD + PERIOD / 4);
    let target = rig.bus.target(&rig.at_battery.node);
    rig.world
        .inject(Injection::nth(0, Fault::LostFrame).at(target));
    rig.allowed = amps(0);
    let waited = rig.until(stopped);
    assert_eq!(rig.world.faults_struck(), 1);
    let rest = PERIOD - PERIOD / 4;
    assert!(rest < waited && waited < rest + TICK * 3, "{waited:?}");
}

#[test]
fn repeated_frames_change_nothing() {
    let mut rig = Rig::plain();
    rig.run(PERIOD * 2);
    rig.world
        .inject(Injection::seeded(7, 16, Fault::RepeatedFrame));
    for _ in 0..40 {
        rig.run(PERIOD);
        assert_eq!(rig.charge(), Current::from_amps(25));
        let heard = rig.inverter.limits().unwrap().at;
        assert!(rig.world.now().saturating_since(heard) <= PERIOD + TICK * 3);
    }
    assert!(rig.world.faults_struck() > 10);
    rig.run(PERIOD / 4);
    rig.allowed = amps(0);
    assert!(rig.until(stopped) <= TICK * 5);
}

#[test]
fn frames_that_are_lost_now_and_then_are_not_missed() {
    let mut rig = Rig::plain();
    rig.run(PERIOD * 2);
    rig.world.inject(Injection::seeded(3, 4, Fault::LostFrame));
    for _ in 0..60 {
        rig.run(PERIOD);
        assert_eq!(rig.charge(), Current::from_amps(25));
    }
    assert!(rig.world.faults_struck() > 30);
}

#[test]
fn a_flipped_bit_is_no_number() {
    for bit in 0..8 {
        let mut rig = Rig::plain();
        rig.run(PERIOD + PERIOD / 4);
        let flip = Fault::FlippedBit { byte: 2, bit };
        let target = rig.bus.target(&rig.at_battery.node);
        rig.world.inject(Injection::nth(0, flip).at(target));
        rig.allowed = amps(7);
        let reached = |limits: Limits| limits.charge == Current::from_amps(7);
        let old_or_new =
            |limits: Limits| reached(limits) || limits.charge == Current::from_amps(25);
        while !reached(rig.in_force()) {
            assert!(old_or_new(rig.in_force()));
            rig.turn();
        }
        assert_eq!(rig.world.faults_struck(), 1);
    }
}

#[test]
fn silence_means_no_current_and_no_voltages_in_time() {
    let mut rig = Rig::plain();
    rig.run(PERIOD * 2 + PERIOD / 2);
    rig.spoil(Fault::LostFrame);
    let waited = rig.until(stopped);
    assert_eq!(rig.in_force(), Limits::SILENT);
    let heard = SILENCE - PERIOD / 2;
    assert!(heard <= waited && waited <= heard + TICK * 5, "{waited:?}");
    rig.world.clear_faults();
    assert!(rig.until(|limits| !stopped(limits)) <= PERIOD + TICK * 5);
}

#[test]
fn the_silence_of_one_frame_is_silence() {
    let mut rig = Rig::plain();
    rig.run(PERIOD * 2);
    // 35C only, which is the last of the five
    let now = rig.world.now();
    let mut alone = Battery::new(
        BatteryConfig::new(PERIOD, LIFE, LimitsLength::Eight, DischargeSign::Positive).unwrap(),
    );
    alone.set_limits(now, amps(25)).unwrap();
    rig.battery = alone;
    let end = later(&rig.world, SILENCE + PERIOD);
    while rig.world.now() < end {
        let now = rig.world.now();
        rig.battery.set_limits(now, amps(25)).unwrap();
        rig.at_battery.send(|| rig.battery.poll(now));
        for frame in rig.at_inverter.received() {
            rig.inverter.on_frame(now, &frame).unwrap();
            rig.inverter.apply(&mut rig.limits);
        }
        rig.world.clock().advance(TICK);
    }
    let fresh = rig.inverter.limits_frame().unwrap().at;
    assert!(rig.world.now().saturating_since(fresh) <= PERIOD + TICK);
    assert_eq!(rig.in_force(), Limits::SILENT);
}

#[test]
fn a_node_that_babbles_silences_the_battery_and_nothing_else_is_believed() {
    let mut rig = Rig::plain();
    rig.run(PERIOD * 2 + PERIOD / 2);
    rig.other.babble(Some(loudest()));
    rig.until(stopped);
    assert_eq!(rig.in_force(), Limits::SILENT);
    rig.run(PERIOD);
    rig.other.babble(None);
    let waited = rig.until(|limits| !stopped(limits));
    assert!(waited <= PERIOD + TICK * 5, "{waited:?}");
    assert_eq!(rig.charge(), Current::from_amps(25));
}

#[test]
fn a_battery_that_leaves_the_bus_is_silent_until_it_is_back() {
    let mut rig = Rig::plain();
    rig.run(PERIOD * 2);
    rig.spoil(Fault::FlippedBit { byte: 0, bit: 0 });
    rig.until(stopped);
    assert_eq!(rig.at_battery.node.state(), NodeState::BusOff);
    assert_eq!(rig.in_force(), Limits::SILENT);

    rig.world.clear_faults();
    rig.run(PERIOD);
    assert_eq!(
        rig.in_force(),
        Limits::SILENT,
        "nobody asked for the way back"
    );
    rig.at_battery.node.recover();
    let waited = rig.until(|limits| !stopped(limits));
    assert!(waited <= PERIOD + TICK * 10, "{waited:?}");
    assert_eq!(rig.at_battery.node.state(), NodeState::ErrorActive);
}

#[test]
fn a_broken_wire_is_silence_on_both_sides() {
    let (silence, retry) = (PERIOD * 5, PERIOD * 10);
    let sign = DischargeSign::Positive;
    let config = BatteryConfig::new(PERIOD, LIFE, LimitsLength::Eight, sign)
        .and_then(|config| config.with_pause(silence, retry));
    let mut rig = Rig::new(config.unwrap());
    rig.run(PERIOD * 2);
    rig.at_inverter.node.set_connected(false);
    rig.until(stopped);
    rig.run(PERIOD * 3);
    let witness = |rig: &Rig| core::iter::from_fn(|| rig.other.try_receive()).count();
    assert!(witness(&rig) > 0);
    rig.run(PERIOD * 4);
    assert_eq!(witness(&rig), 0, "it pauses");

    rig.at_inverter.node.set_connected(true);
    let waited = rig.until(|limits| !stopped(limits));
    assert!(waited <= PERIOD + TICK * 10, "{waited:?}");
    rig.run(PERIOD * 2);
    assert_eq!(rig.charge(), Current::from_amps(25));
}
