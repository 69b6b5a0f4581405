//! High voltage.

use core::time::Duration;

use hal_bms::{BatteryLimits, LimitFrame, Limits};
use hal_power::{Current, Ratio, Temperature, Voltage};
use hal_power_sim::{CanBus, Fault, Injection, NodeState, World};
use pylontech::{
    DischargeSign,
    hv::{
        Address, Battery, BatteryConfig, ByteOrder, CurrentCode, Equipment, Format, Inverter,
        InverterConfig, Message, Permission, Permissions, Summary, Versions,
    },
};

use super::{LIFE, PERIOD, Port, SILENCE, TICK, later, limits, loudest};

const FORMAT: Format = Format::new(
    ByteOrder::Little,
    CurrentCode::Offset(30_000),
    DischargeSign::Negative,
);

/// Three batteries and an inverter on one bus.
struct Rig {
    world: World,
    bus: CanBus,
    batteries: [(Battery, Port); 3],
    inverter: Inverter<3>,
    at_inverter: Port,
    limits: [BatteryLimits; 3],
    allowed: [i32; 3],
}

fn addresses() -> [Address; 3] {
    [1, 2, 15].map(|number| Address::new(number).unwrap())
}

fn amps(charge: i32) -> LimitFrame {
    LimitFrame {
        charge_voltage: Voltage::from_volts(426),
        discharge_voltage: Voltage::from_volts(336),
        ..super::amps(charge)
    }
}

impl Rig {
    fn new() -> Self {
        let world = World::new();
        let bus = world.can();
        let asks = InverterConfig::new(FORMAT, PERIOD)
            .and_then(|config| config.with_equipment_requests(PERIOD * 5));
        let (volts, capacity) = (
            Voltage::from_volts(384),
            hal_power::Charge::from_amp_hours(37),
        );
        let equipment = Equipment::new(120, 4, 30, volts, capacity);
        Self {
            batteries: addresses().map(|address| {
                let config = BatteryConfig::new(FORMAT, address, LIFE)
                    .unwrap()
                    .with_versions(Versions::new(1, [2, 1], [1, 2, 0, 0]))
                    .with_equipment(equipment)
                    .unwrap();
                (Battery::new(config), Port::new(bus.node()))
            }),
            inverter: Inverter::new(asks.unwrap(), addresses()).unwrap(),
            at_inverter: Port::new(bus.node()),
            limits: [limits(), limits(), limits()],
            allowed: [10, 20, 30],
            world,
            bus,
        }
    }

    /// One turn of all firmwares.
    fn turn(&mut self) {
        let now = self.world.now();
        for ((battery, port), allowed) in self.batteries.iter_mut().zip(self.allowed) {
            let permission = if allowed == 0 {
                Permission::Forbidden
            } else {
                Permission::Allowed
            };
            battery.set_limits(now, amps(allowed)).unwrap();
            battery.set_permissions(now, Permissions::new(permission, Permission::Allowed));
            let summary = Summary::new(
                Voltage::from_volts(400),
                Current::from_amps(allowed),
                Temperature::from_celsius(25),
                Ratio::from_percent(50),
                Ratio::ONE,
            );
            battery.set_summary(now, summary).unwrap();
            for frame in port.received() {
                battery.on_frame(now, &frame).unwrap();
            }
            port.send(|| battery.poll(now));
        }
        for frame in self.at_inverter.received() {
            self.inverter.on_frame(now, &frame).unwrap();
            for (pack, limits) in self.inverter.packs().zip(&mut self.limits) {
                pack.apply(limits);
            }
        }
        let inverter = &mut self.inverter;
        self.at_inverter.send(|| inverter.poll(now));
        self.world.clock().advance(TICK);
    }

    fn run(&mut self, time: Duration) {
        let end = later(&self.world, time);
        while self.world.now() < end {
            self.turn();
        }
    }

    fn in_force(&self) -> [Limits; 3] {
        let now = self.world.now();
        self.limits.each_ref().map(|limits| limits.in_force(now))
    }

    fn charges(&self) -> [Current; 3] {
        self.in_force().map(|limits| limits.charge)
    }
}

#[test]
fn each_battery_is_asked_and_heard_by_itself() {
    let mut rig = Rig::new();
    rig.run(PERIOD * 3);
    assert_eq!(rig.charges(), [10, 20, 30].map(Current::from_amps));
    for (pack, amps) in rig.inverter.packs().zip([10, 20, 30]) {
        let summary = pack.summary().unwrap().value;
        assert_eq!(summary.current, Current::from_amps(amps));
        assert_eq!(pack.equipment().unwrap().value.cells, 120);
        assert_eq!(pack.versions().unwrap().value.hardware, [2, 1]);
        assert_eq!(pack.raw(Message::CellVoltages), None);
    }
    for (battery, _) in &rig.batteries {
        let heard = battery.heard().unwrap();
        assert!(rig.world.now().saturating_since(heard) <= PERIOD);
    }
}

#[test]
fn a_stop_comes_with_the_next_request() {
    let mut rig = Rig::new();
    rig.run(PERIOD * 2 + PERIOD / 2);
    rig.allowed = [10, 0, 30];
    rig.run(PERIOD / 2 + TICK * 20);
    assert_eq!(rig.charges(), [10, 0, 30].map(Current::from_amps));
    assert!(
        rig.in_force()
            .iter()
            .all(|limits| limits.voltages.is_some())
    );
}

#[test]
fn one_battery_that_falls_silent_is_silent_alone() {
    let mut rig = Rig::new();
    rig.run(PERIOD * 2);
    rig.batteries[1].1.node.set_connected(false);
    rig.run(SILENCE + PERIOD);
    let [first, second, third] = rig.in_force();
    assert_eq!(second, Limits::SILENT);
    assert_eq!(
        [first.charge, third.charge],
        [10, 30].map(Current::from_amps)
    );
    rig.batteries[1].1.node.set_connected(true);
    rig.run(PERIOD * 2);
    assert_eq!(rig.charges(), [10, 20, 30].map(Current::from_amps));
}

#[test]
fn requests_that_are_lost_silence_all_batteries() {
    let mut rig = Rig::new();
    rig.run(PERIOD * 2);
    let target = rig.bus.target(&rig.at_inverter.node);
    rig.world
        .inject(Injection::from(0, Fault::LostFrame).at(target));
    rig.run(SILENCE + PERIOD);
    assert_eq!(rig.in_force(), [Limits::SILENT; 3]);
    rig.world.clear_faults();
    rig.run(PERIOD * 2);
    assert_eq!(rig.charges(), [10, 20, 30].map(Current::from_amps));
}

#[test]
fn repeated_requests_are_answered_and_repeated_answers_change_nothing() {
    let mut rig = Rig::new();
    rig.world
        .inject(Injection::seeded(5, 16, Fault::RepeatedFrame));
    rig.run(PERIOD / 2);
    for _ in 0..40 {
        rig.run(PERIOD);
        assert_eq!(rig.charges(), [10, 20, 30].map(Current::from_amps));
        for pack in rig.inverter.packs() {
            let heard = pack.limits().unwrap().at;
            assert!(rig.world.now().saturating_since(heard) <= PERIOD);
        }
    }
    assert!(rig.world.faults_struck() > 10);
}

#[test]
fn a_node_that_babbles_silences_all_batteries() {
    let mut rig = Rig::new();
    let other = rig.bus.node();
    rig.run(PERIOD * 2);
    other.babble(Some(loudest()));
    rig.run(SILENCE + PERIOD);
    assert_eq!(rig.in_force(), [Limits::SILENT; 3]);
    other.babble(None);
    rig.run(PERIOD * 2);
    assert_eq!(rig.charges(), [10, 20, 30].map(Current::from_amps));
}

#[test]
fn a_battery_that_leaves_the_bus_is_silent_until_it_is_back() {
    let mut rig = Rig::new();
    rig.run(PERIOD * 2);
    let target = rig.bus.target(&rig.batteries[2].1.node);
    let flip = Fault::FlippedBit { byte: 0, bit: 0 };
    rig.world.inject(Injection::from(0, flip).at(target));
    rig.run(SILENCE + PERIOD);
    assert_eq!(rig.batteries[2].1.node.state(), NodeState::BusOff);
    let [first, second, third] = rig.in_force();
    assert_eq!(third, Limits::SILENT);
    assert_eq!(
        [first.charge, second.charge],
        [10, 20].map(Current::from_amps)
    );
    rig.world.clear_faults();
    rig.batteries[2].1.node.recover();
    rig.run(PERIOD * 2);
    assert_eq!(rig.charges(), [10, 20, 30].map(Current::from_amps));
}
