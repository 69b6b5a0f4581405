//! The suite for power stages.

extern crate alloc;

mod duty;
mod limiting;
mod rig;
mod safety;
mod trips;

use crate::{Check, Failure, Passed};
use alloc::vec::Vec;
use core::time::Duration;
use hal_inverter::{CycleLimit, Duty, PowerStage, Role, TripCauses};
use hal_power::{Path, TripProven};
use hal_power_sim::{
    World,
    stage::{Carrier, Edge, Side},
};

/// A power stage in a simulated world, whose trip inputs the suite can drive and whose gates it can see.
pub trait StageBench<const LEGS: usize>: Sized {
    /// The port.
    type Stage: PowerStage<LEGS>;

    /// Carrier that the port was set up with.
    const CARRIER: Carrier;

    /// Duty that moves nothing.
    const NEUTRAL: Duty;

    /// The switch of each leg that is on for the duty's share of the period.
    const FOLLOWS: Side;

    /// Least time from one gate's off to the other's on.
    const DEAD_TIME: Duration;

    /// Periods without a new duty that trip; at least 2.
    const STALE: u32;

    /// Trip inputs that are fitted and that [`set_cause`](Self::set_cause) can drive.
    const INPUTS: &'static [TripCauses];

    /// Makes a new world with the stage just powered up.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Returns the path that proofs are about.
    fn path(&self) -> &Path;

    /// Creates the port; asked once of a bench.
    fn stage(&self) -> Self::Stage;

    /// Calls `set_duty` of this leg.
    fn set_duty(stage: &mut Self::Stage, leg: usize, duty: Duty);

    /// Joins the proof of the trip with what else the role needs; time may pass meanwhile.
    fn permit(&self, trip: TripProven)
    -> <<Self::Stage as PowerStage<LEGS>>::Role as Role>::Permit;

    /// Forces the trip input for a test, or lets it go.
    fn force_trip(&self, forced: bool);

    /// Brings a cause about, or ends it.
    fn set_cause(&self, cause: TripCauses, present: bool);

    /// Returns the edges of all gates since the last call.
    fn take_edges(&self) -> Vec<Edge>;

    /// Returns whether every gate is off now.
    fn gates_off(&self) -> bool;

    /// Lets the other stages on the same trip drive; nothing where there is none.
    fn start_others(&self) {}

    /// Returns whether every gate of the other stages is off now.
    fn others_off(&self) -> bool {
        true
    }

    /// Stops the carrier's clock or lets it run; returns false where the bench cannot.
    fn stop_clock(&self, stopped: bool) -> bool {
        let _ = stopped;
        false
    }

    /// Commands both switches of a leg on, past the port; returns false where the hardware has no way to.
    fn command_both(&self, leg: usize) -> bool {
        let _ = leg;
        false
    }

    /// Returns how many commands that both switches conduct were refused so far.
    fn overlaps(&self) -> u32 {
        0
    }
}

/// A stage whose current is limited cycle by cycle.
pub trait LimitBench<const LEGS: usize>: StageBench<LEGS, Stage: CycleLimit> {
    /// Limited periods in a row that trip; at least 3.
    const ESCALATES: u32;

    /// Lets the current of a leg be beyond the limit, or within.
    fn set_overload(&self, leg: usize, overload: bool);
}

/// A check: the number of its cases, or how it failed.
type Run = fn() -> Result<u32, Failure>;

/// Runs every check.
///
/// # Errors
///
/// The first check that is not passed.
pub fn suite<B: StageBench<LEGS>, const LEGS: usize>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    let checks: [(Check, Run); 14] = [
        (Check::TripProof, trips::proof::<B, LEGS>),
        (Check::MakeSafe, safety::make_safe::<B, LEGS>),
        (Check::DisarmedDuty, duty::disarmed::<B, LEGS>),
        (Check::NeutralStart, duty::neutral_start::<B, LEGS>),
        (Check::Duty, duty::share::<B, LEGS>),
        (Check::OneReload, duty::one_reload::<B, LEGS>),
        (Check::DeadTime, duty::dead_time::<B, LEGS>),
        (Check::Overlap, duty::overlap::<B, LEGS>),
        (Check::TripAtOnce, trips::at_once::<B, LEGS>),
        (Check::TripHolds, trips::holds::<B, LEGS>),
        (Check::Causes, trips::causes::<B, LEGS>),
        (Check::ClearTrip, trips::clear::<B, LEGS>),
        (Check::StaleDuty, safety::stale::<B, LEGS>),
        (Check::StopHandle, safety::stop_handle::<B, LEGS>),
    ];
    for (check, run) in checks {
        let cases = run()?;
        if cases > 0 {
            passed.add(check, cases);
        }
    }
    Ok(passed)
}

/// Runs the checks of cycle-by-cycle limiting.
///
/// # Errors
///
/// The first check that is not passed.
pub fn limiting<B: LimitBench<LEGS>, const LEGS: usize>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    passed.add(Check::Limited, limiting::cut::<B, LEGS>()?);
    passed.add(Check::Escalation, limiting::escalation::<B, LEGS>()?);
    Ok(passed)
}
