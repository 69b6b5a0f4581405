//! Cycle-by-cycle limiting: apart from the trip, counted, and escalating to it.

extern crate alloc;

use super::{
    LimitBench,
    rig::{Rig, pulses},
};
use crate::{Check, Failure, report::ensure};
use hal_inverter::{CycleLimit as _, PowerStage as _, StageState, TripCauses};

/// Too much current cuts the pulses of its leg short, is counted once a period, and trips nothing at first.
pub(super) fn cut<B: LimitBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::Limited;
    let (half, period) = (Rig::<B, LEGS>::eighths(4), Rig::<B, LEGS>::period());
    let mut cases = 0;
    for leg in 0..LEGS {
        let mut rig = Rig::<B, LEGS>::running(check, half)?;
        let idle = rig.stage.limited_periods();
        ensure!(idle == 0, check, "no overload, {idle} limited periods");
        rig.mid_pulse()?;
        rig.bench.take_edges();
        rig.bench.set_overload(leg, true);
        rig.pass(period / 16);
        rig.bench.set_overload(leg, false);
        let off = rig.bench.take_edges();
        ensure!(
            off.iter().any(|edge| edge.leg == leg && !edge.on),
            check,
            "leg {leg} overloaded in the middle of a pulse: {off:?}"
        );
        ensure!(
            !off.iter().any(|edge| edge.leg != leg && !edge.on),
            check,
            "leg {leg} overloaded, another one goes off: {off:?}"
        );
        rig.run(3, half);
        let counted = rig.stage.limited_periods();
        let state = rig.stage.state();
        ensure!(
            counted == 1 && state == StageState::Armed,
            check,
            "leg {leg} overloaded in one period: {counted} are counted, {state:?}"
        );
        let whole = pulses(&rig.bench.take_edges(), leg, B::FOLLOWS);
        let back = whole.last().is_some_and(|(_, width)| *width > period / 4);
        ensure!(back, check, "leg {leg} after the overload: {whole:?} ns");
        cases += 1;
    }
    Ok(cases)
}

/// Limiting in so many periods in a row trips, in fewer it does not.
pub(super) fn escalation<B: LimitBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::Escalation;
    let half = Rig::<B, LEGS>::eighths(4);
    let mut rig = Rig::<B, LEGS>::running(check, half)?;
    for _ in 0..3 {
        rig.bench.set_overload(0, true);
        rig.run(B::ESCALATES - 2, half);
        rig.bench.set_overload(0, false);
        rig.run(3, half);
    }
    let state = rig.stage.state();
    ensure!(
        state == StageState::Armed,
        check,
        "limited again and again, never in {} periods in a row: {state:?}",
        B::ESCALATES
    );
    rig.bench.set_overload(0, true);
    rig.run(B::ESCALATES + 2, half);
    let state = rig.stage.state();
    let told = matches!(state, StageState::Tripped(trip) if trip.first == TripCauses::LIMITING);
    ensure!(
        told && rig.bench.gates_off(),
        check,
        "overloaded for {} periods: {state:?}",
        B::ESCALATES + 2
    );
    Ok(2)
}
