//! What a duty does, and when.

extern crate alloc;

use super::{
    StageBench,
    rig::{Rig, pulses},
};
use crate::{Check, Failure, report::ensure};
use alloc::vec::Vec;
use hal_inverter::{Duty, PowerStage as _};
use hal_power::SafeState as _;
use hal_power_sim::stage::{Edge, Side};

/// Whether a pulse is as wide as its duty says, the dead time left out.
fn is_width<B: StageBench<LEGS>, const LEGS: usize>(width: u64, duty: Duty) -> bool {
    let period = Rig::<B, LEGS>::period();
    let ideal = period * u64::from(duty.ticks()) / u64::from(B::CARRIER.ticks.max(1));
    let dead = u64::try_from(B::DEAD_TIME.as_nanos()).unwrap_or(0);
    width.abs_diff(ideal) <= dead + period / 200
}

/// Each leg's pulses, in order.
fn of_each<const LEGS: usize>(edges: &[Edge], side: Side) -> Vec<Vec<(u64, u64)>> {
    (0..LEGS).map(|leg| pulses(edges, leg, side)).collect()
}

/// Arming starts from neutral, also where another duty was driven, or written, before.
pub(super) fn neutral_start<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::NeutralStart;
    let mut rig = Rig::<B, LEGS>::running(check, Rig::<B, LEGS>::eighths(7))?;
    rig.stage.make_safe();
    rig.run(2, Rig::<B, LEGS>::eighths(7));
    rig.arm()?;
    rig.bench.take_edges();
    rig.pass(2 * Rig::<B, LEGS>::period());
    let edges = rig.bench.take_edges();
    for leg in 0..LEGS {
        let pulses = pulses(&edges, leg, B::FOLLOWS);
        let all = pulses
            .iter()
            .all(|(_, width)| is_width::<B, LEGS>(*width, B::NEUTRAL));
        let some = !pulses.is_empty() || B::NEUTRAL.ticks() == 0;
        ensure!(
            all && some,
            check,
            "leg {leg} after arming, no duty written: {pulses:?} ns for {} ticks",
            B::NEUTRAL.ticks()
        );
    }
    Ok(1)
}

/// A duty that is written while disarmed drives nothing.
pub(super) fn disarmed<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::DisarmedDuty;
    let mut rig = Rig::<B, LEGS>::new(check);
    rig.stays_off("never armed")?;
    rig.arm()?;
    rig.run(3, Rig::<B, LEGS>::eighths(4));
    rig.stage.make_safe();
    rig.stays_off("made safe")?;
    Ok(2)
}

/// The share of the period is that of the duty, on every leg.
pub(super) fn share<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::Duty;
    let mut rig = Rig::<B, LEGS>::running(check, B::NEUTRAL)?;
    let mut cases = 0;
    for eighths in 1..8 {
        let duty = Rig::<B, LEGS>::eighths(eighths);
        rig.run(2, duty);
        rig.bench.take_edges();
        rig.run(3, duty);
        let edges = rig.bench.take_edges();
        for (leg, pulses) in of_each::<LEGS>(&edges, B::FOLLOWS).into_iter().enumerate() {
            let right = pulses
                .iter()
                .all(|(_, width)| is_width::<B, LEGS>(*width, duty));
            ensure!(
                right && pulses.len() >= 2,
                check,
                "{} of {} ticks, leg {leg}: {pulses:?} ns",
                duty.ticks(),
                B::CARRIER.ticks
            );
            cases += 1;
        }
    }
    Ok(cases)
}

/// What is written between hold and release takes effect at one reload after it, whatever reloads come between.
pub(super) fn one_reload<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::OneReload;
    let (old, new) = (Rig::<B, LEGS>::eighths(3), Rig::<B, LEGS>::eighths(6));
    let period = Rig::<B, LEGS>::period();
    let mut cases = 0;
    for part in 0..8 {
        let mut rig = Rig::<B, LEGS>::running(check, old)?;
        rig.pass(period * part / 8);
        rig.write(old);
        rig.bench.take_edges();
        let clock = rig.bench.world().clock();
        rig.stage.update(|stage| {
            for leg in 0..LEGS {
                B::set_duty(stage, leg, new);
                clock.advance(core::time::Duration::from_nanos(period * 5 / 8));
            }
        });
        let released = rig.now();
        rig.run(2, new);
        let edges = rig.bench.take_edges();
        let legs = of_each::<LEGS>(&edges, B::FOLLOWS);
        let mut first = None;
        for (leg, pulses) in legs.iter().enumerate() {
            let mut taken = 0;
            for &(start, width) in pulses {
                let is_new = is_width::<B, LEGS>(width, new);
                ensure!(
                    is_new || (taken == 0 && is_width::<B, LEGS>(width, old)),
                    check,
                    "leg {leg}: a pulse of {width} ns, neither of the old duty nor of the new"
                );
                ensure!(
                    !is_new || start + width > released,
                    check,
                    "leg {leg} took its new duty {} ns before the release",
                    released.saturating_sub(start)
                );
                taken += u32::from(is_new);
            }
            let number = pulses.len() - usize::try_from(taken).unwrap_or(0);
            ensure!(
                taken > 0 && *first.get_or_insert(number) == number,
                check,
                "leg {leg} took its new duty with pulse {number}, the first leg with {first:?}"
            );
        }
        cases += 1;
    }
    Ok(cases)
}

/// Between one gate's off and the other's on lies the dead time, at every edge, and never are both on.
pub(super) fn dead_time<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::DeadTime;
    let mut rig = Rig::<B, LEGS>::running(check, B::NEUTRAL)?;
    rig.bench.take_edges();
    let ticks = B::CARRIER.ticks;
    for step in 0..64_u16 {
        let duty = Duty::from_ticks((ticks / 61).saturating_mul(step * 37 % 62).min(ticks));
        rig.run(1, duty);
    }
    let dead = u64::try_from(B::DEAD_TIME.as_nanos()).unwrap_or(0);
    let edges = rig.bench.take_edges();
    let mut cases = 0;
    for leg in 0..LEGS {
        let mut on = None;
        let mut off: Option<Edge> = None;
        for edge in edges.iter().filter(|edge| edge.leg == leg) {
            if !edge.on {
                on = on.filter(|side| *side != edge.side);
                off = Some(*edge);
                continue;
            }
            ensure!(on.is_none(), check, "leg {leg}: both on with {edge:?}");
            let other = off.filter(|off| off.side != edge.side);
            let gap = other.map(|off| edge.at - off.at);
            ensure!(
                gap.is_none_or(|gap| gap >= dead),
                check,
                "leg {leg}: {gap:?} ns before {edge:?}, {dead} ns are the dead time"
            );
            on = Some(edge.side);
            cases += 1;
        }
    }
    ensure!(cases > 0, check, "no gate went on in 64 periods");
    Ok(cases)
}

/// A command that both switches conduct is refused and counted.
pub(super) fn overlap<B: StageBench<LEGS>, const LEGS: usize>() -> Result<u32, Failure> {
    let check = Check::Overlap;
    let mut cases = 0;
    for leg in 0..LEGS {
        let mut rig = Rig::<B, LEGS>::running(check, Rig::<B, LEGS>::eighths(4))?;
        rig.mid_pulse()?;
        let before = rig.bench.overlaps();
        if !rig.bench.command_both(leg) {
            return Ok(cases);
        }
        rig.pass(1_000);
        let mut on = (false, false);
        for edge in rig.bench.take_edges().iter().filter(|edge| edge.leg == leg) {
            match edge.side {
                Side::High => on.0 = edge.on,
                Side::Low => on.1 = edge.on,
            }
            ensure!(on != (true, true), check, "leg {leg}: both on at {edge:?}");
        }
        let counted = rig.bench.overlaps();
        ensure!(
            counted > before,
            check,
            "leg {leg}: both were commanded on, {counted} are counted"
        );
        cases += 1;
    }
    Ok(cases)
}
