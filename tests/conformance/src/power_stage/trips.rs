//! The trip: proven, at once, on everything, latched, with its causes.

extern crate alloc;

use super::{StageBench, rig::Rig};
use crate::{Check, Failure, report::ensure};
use hal_inverter::{PowerStage as _, StageState, Trip};
use hal_power::Refused;

fn trip(state: StageState) -> Option<Trip> {
    match state {
        StageState::Tripped(trip) => Some(trip),
        _ => None,
    }
}

/// The trip can be proven, and without the proof's own forcing there is none.
pub(super) fn proof<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::TripProof;
    let mut rig = Rig::<B, LEGS>::new(check);
    let state = rig.stage.state();
    ensure!(
        state == StageState::Disarmed,
        check,
        "powered up: {state:?}"
    );
    let proof = rig.prove()?;
    let permit = rig.bench.permit(proof);
    rig.bench.force_trip(true);
    let now = rig.bench.world().now();
    let armed = rig.stage.arm(permit, now, rig.bench.path());
    let state = rig.stage.state();
    ensure!(
        armed.is_err() && trip(state).is_some(),
        check,
        "armed with the trip forced: {armed:?}, {state:?}"
    );
    Ok(2)
}

/// A trip acts mid-pulse, within a microsecond, on all stages, and needs no clock.
pub(super) fn at_once<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::TripAtOnce;
    let half = Rig::<B, LEGS>::eighths(4);
    let mut cases = 0;
    for &cause in B::INPUTS {
        let mut rig = Rig::<B, LEGS>::running(check, half)?;
        rig.bench.start_others();
        rig.mid_pulse()?;
        rig.bench.set_cause(cause, true);
        rig.goes_off("a trip in the middle of a pulse")?;
        ensure!(
            rig.bench.others_off(),
            check,
            "1 us after {cause:?} a gate of another stage is on"
        );
        cases += 1;
    }
    let mut rig = Rig::<B, LEGS>::running(check, half)?;
    rig.mid_pulse()?;
    rig.bench.force_trip(true);
    rig.goes_off("the trip forced in the middle of a pulse")?;
    let mut rig = Rig::<B, LEGS>::running(check, half)?;
    rig.mid_pulse()?;
    if rig.bench.stop_clock(true) {
        rig.bench.force_trip(true);
        rig.goes_off("the trip forced and the clock stopped in the middle of a pulse")?;
        cases += 1;
    }
    Ok(cases + 1)
}

/// Nothing drives while tripped, whether the cause persists or not.
pub(super) fn holds<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::TripHolds;
    let mut rig = Rig::<B, LEGS>::running(check, Rig::<B, LEGS>::eighths(4))?;
    rig.mid_pulse()?;
    rig.bench.force_trip(true);
    rig.pass(1_000);
    rig.stays_off("tripped and forced")?;
    rig.bench.force_trip(false);
    rig.stays_off("tripped and no longer forced")?;
    let state = rig.stage.state();
    ensure!(
        trip(state).is_some(),
        check,
        "no longer forced, not cleared: {state:?}"
    );
    Ok(2)
}

/// First cause and all causes are told, whatever comes after.
pub(super) fn causes<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::Causes;
    let mut cases = 0;
    for &first in B::INPUTS {
        for &second in B::INPUTS {
            let rig = Rig::<B, LEGS>::running(check, Rig::<B, LEGS>::eighths(4))?;
            rig.bench.set_cause(first, true);
            rig.pass(2_000);
            rig.bench.set_cause(second, true);
            rig.pass(2_000);
            rig.bench.set_cause(first, false);
            rig.bench.set_cause(second, false);
            let wanted = Trip {
                first,
                all: first | second,
            };
            let state = rig.stage.state();
            ensure!(
                trip(state) == Some(wanted),
                check,
                "{first:?}, then {second:?}: {state:?}"
            );
            cases += 1;
        }
    }
    Ok(cases)
}

/// Clearing is refused while a cause persists, and then ends disarmed.
pub(super) fn clear<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::ClearTrip;
    let mut cases = 0;
    for &cause in B::INPUTS {
        let mut rig = Rig::<B, LEGS>::running(check, Rig::<B, LEGS>::eighths(4))?;
        rig.bench.set_cause(cause, true);
        rig.pass(2_000);
        let before = rig.stage.state();
        let cleared = rig.stage.clear_trip();
        let after = rig.stage.state();
        ensure!(
            cleared == Err(Refused::State) && before == after && trip(after).is_some(),
            check,
            "{cause:?} persists: {cleared:?}, {before:?} is {after:?}"
        );
        rig.bench.set_cause(cause, false);
        let cleared = rig.stage.clear_trip();
        let state = rig.stage.state();
        ensure!(
            cleared == Ok(()) && state == StageState::Disarmed,
            check,
            "{cause:?} is over: {cleared:?}, {state:?}"
        );
        rig.stays_off("cleared")?;
        cases += 1;
    }
    Ok(cases)
}
