//! The simulator's own stages, one for each role.

use alloc::vec::Vec;
use core::{marker::PhantomData, time::Duration};
use hal_conformance::{LimitBench, StageBench};
use hal_inverter::{
    BatteryLeg, BatteryLegPermit, Boost, BoostPermit, Bridge, BridgePermit, Duty, PowerStage as _,
    Role, TripCauses,
};
use hal_power::{
    Contacts, Current, Path, PathId, Reading, ResidualCurrentProven, TripProven,
    check::{ResidualCurrentCheck, ResidualCurrentConfig, ResidualCurrentInputs, Step},
};
use hal_power_sim::{
    World,
    stage::{Carrier, Edge, Gates, Sheet, Side, SimStage, Timer, TripLine},
};

pub(crate) const DEAD_TIME: Duration = Duration::from_nanos(350);
const STALE: u32 = 3;
const ESCALATES: u32 = 10;
const LIMIT: Current = Current::from_amps(45);

/// What differs between the roles.
pub(crate) trait Sort<const LEGS: usize>: Role + Sized {
    const CARRIER: Carrier;
    const NEUTRAL: u16;
    const FOLLOWS: Side;

    fn sheet() -> Sheet;
    fn permit(trip: TripProven, path: &Path, world: &World) -> Self::Permit;
    fn set(stage: &mut SimStage<Self, LEGS>, leg: usize, duty: Duty);
}

fn set_either<R: Role>(stage: &mut SimStage<R, 2>, leg: usize, duty: Duty) {
    match leg {
        0 => stage.set_duty::<0>(duty),
        _ => stage.set_duty::<1>(duty),
    }
}

/// 16 kHz at 170 MHz.
pub(crate) const SLOW: Carrier = Carrier {
    period: Duration::from_nanos(62_500),
    ticks: 5_312,
};

/// 40 kHz at 170 MHz.
const FAST: Carrier = Carrier {
    period: Duration::from_micros(25),
    ticks: 2_125,
};

impl Sort<2> for Bridge {
    const CARRIER: Carrier = SLOW;
    const NEUTRAL: u16 = 2_656;
    const FOLLOWS: Side = Side::High;

    fn sheet() -> Sheet {
        Sheet::signed(SLOW, DEAD_TIME, STALE)
    }

    fn permit(trip: TripProven, path: &Path, world: &World) -> BridgePermit {
        BridgePermit::new(trip, residual(path, world))
    }

    fn set(stage: &mut SimStage<Self, 2>, leg: usize, duty: Duty) {
        set_either(stage, leg, duty);
    }
}

impl Sort<2> for Boost {
    const CARRIER: Carrier = FAST;
    const NEUTRAL: u16 = 0;
    const FOLLOWS: Side = Side::Low;

    fn sheet() -> Sheet {
        Sheet::unsigned(FAST, DEAD_TIME, STALE)
    }

    fn permit(trip: TripProven, _path: &Path, _world: &World) -> BoostPermit {
        BoostPermit::new(trip)
    }

    fn set(stage: &mut SimStage<Self, 2>, leg: usize, duty: Duty) {
        set_either(stage, leg, duty);
    }
}

impl Sort<1> for BatteryLeg {
    const CARRIER: Carrier = FAST;
    const NEUTRAL: u16 = 1_062;
    const FOLLOWS: Side = Side::High;

    fn sheet() -> Sheet {
        Sheet::signed(FAST, DEAD_TIME, STALE)
    }

    fn permit(trip: TripProven, _path: &Path, _world: &World) -> BatteryLegPermit {
        BatteryLegPermit::new(trip)
    }

    fn set(stage: &mut SimStage<Self, 1>, _leg: usize, duty: Duty) {
        stage.set_duty::<0>(duty);
    }
}

/// A sensor that sees its test current.
#[expect(clippy::unwrap_used, reason = "figures that are right")]
fn residual(path: &Path, world: &World) -> ResidualCurrentProven {
    let millis = Duration::from_millis;
    let [test, tolerance, idle] = [60, 5, 3].map(Current::from_milliamps);
    let config = ResidualCurrentConfig::new(test, tolerance, idle, millis(1)).unwrap();
    let settled = config.with_settle_time(Duration::ZERO);
    let mut check = ResidualCurrentCheck::new(settled.with_interval(millis(1_000)));
    check.start(world.now(), path);
    let give_up = world.now().saturating_add(millis(100));
    loop {
        world.clock().advance(millis(1));
        let now = world.now();
        assert!(now < give_up, "never proven");
        let reads = if check.inject() { test } else { Current::ZERO };
        let inputs = ResidualCurrentInputs::new(Ok(Reading::new(reads, now)));
        if let Step::Done(proven) = check.step(now, path, inputs) {
            return proven;
        }
    }
}

pub(crate) struct Bench<R, const LEGS: usize> {
    world: World,
    line: TripLine,
    path: Path,
    timer: Timer,
    other: Timer,
    role: PhantomData<R>,
}

impl<R: Sort<LEGS>, const LEGS: usize> StageBench<LEGS> for Bench<R, LEGS> {
    type Stage = SimStage<R, LEGS>;

    const CARRIER: Carrier = R::CARRIER;
    const NEUTRAL: Duty = Duty::from_ticks(R::NEUTRAL);
    const FOLLOWS: Side = R::FOLLOWS;
    const DEAD_TIME: Duration = DEAD_TIME;
    const STALE: u32 = STALE;
    const INPUTS: &'static [TripCauses] = &[
        TripCauses::OVERCURRENT,
        TripCauses::OVERVOLTAGE,
        TripCauses::GATE_DRIVER,
        TripCauses::EXTERNAL,
    ];

    fn new() -> Self {
        let world = World::new();
        let line = TripLine::new(&world);
        let sheet = R::sheet().with_cycle_limit(LIMIT, Duration::from_nanos(250), ESCALATES);
        let timer = line.timer(sheet, LEGS);
        timer.record_edges();
        Self {
            other: line.timer(Sheet::signed(SLOW, DEAD_TIME, 1_000), 2),
            path: Path::new(PathId(1), Contacts::NONE),
            timer,
            line,
            world,
            role: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn stage(&self) -> SimStage<R, LEGS> {
        SimStage::of(self.timer.clone())
    }

    fn set_duty(stage: &mut SimStage<R, LEGS>, leg: usize, duty: Duty) {
        R::set(stage, leg, duty);
    }

    fn permit(&self, trip: TripProven) -> R::Permit {
        R::permit(trip, &self.path, &self.world)
    }

    fn force_trip(&self, forced: bool) {
        self.line.force_pin().set_level(forced);
    }

    fn set_cause(&self, cause: TripCauses, present: bool) {
        if present {
            self.line.pull(cause);
        } else {
            self.line.let_go(cause);
        }
    }

    fn take_edges(&self) -> Vec<Edge> {
        self.timer.take_edges()
    }

    fn gates_off(&self) -> bool {
        self.timer.gates_are_off()
    }

    fn start_others(&self) {
        self.other.enable();
    }

    fn others_off(&self) -> bool {
        self.other.gates_are_off()
    }

    fn stop_clock(&self, stopped: bool) -> bool {
        self.timer.set_clock_failed(stopped);
        true
    }

    fn command_both(&self, leg: usize) -> bool {
        let both = Gates {
            high: true,
            low: true,
        };
        self.timer.force(leg, Some(both));
        true
    }

    fn overlaps(&self) -> u32 {
        self.timer.overlaps()
    }
}

impl<R: Sort<LEGS>, const LEGS: usize> LimitBench<LEGS> for Bench<R, LEGS> {
    const ESCALATES: u32 = ESCALATES;

    fn set_overload(&self, leg: usize, overload: bool) {
        let milliamps = if overload { -45_001 } else { -45_000 };
        self.timer
            .set_current(leg, Current::from_milliamps(milliamps));
    }
}
