//! The bench of the stage.

use super::{Flaw, Flawed, Stage};
use core::{cell::Cell, marker::PhantomData, time::Duration};
use hal_conformance::{LimitBench, StageBench};
use hal_inverter::{BatteryLegPermit, Duty, PowerStage as _, TripCauses};
use hal_power::{Contacts, Current, Path, PathId, TripProven};
use hal_power_sim::{
    World,
    stage::{Carrier, Edge, Gates, Sheet, Side, SimStage, Timer, TripInput, TripLine},
};
use std::sync::Arc;

const CARRIER: Carrier = Carrier {
    period: Duration::from_micros(50),
    ticks: 1_000,
};
const DEAD_TIME: Duration = Duration::from_nanos(500);
const STALE: u32 = 5;
const ESCALATES: u32 = 6;

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    line: TripLine,
    path: Path,
    timer: Timer,
    other: Timer,
    other_line: TripLine,
    flaw: PhantomData<F>,
}

impl<F: Flawed> StageBench<2> for Bench<F> {
    type Stage = Stage<F>;

    const CARRIER: Carrier = CARRIER;
    const NEUTRAL: Duty = Duty::from_ticks(500);
    const FOLLOWS: Side = Side::High;
    const DEAD_TIME: Duration = DEAD_TIME;
    const STALE: u32 = STALE;
    const INPUTS: &'static [TripCauses] = &[TripCauses::OVERCURRENT, TripCauses::GATE_DRIVER];

    fn new() -> Self {
        let world = World::new();
        let line = TripLine::new(&world);
        let dead = match F::FLAW {
            Flaw::NoDeadTime => Duration::ZERO,
            _ => DEAD_TIME,
        };
        let stale = match F::FLAW {
            Flaw::NeverStale => 1_000_000,
            _ => STALE,
        };
        let input = match F::FLAW {
            Flaw::IgnoresTripInput => TripInput::Disabled,
            Flaw::TripsAtReload => TripInput::AtReload,
            _ => TripInput::Asynchronous,
        };
        let (most, escalates) = match F::FLAW {
            Flaw::LimitsNothing => (1_000, ESCALATES),
            Flaw::LimitingTrips => (30, 1),
            Flaw::NeverEscalates => (30, 1_000),
            _ => (30, ESCALATES),
        };
        let sheet = Sheet::signed(CARRIER, dead, stale)
            .with_trip_input(input)
            .with_cycle_limit(
                Current::from_amps(most),
                Duration::from_nanos(200),
                escalates,
            );
        let timer = line.timer(sheet, 2);
        let other_line = match F::FLAW {
            Flaw::TripsAlone => TripLine::new(&world),
            _ => line.clone(),
        };
        let other = other_line.timer(Sheet::signed(CARRIER, DEAD_TIME, 1_000), 1);
        timer.record_edges();
        Self {
            world,
            line,
            path: Path::new(PathId(0), Contacts::NONE),
            timer,
            other,
            other_line,
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn stage(&self) -> Stage<F> {
        Stage {
            timer: self.timer.clone(),
            sound: SimStage::of(self.timer.clone()),
            asked: Arc::default(),
            busy: Arc::default(),
            forgotten: Cell::new(None),
            flaw: PhantomData,
        }
    }

    fn set_duty(stage: &mut Stage<F>, leg: usize, duty: Duty) {
        match leg {
            0 => stage.set_duty::<0>(duty),
            _ => stage.set_duty::<1>(duty),
        }
    }

    fn permit(&self, trip: TripProven) -> BatteryLegPermit {
        BatteryLegPermit::new(trip)
    }

    fn force_trip(&self, forced: bool) {
        if F::FLAW != Flaw::IgnoresForce {
            self.line.force_pin().set_level(forced);
        }
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
        let _ = &self.other_line;
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
        match F::FLAW {
            Flaw::CountsNoOverlap => 0,
            _ => self.timer.overlaps(),
        }
    }
}

impl<F: Flawed> LimitBench<2> for Bench<F> {
    const ESCALATES: u32 = ESCALATES;

    fn set_overload(&self, leg: usize, overload: bool) {
        let amps = if overload { 40 } else { 5 };
        self.timer.set_current(leg, Current::from_amps(amps));
    }
}
