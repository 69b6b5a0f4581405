//! Two-leg power stage: a port over the simulator's timer that can be broken in one way at a time.

mod bench;

pub use bench::Bench;

use core::{cell::Cell, marker::PhantomData};
use hal_inverter::{
    ArmOrder, BatteryLeg, CycleLimit, Duty, PowerStage, StageState, Trip, TripCauses,
};
use hal_power::{EmergencyStop, Refused, SafeState};
use hal_power_sim::stage::{SimStage, StopHandle, Timer};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

/// What is wrong with a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    IgnoresTripInput,
    IgnoresForce,
    TripsAtReload,
    TripsAlone,
    NoDeadTime,
    HoldsNothing,
    LegsInTurn,
    SwapsLegs,
    DrivesWhileTripped,
    ForgetsTrip,
    ArmsFromStaleDuty,
    ArmsWhileForced,
    StopWaitsForOwner,
    StopWaitsForRelease,
    ClearsWithCause,
    NeverClears,
    TellsLastCause,
    NeverStale,
    DutyEnables,
    CountsNoOverlap,
    SafeAtReload,
    SafeClears,
    LimitsNothing,
    CountsNoLimiting,
    LimitingTrips,
    NeverEscalates,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

/// The port.
pub struct Stage<F> {
    timer: Timer,
    /// The simulator's own port, for its stop register.
    sound: SimStage<BatteryLeg, 2>,
    /// What a handle asks for that the owner has to see.
    asked: Arc<AtomicBool>,
    busy: Arc<AtomicBool>,
    forgotten: Cell<Option<Trip>>,
    flaw: PhantomData<F>,
}

/// Stops the stage, or asks its owner to.
#[derive(Clone)]
pub struct Stop {
    register: StopHandle,
    asked: Arc<AtomicBool>,
    busy: Arc<AtomicBool>,
    flaw: Flaw,
}

impl EmergencyStop for Stop {
    fn emergency_stop(&self) {
        match self.flaw {
            Flaw::StopWaitsForOwner => self.asked.store(true, Relaxed),
            Flaw::StopWaitsForRelease if self.busy.load(Relaxed) => self.asked.store(true, Relaxed),
            _ => self.register.emergency_stop(),
        }
    }
}

impl<F: Flawed> Stage<F> {
    fn obey(&self) {
        if self.asked.swap(false, Relaxed) {
            self.sound.stop_handle().emergency_stop();
        }
    }
}

impl<F: Flawed> SafeState for Stage<F> {
    fn make_safe(&mut self) {
        match F::FLAW {
            Flaw::SafeAtReload => {
                for leg in 0..2 {
                    self.timer.write(leg, Duty::from_ticks(0));
                }
            }
            Flaw::SafeClears => {
                self.timer.disable();
                self.forgotten.set(self.timer.trip());
            }
            _ => self.timer.disable(),
        }
    }
}

impl<F: Flawed> PowerStage<2> for Stage<F> {
    type Role = BatteryLeg;
    type Stop = Stop;

    fn stop_handle(&self) -> Stop {
        Stop {
            register: self.sound.stop_handle(),
            asked: self.asked.clone(),
            busy: self.busy.clone(),
            flaw: F::FLAW,
        }
    }

    fn state(&self) -> StageState {
        self.obey();
        match self.timer.trip() {
            Some(trip) if self.forgotten.get() == Some(trip) => StageState::Disarmed,
            Some(trip) if F::FLAW == Flaw::TellsLastCause => StageState::Tripped(Trip {
                first: trip.all,
                all: trip.all,
            }),
            Some(trip) => StageState::Tripped(trip),
            None if self.timer.is_enabled() => StageState::Armed,
            None => StageState::Disarmed,
        }
    }

    fn clear_trip(&mut self) -> Result<(), Refused> {
        match (F::FLAW, self.timer.trip()) {
            (_, None) => Ok(()),
            (Flaw::ClearsWithCause, Some(trip)) if trip.first != TripCauses::FORCED => {
                self.forgotten.set(Some(trip));
                Ok(())
            }
            (Flaw::NeverClears, Some(trip)) if trip.first != TripCauses::FORCED => {
                Err(Refused::State)
            }
            _ if self.timer.clear_trip() => Ok(()),
            _ => Err(Refused::State),
        }
    }

    fn hold(&mut self) {
        self.busy.store(true, Relaxed);
        if !matches!(F::FLAW, Flaw::HoldsNothing | Flaw::LegsInTurn) {
            self.timer.hold();
        }
    }

    fn set_duty<const LEG: usize>(&mut self, duty: Duty) {
        const { assert!(LEG < 2) };
        match F::FLAW {
            Flaw::LegsInTurn => self.timer.write_now(LEG, duty),
            Flaw::SwapsLegs if LEG == 1 => self.timer.write(0, duty),
            _ => self.timer.write(LEG, duty),
        }
    }

    fn release(&mut self) {
        self.busy.store(false, Relaxed);
        self.obey();
        self.timer.release();
        let tripped = self.timer.trip().is_some();
        match F::FLAW {
            Flaw::DrivesWhileTripped if tripped => self.timer.enable(),
            Flaw::ForgetsTrip if tripped && self.timer.clear_trip() => self.timer.enable(),
            Flaw::DutyEnables if !tripped => self.timer.enable(),
            _ => {}
        }
    }

    fn enable(&mut self, _order: ArmOrder<'_>) -> Result<(), Refused> {
        if self.state() != StageState::Disarmed && F::FLAW != Flaw::ArmsWhileForced {
            return Err(Refused::State);
        }
        if F::FLAW != Flaw::ArmsFromStaleDuty {
            self.timer.write_neutral(0);
            self.timer.write_neutral(1);
        }
        self.timer.enable();
        Ok(())
    }
}

impl<F: Flawed> CycleLimit for Stage<F> {
    fn limited_periods(&self) -> u32 {
        match F::FLAW {
            Flaw::CountsNoLimiting => 0,
            _ => self.timer.limited_periods(),
        }
    }
}
