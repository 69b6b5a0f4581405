//! Checks of what is no value.

extern crate alloc;

use super::{
    InsulationBench, Net,
    run::{Run, is_right},
};
use crate::{Check, Failure, Passed, report::ensure};
use core::time::Duration;
use hal_power::{ErrorKind, Resistance};

/// Insulation that is low, and within the range of any meter.
fn low<B: InsulationBench>() -> Net {
    let (lowest, highest) = B::range();
    let middle = lowest.as_microohms() / 2 + highest.as_microohms() / 2;
    Net::at_negative(Resistance::from_microohms(middle))
}

/// Reads until a time has passed, less a reading's pause, and returns how often; nothing may be told but `kind`.
fn nothing_but<B: InsulationBench>(
    run: &mut Run<B>,
    time: Duration,
    kind: ErrorKind,
    check: Check,
) -> Result<u32, Failure> {
    let (begin, mut cases) = (run.bench.world().now(), 0);
    loop {
        run.bench.wait(B::PACE);
        let passed = run.bench.world().now().saturating_since(begin);
        if passed.saturating_add(B::PACE) >= time {
            return Ok(cases);
        }
        let answer = run.read();
        ensure!(
            answer == Err(kind),
            check,
            "{answer:?} after {passed:?}, where there is no value for {time:?}"
        );
        cases += 1;
    }
}

/// Until the meter has started up there is nothing but "not ready"; after that there is a value.
pub(super) fn start_up<B: InsulationBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for net in [low::<B>(), Net::SOUND] {
        let mut run = Run::<B>::fresh(net);
        cases += nothing_but(&mut run, B::START_UP, ErrorKind::NotReady, Check::StartUp)?;
        run.pass(B::PACE * 2);
        run.settle();
        let answer = run.read();
        ensure!(
            is_right::<B>(&answer, &net),
            Check::StartUp,
            "{answer:?} for {net:?} of a meter that has started up"
        );
    }
    if cases > 0 {
        passed.add(Check::StartUp, cases);
    }
    Ok(())
}

/// A meter that is broken says so, also while the insulation is good, and gives no value for a time after that.
pub(super) fn broken<B: InsulationBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (mut shown, mut after, mut recovered) = (0, 0, 0);
    for net in [low::<B>(), Net::SOUND] {
        for nth in 0.. {
            let mut run = Run::<B>::ready(net, Check::FaultShown)?;
            let Some((kind, invalid)) = run.bench.break_meter(nth) else {
                break;
            };
            run.settle();
            for _ in 0..8 {
                run.bench.wait(B::PACE);
                let answer = run.read();
                ensure!(
                    answer == Err(kind),
                    Check::FaultShown,
                    "{answer:?} of a meter that is broken ({nth})"
                );
                shown += 1;
            }
            run.bench.mend_meter();
            let begin = run.bench.world().now();
            loop {
                run.bench.wait(B::PACE);
                let passed = run.bench.world().now().saturating_since(begin);
                if passed.saturating_add(B::PACE) >= invalid {
                    break;
                }
                let answer = run.read();
                ensure!(
                    answer.is_err(),
                    Check::AfterFault,
                    "{answer:?} {passed:?} after a fault ({nth})"
                );
                after += 1;
            }
            run.pass(B::PACE * 2);
            run.settle();
            let answer = run.read();
            ensure!(
                is_right::<B>(&answer, &net),
                Check::Recovery,
                "{answer:?} for {net:?} long after a fault ({nth})"
            );
            recovered += 1;
        }
    }
    for (check, cases) in [
        (Check::FaultShown, shown),
        (Check::AfterFault, after),
        (Check::Recovery, recovered),
    ] {
        if cases > 0 {
            passed.add(check, cases);
        }
    }
    Ok(())
}

/// A meter of which nothing is heard has no value.
pub(super) fn silence<B: InsulationBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for net in [low::<B>(), Net::SOUND] {
        for nth in 0.. {
            let mut run = Run::<B>::ready(net, Check::Silence)?;
            if !run.bench.silence(nth) {
                break;
            }
            run.settle();
            for _ in 0..8 {
                run.bench.wait(B::PACE);
                let answer = run.read();
                let told = answer.is_err_and(|kind| kind != ErrorKind::Saturated);
                ensure!(told, Check::Silence, "{answer:?} of a silent meter ({nth})");
                cases += 1;
            }
        }
    }
    ensure!(cases > 0, Check::Silence, "no part that could be silent");
    passed.add(Check::Silence, cases);
    Ok(())
}
