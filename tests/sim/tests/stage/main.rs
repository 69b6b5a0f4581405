//! The simulated power stage against what timers, gates and legs do.

mod frames;
mod legs;
mod limiting;
mod pulses;
mod shortcut;
mod trips;

use core::time::Duration;
use hal_inverter::{BatteryLeg, BatteryLegPermit, Duty, PowerStage as _, StageState};
use hal_power::{
    Contacts, Path, PathId, Reading, Refused, TripProven,
    check::{Step, TripConfig, TripFault, TripInputs, TripProof},
};
use hal_power_sim::{
    World,
    stage::{Carrier, Edge, Sheet, SimBatteryLeg, SimStage, TripLine},
};

const PERIOD: u64 = 50_000;
const DEAD: u64 = 500;
const STALE: u32 = 4;

/// 20 kHz.
const CARRIER: Carrier = Carrier {
    period: Duration::from_nanos(PERIOD),
    ticks: 1_000,
};

/// Two legs that need no more than the proof of the trip.
type Pair = SimStage<BatteryLeg, 2>;

fn sheet() -> Sheet {
    Sheet::signed(CARRIER, Duration::from_nanos(DEAD), STALE)
}

/// A stage on a line of its own.
struct Lab {
    world: World,
    line: TripLine,
    path: Path,
    stage: Pair,
}

impl Lab {
    fn new(sheet: Sheet) -> Self {
        let world = World::new();
        let line = TripLine::new(&world);
        let stage = Pair::new(&line, sheet);
        Self {
            world,
            line,
            path: Path::new(PathId(0), Contacts::NONE),
            stage,
        }
    }

    /// A stage that was armed just after the reload at `self.start()`.
    fn armed(sheet: Sheet) -> Self {
        let mut lab = Self::new(sheet);
        let armed = lab.arm();
        assert!(armed.is_ok(), "{armed:?}");
        lab.to_reload();
        lab
    }

    fn now(&self) -> u64 {
        self.world.clock().nanos()
    }

    fn pass(&self, nanos: u64) {
        self.world.clock().advance(Duration::from_nanos(nanos));
    }

    fn to_reload(&self) {
        self.pass(PERIOD - self.now() % PERIOD);
    }

    fn write(&mut self, first: u16, second: u16) {
        self.stage.update(|stage| {
            stage.set_duty::<0>(Duty::from_ticks(first));
            stage.set_duty::<1>(Duty::from_ticks(second));
        });
    }

    /// Lets whole periods pass with these duties, refreshed each.
    fn run(&mut self, periods: u32, first: u16, second: u16) {
        for _ in 0..periods {
            self.write(first, second);
            self.pass(PERIOD);
        }
    }

    fn edges(&self) -> Vec<Edge> {
        self.stage.timer().take_edges()
    }

    fn prove(&mut self) -> Result<TripProven, TripFault> {
        prove(&self.world, &self.line, &self.path, &mut self.stage)
    }

    fn arm(&mut self) -> Result<(), String> {
        let proof = self.prove().map_err(|fault| format!("{fault:?}"))?;
        let now = self.world.now();
        let armed = self
            .stage
            .arm(BatteryLegPermit::new(proof), now, &self.path);
        armed.map_err(|refused| format!("{refused:?}"))
    }
}

/// Forces the trip, with all gates seen off.
fn prove<const LEGS: usize>(
    world: &World,
    line: &TripLine,
    path: &Path,
    stage: &mut SimStage<BatteryLeg, LEGS>,
) -> Result<TripProven, TripFault> {
    let config = TripConfig::new(Duration::from_micros(20), Duration::from_millis(1));
    let mut proof = TripProof::new(config.with_hold(Duration::from_micros(100)));
    proof.start(world.now(), path);
    loop {
        line.force_pin().set_level(proof.force());
        if proof.clear() {
            let _ = stage.clear_trip();
        }
        world.clock().advance(Duration::from_micros(10));
        let now = world.now();
        let tripped = matches!(stage.state(), StageState::Tripped(_));
        let inputs = TripInputs::new(
            Ok(Reading::new(tripped, now)),
            Ok(Reading::new(stage.timer().gates_are_off(), now)),
        );
        match proof.step(now, path, inputs) {
            Step::Wait => {}
            Step::Done(proven) => return Ok(proven),
            Step::Failed(fault) => {
                line.force_pin().set_level(false);
                return Err(fault);
            }
        }
    }
}

#[test]
fn arms_as_a_battery_leg_with_the_proof_of_its_trip_and_of_nothing_else() {
    let world = World::new();
    let line = TripLine::new(&world);
    let path = Path::new(PathId(0), Contacts::NONE);
    let mut leg = SimBatteryLeg::new(&line, sheet());
    let permit = BatteryLegPermit::new(prove(&world, &line, &path, &mut leg).unwrap());
    leg.arm(permit, world.now(), &path).unwrap();
    assert_eq!(leg.state(), StageState::Armed);
    let old = {
        hal_power::SafeState::make_safe(&mut leg);
        BatteryLegPermit::new(prove(&world, &line, &path, &mut leg).unwrap())
    };
    world.clock().advance(Duration::from_secs(1));
    assert!(leg.arm(old, world.now(), &path).is_err(), "too old");
    assert_eq!(leg.state(), StageState::Disarmed);
}
