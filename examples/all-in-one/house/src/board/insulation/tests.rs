use super::*;
use crate::{
    board::{self, BusLayout, Fitted, House, MeterPart, Monitor, RelayDriver},
    chronicle::Fact,
    plant::{Battery, Net, Outside},
    settings::{MAX_AGE, TICK, settings},
};
use all_in_one_firmware::{
    Event, Proof, State, Trouble,
    hal_inverter::Profile,
    hal_power::{Error as _, Instant, check::InsulationFault},
    pack, run,
};
use alloc::vec::Vec;
use core::cell::Cell;
use embedded_hal_async::delay::DelayNs as _;
use hal_power_sim::{Fault, Injection, fake::Failure, join, until};

const NO_PATHS: Paths = Paths {
    precharge: false,
    battery: false,
    line: false,
    neutral: false,
    bond: false,
};

fn main_contactors() -> Contacts {
    Contacts::only(contact::BATTERY_POSITIVE) | Contacts::only(contact::BATTERY_NEGATIVE)
}

struct Rig {
    world: World,
    plant: Plant,
    nets: Nets,
    battery: BridgeMonitor,
    link: BridgeMonitor,
}

impl Rig {
    /// A battery of some modules beside a link at a voltage, with contacts closed.
    fn new(modules: usize, link: f64, closed: Contacts, paths: Paths) -> Self {
        let world = World::new();
        let mut plant = Plant::new(None, Battery::new(modules, 0.5, 20.0));
        plant.link.voltage = link;
        plant.net = Net::new(link, 0.0, &Outside::QUIET);
        let nets = Nets::new(&world, &plant);
        nets.follow(&plant, closed, paths);
        let [battery, link] = nets.monitors(&world).unwrap();
        Self {
            world,
            plant,
            nets,
            battery,
            link,
        }
    }

    fn of_battery(&mut self) -> Result<f64, ErrorKind> {
        measured(&self.world, &mut self.battery)
    }

    fn of_link(&mut self) -> Result<f64, ErrorKind> {
        measured(&self.world, &mut self.link)
    }
}

fn measured(world: &World, monitor: &mut BridgeMonitor) -> Result<f64, ErrorKind> {
    let measured = world.block_on(monitor.insulation()).unwrap();
    measured
        .map(|found| in_ohms(found.total))
        .map_err(|error| error.kind())
}

/// A meter tells the least that its readings allow: not above the truth, and not far below.
fn assert_near(found: Result<f64, ErrorKind>, truth: f64) {
    let found = found.unwrap();
    assert!((0.7 * truth..=truth).contains(&found), "{found} of {truth}");
}

#[test]
fn the_battery_is_measured_by_its_own_voltage_before_anything_is_closed() {
    for modules in 1..=5 {
        let mut rig = Rig::new(modules, 0.0, Contacts::NONE, NO_PATHS);
        assert_near(rig.of_battery(), INSULATION / 2.0);
    }
}

#[test]
fn an_empty_link_cannot_be_measured() {
    let mut rig = Rig::new(4, 0.0, Contacts::NONE, NO_PATHS);
    assert_eq!(rig.of_link(), Err(ErrorKind::NotReady));
}

#[test]
fn the_link_is_measured_with_all_that_is_joined_to_it() {
    let mut alone = Rig::new(4, 480.0, Contacts::NONE, NO_PATHS);
    // three paths of 6 MΩ, of the link and its string
    let own = 2e6;
    assert_near(alone.of_link(), own);
    let mut joined = Rig::new(4, 480.0, main_contactors(), NO_PATHS);
    let divider = in_ohms(BATTERY_BRIDGE.divider);
    let truth = 1.0 / (1.0 / own + 2.0 / INSULATION + 2.0 / divider);
    assert_near(joined.of_link(), truth);
}

#[test]
fn a_contact_that_earths_the_net_is_in_the_total() {
    for paths in [
        Paths {
            neutral: true,
            ..NO_PATHS
        },
        Paths {
            bond: true,
            ..NO_PATHS
        },
    ] {
        let mut rig = Rig::new(4, 480.0, main_contactors(), paths);
        let found = rig.of_link().unwrap();
        assert!(found <= EARTHED, "{found}");
        // the battery is not joined to it yet
        let mut rig = Rig::new(4, 480.0, Contacts::NONE, paths);
        assert_near(rig.of_battery(), INSULATION / 2.0);
    }
}

#[test]
fn a_measurement_that_is_dropped_is_on_both_nets_until_it_is_released() {
    let mut rig = Rig::new(4, 480.0, main_contactors(), NO_PATHS);
    rig.world.block_on(rig.battery.release()).unwrap().unwrap();
    assert!(rig.battery.is_released());
    let mut delay = rig.world.delay();
    let briefly = until(delay.delay_ms(30), rig.battery.insulation());
    rig.world.block_on(briefly).unwrap();
    assert!(!rig.battery.is_released());
    let read = |rig: &mut Rig| {
        rig.nets.follow(&rig.plant, main_contactors(), NO_PATHS);
        rig.of_link().unwrap()
    };
    let switched = in_ohms(BATTERY_BRIDGE.switched);
    assert!(read(&mut rig) < switched);
    rig.world.block_on(rig.battery.release()).unwrap().unwrap();
    rig.world.clock().advance(Duration::from_millis(20));
    assert!(rig.battery.is_released() && rig.nets.battery.bank.closed().is_empty());
    assert!(read(&mut rig) > 2.0 * switched);
}

/// A house that starts, for so many ticks of the firmware; `each` looks at every one. Returns what was noted.
fn started(ticks: u32, each: impl Fn(&World, &House)) -> (Rc<House>, Vec<(Instant, Fact)>) {
    let world = World::new();
    world.set_patience(Duration::from_secs(60));
    let (model, modules) = (&Profile::ALL[0], 2);
    let fitted = Fitted {
        relays: RelayDriver::Drv8860,
        layout: BusLayout::Separate,
        monitor: Monitor::Ades183x,
        meter: MeterPart::Ade7953,
    };
    let plant = Plant::new(None, Battery::new(modules, 0.5, 20.0));
    let house = House::new(&world, model, fitted, plant, None).unwrap();
    each(&world, &house);
    let ports = world.block_on(house.ports()).unwrap().unwrap();
    let monitors = house.monitors().unwrap();
    let (pack_ports, pack_settings) = board::pack::ports(&house, modules).unwrap();
    let firmware = run(ports, monitors, settings(model, modules, false).unwrap());
    let outside = async {
        for tick in 1..=ticks {
            let due = Instant::ORIGIN.saturating_add(TICK * tick);
            let left = due.saturating_since(world.now());
            let nanos = u32::try_from(left.as_nanos()).unwrap();
            world.delay().delay_ns(nanos).await;
            house.step(TICK.as_secs_f64(), &Outside::QUIET);
            each(&world, &house);
        }
    };
    let side = join(firmware, pack::run(pack_ports, pack_settings));
    world.block_on(until(outside, side)).unwrap();
    let facts = house.chronicle.facts();
    (house, facts)
}

/// When the firmware first tells something, from some time on.
fn told(
    facts: &[(Instant, Fact)],
    from: Instant,
    wanted: impl Fn(&Event) -> bool,
) -> Option<Instant> {
    let mut facts = facts.iter();
    facts
        .find(|(at, fact)| *at >= from && matches!(fact, Fact::Told(event) if wanted(event)))
        .map(|(at, _)| *at)
}

#[test]
fn a_stop_in_the_middle_of_a_measurement_takes_the_bridge_off() {
    let cut = Cell::new(None);
    let (house, facts) = started(1_000, |world, house| {
        if cut.get().is_none() && !house.nets.battery.bank.closed().is_empty() {
            world.inject(Injection::from(0, Fault::NackAddress));
            cut.set(Some(world.now()));
        }
    });
    let cut = cut.get().unwrap();
    let measures = |event: &Event| *event == Event::Entered(State::Insulation);
    assert!(told(&facts, Instant::ORIGIN, measures).unwrap() < cut);
    // rounds have gone on: the sensor is missed at its age limit
    let stops = |event: &Event| matches!(event, Event::Stopping(Trouble::BatterySensor(_)));
    let stop = told(&facts, cut, stops).unwrap();
    assert!(stop.saturating_since(cut) < MAX_AGE + TICK * 2, "{stop}");
    assert!(house.nets.battery.bank.closed().is_empty());
}

#[test]
fn nothing_is_proven_beside_a_monitor_that_cannot_be_taken_off() {
    let broken = Cell::new(true);
    let (_, facts) = started(1_600, |_, house| {
        if broken.take() {
            let failure = Failure::Before(ErrorKind::Bus);
            house.nets.link.bank.fail_after(0, failure);
        }
    });
    let other = Trouble::Insulation(InsulationFault::OtherMeter);
    let stops = |event: &Event| *event == Event::Stopping(other);
    let stop = told(&facts, Instant::ORIGIN, stops).unwrap();
    let proves = |event: &Event| matches!(event, Event::Proven(Proof::Insulation, _));
    let proven = told(&facts, Instant::ORIGIN, proves).unwrap();
    assert!(proven > stop, "once it has been taken off");
}
