//! Ways to off beside the trip input.

extern crate alloc;

use super::{StageBench, rig::Rig};
use crate::{Check, Failure, report::ensure};
use hal_inverter::{PowerStage as _, StageState, TripCauses};
use hal_power::{EmergencyStop as _, SafeState as _};

/// A duty that is not refreshed trips after its periods, and not before.
pub(super) fn stale<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::StaleDuty;
    let half = Rig::<B, LEGS>::eighths(4);
    let period = Rig::<B, LEGS>::period();
    let mut rig = Rig::<B, LEGS>::running(check, half)?;
    rig.run(3 * B::STALE, half);
    rig.pass(u64::from(B::STALE.saturating_sub(1)) * period);
    let state = rig.stage.state();
    ensure!(
        state == StageState::Armed,
        check,
        "{} of {} periods without a duty: {state:?}",
        B::STALE,
        B::STALE
    );
    rig.pass(3 * period);
    let state = rig.stage.state();
    let told = matches!(state, StageState::Tripped(trip) if trip.first == TripCauses::STALE_DUTY);
    ensure!(
        told && rig.bench.gates_off(),
        check,
        "two periods too many without a duty: {state:?}"
    );
    Ok(1)
}

/// The handle acts by itself: its owner neither looks nor lets go of the stage.
pub(super) fn stop_handle<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::StopHandle;
    let mut rig = Rig::<B, LEGS>::running(check, Rig::<B, LEGS>::eighths(4))?;
    let stop = rig.stage.stop_handle();
    rig.mid_pulse()?;
    stop.clone().emergency_stop();
    rig.goes_off("stopped by the handle, the owner asleep")?;
    rig.pass(Rig::<B, LEGS>::period());
    ensure!(
        rig.bench.gates_off(),
        check,
        "a period after the stop a gate is on"
    );

    let mut rig = Rig::<B, LEGS>::running(check, Rig::<B, LEGS>::eighths(4))?;
    let stop = rig.stage.stop_handle();
    rig.mid_pulse()?;
    let (bench, clock) = (&rig.bench, rig.bench.world().clock());
    let mut off = false;
    rig.stage.update(|stage| {
        B::set_duty(stage, 0, Rig::<B, LEGS>::eighths(5));
        stop.emergency_stop();
        clock.advance(core::time::Duration::from_micros(1));
        off = bench.gates_off();
    });
    ensure!(
        off,
        check,
        "stopped by the handle while the owner writes duties: 1 us later a gate is on"
    );
    let state = rig.stage.state();
    ensure!(
        state != StageState::Armed,
        check,
        "stopped by the handle: {state:?}"
    );
    Ok(2)
}

/// The owner's way to off is at once, and no trip.
pub(super) fn make_safe<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::MakeSafe;
    let mut rig = Rig::<B, LEGS>::running(check, Rig::<B, LEGS>::eighths(4))?;
    rig.mid_pulse()?;
    rig.stage.make_safe();
    rig.goes_off("made safe in the middle of a pulse")?;
    let state = rig.stage.state();
    ensure!(state == StageState::Disarmed, check, "made safe: {state:?}");
    rig.stage.make_safe();
    rig.bench.force_trip(true);
    rig.pass(2_000);
    rig.stage.make_safe();
    let state = rig.stage.state();
    ensure!(
        matches!(state, StageState::Tripped(_)),
        check,
        "made safe while tripped: {state:?}"
    );
    Ok(2)
}
