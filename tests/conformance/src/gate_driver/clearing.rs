//! Checks of faults that are true: shown, kept, and cleared only when told.

extern crate alloc;

use super::{
    GateBench, cases,
    run::{Report, Run},
};
use crate::{Check, Failure, Passed, report::ensure};
use core::time::Duration;
use hal_inverter::GateFaults;
use hal_power::ErrorKind;

/// Times that something is read or switched which shall change nothing.
const TIMES: u32 = 8;

/// Longer than any part waits before it tries again.
const RETRY: Duration = Duration::from_secs(1);

/// Each fault that the part can have, at each gate.
pub(super) fn shown<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (mut tried, mut stopping) = (0, false);
    for (gate, fault) in cases::all::<B>(GateFaults::all()) {
        if let Some(mut run) = Run::<B>::faulted(Check::FaultShown, gate, fault)? {
            run.expect_report(&Report::of::<B>(run.count, gate, fault))?;
            stopping |= !fault.difference(B::LEAVES_ON).is_empty();
            tried += 1;
        }
    }
    ensure!(
        stopping,
        Check::FaultShown,
        "the bench raises nothing that stops"
    );
    passed.add(Check::FaultShown, tried);
    Ok(())
}

/// What is latched is reported however often it is read, also once it is gone.
pub(super) fn latched<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut tried = 0;
    for (gate, fault) in cases::all::<B>(B::LATCHED) {
        if let Some(mut run) = Run::<B>::past(Check::Latched, gate, fault)? {
            for _ in 0..TIMES {
                run.expect_report(&Report::of::<B>(run.count, gate, fault))?;
                run.settle();
            }
            tried += 1;
        }
    }
    if tried > 0 {
        passed.add(Check::Latched, tried);
    }
    Ok(())
}

/// The input goes on switching, faults go on being read, and the gate stays off.
pub(super) fn stays_off<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut tried = 0;
    let others = cases::holding::<B>().difference(GateFaults::DESATURATION);
    for (gate, fault) in cases::all::<B>(others) {
        if let Some(mut run) = Run::<B>::past(Check::StaysOff, gate, fault)? {
            switches_in_vain(&mut run, Check::StaysOff, gate, fault)?;
            tried += 1;
        }
    }
    if tried > 0 {
        passed.add(Check::StaysOff, tried);
    }
    Ok(())
}

/// After a desaturation the gate stays off, even if the part would try again, or `enable` was refused.
pub(super) fn no_retry<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut tried = 0;
    for (gate, fault) in cases::all::<B>(GateFaults::DESATURATION) {
        if let Some(mut run) = Run::<B>::past(Check::NoRetry, gate, fault)? {
            switches_in_vain(&mut run, Check::NoRetry, gate, fault)?;
            run.bench.world().clock().advance(RETRY);
            switches_in_vain(&mut run, Check::NoRetry, gate, fault)?;
            let enabled = run.enable();
            ensure!(
                enabled == Err(ErrorKind::Fault),
                Check::NoRetry,
                "enable after {fault} at gate {gate}: {enabled:?}"
            );
            switches_in_vain(&mut run, Check::NoRetry, gate, fault)?;
            tried += 1;
        }
    }
    if tried > 0 {
        passed.add(Check::NoRetry, tried);
    }
    Ok(())
}

fn switches_in_vain<B: GateBench>(
    run: &mut Run<B>,
    check: Check,
    gate: usize,
    fault: GateFaults,
) -> Result<(), Failure> {
    for _ in 0..TIMES {
        run.inputs(Some(gate));
        let off = !run.bench.gate_is_on(gate);
        let report = run.faults();
        ensure!(
            off && !run.bench.gate_is_on(gate),
            check,
            "{fault} was not cleared and gate {gate} is on, reported {report:?}"
        );
    }
    Ok(())
}

/// `enable` is refused while something is latched, whether the driver has read of it or not.
pub(super) fn enable_refused<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut tried = 0;
    for (gate, fault) in cases::all::<B>(cases::holding::<B>()) {
        for read in [false, true] {
            let Some(mut run) = Run::<B>::faulted(Check::EnableRefused, gate, fault)? else {
                continue;
            };
            if read {
                run.expect_report(&Report::of::<B>(run.count, gate, fault))?;
            }
            run.bench.lift(gate);
            run.settle();
            let enabled = run.enable();
            ensure!(
                enabled == Err(ErrorKind::Fault),
                Check::EnableRefused,
                "enable with {fault} latched at gate {gate}: {enabled:?}"
            );
            // a part that tries again after a desaturation is for `no_retry`
            if fault != GateFaults::DESATURATION {
                switches_in_vain(&mut run, Check::EnableRefused, gate, fault)?;
            }
            tried += 1;
        }
    }
    if tried > 0 {
        passed.add(Check::EnableRefused, tried);
    }
    Ok(())
}

/// What is still true cannot be cleared.
pub(super) fn persists<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut tried = 0;
    for (gate, fault) in cases::all::<B>(B::PERSISTS.difference(B::LEAVES_ON)) {
        for read in [false, true] {
            let Some(mut run) = Run::<B>::faulted(Check::Persists, gate, fault)? else {
                continue;
            };
            if read {
                run.expect_report(&Report::of::<B>(run.count, gate, fault))?;
            }
            let cleared = run.clear();
            ensure!(
                cleared == Err(ErrorKind::Fault),
                Check::Persists,
                "{fault} persists at gate {gate}, and clear_faults says {cleared:?}"
            );
            switches_in_vain(&mut run, Check::Persists, gate, fault)?;
            tried += 1;
        }
    }
    if tried > 0 {
        passed.add(Check::Persists, tried);
    }
    Ok(())
}

/// What is gone can be cleared, after which nothing is driven before `enable`.
pub(super) fn cleared<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut tried = 0;
    for (gate, fault) in cases::all::<B>(GateFaults::all().difference(B::LEAVES_ON)) {
        let Some(mut run) = Run::<B>::past(Check::Cleared, gate, fault)? else {
            continue;
        };
        let done = run.clear();
        ensure!(
            done.is_ok(),
            Check::Cleared,
            "{fault} at gate {gate} is gone, and clear_faults says {done:?}"
        );
        run.expect_undriven(Check::Undriven, "after clear_faults")?;
        run.expect_report(&Report::healthy(run.count))?;
        let done = run.enable();
        let astray = run.astray();
        ensure!(
            done.is_ok() && astray.is_none(),
            Check::Cleared,
            "enable after {fault} was cleared: {done:?}, gate {astray:?} does not follow"
        );
        tried += 1;
    }
    passed.add(Check::Cleared, tried);
    Ok(())
}
