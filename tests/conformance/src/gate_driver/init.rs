//! Checks of what comes before a gate is driven.

extern crate alloc;

use super::{
    GateBench,
    run::{Report, Run},
};
use crate::{Check, Failure, Passed, report::ensure};
use hal_inverter::blocking::GateDriver as _;
use hal_power::{Error as _, ErrorKind};

/// More registers than any chain has.
const REGISTERS: usize = 1_024;

/// Nothing is driven before `init` and `enable`, in this order.
pub(super) fn undriven<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::fresh(Check::Undriven);
    run.expect_undriven(Check::Undriven, "before init")?;
    let enabled = run.enable();
    ensure!(
        enabled.is_err(),
        Check::Undriven,
        "enable before init: {enabled:?}"
    );
    run.expect_undriven(Check::Undriven, "enabled before init")?;
    let mut run = Run::<B>::initialised(Check::Undriven)?;
    run.expect_undriven(Check::Undriven, "before enable")?;
    // a new init takes back what was enabled
    let mut run = Run::<B>::enabled(Check::Undriven)?;
    let again = run.init();
    ensure!(again.is_ok(), Check::Undriven, "init again: {again:?}");
    run.expect_undriven(Check::Undriven, "after a new init")?;
    passed.add(Check::Undriven, 4);
    Ok(())
}

/// Each gate follows its input once it is enabled, and nothing is reported.
pub(super) fn follows<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::enabled(Check::Follows)?;
    let count = run.count;
    ensure!((1..=32).contains(&count), Check::Follows, "{count} gates");
    let astray = run.astray();
    ensure!(
        astray.is_none(),
        Check::Follows,
        "gate {astray:?} does not follow its input"
    );
    run.inputs(Some(0));
    run.expect_report(&Report::healthy(count))?;
    ensure!(
        run.bench.gate_is_on(0),
        Check::Follows,
        "gate 0 is off once faults are read"
    );
    passed.add(Check::Follows, u32::try_from(count).unwrap_or(u32::MAX));
    Ok(())
}

/// A slice that is too short or too long is refused before anything moves.
pub(super) fn slice_length<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::enabled(Check::SliceLength)?;
    run.inputs(Some(0));
    let mut cases = 0;
    for length in (0..=40).filter(|&length| length != run.count) {
        let mut gates = Report::slate(length);
        let accesses = run.bench.fuse().map(hal_power_sim::Fuse::accesses);
        run.bench.world().start_trace();
        let told = run.driver.faults(&mut gates).map_err(|error| error.kind());
        let trace = run.bench.world().take_trace();
        let untouched = gates == Report::slate(length)
            && trace.records().is_empty()
            && accesses == run.bench.fuse().map(hal_power_sim::Fuse::accesses);
        ensure!(
            told == Err(ErrorKind::OutOfRange) && untouched && run.bench.gate_is_on(0),
            Check::SliceLength,
            "{length} of {} gates: {told:?}, moved {trace}",
            run.count
        );
        cases += 1;
    }
    run.expect_report(&Report::healthy(run.count))?;
    passed.add(Check::SliceLength, cases);
    Ok(())
}

/// A configuration register that reads back otherwise than it was written fails `init`.
pub(super) fn read_back<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for nth in 0..REGISTERS {
        let mut run = Run::<B>::fresh(Check::ReadBack);
        if !run.bench.damage_configuration(nth) {
            break;
        }
        let done = run.init();
        ensure!(
            done == Err(ErrorKind::Integrity),
            Check::ReadBack,
            "configuration register {nth} is damaged, and init says {done:?}"
        );
        let enabled = run.enable();
        ensure!(
            enabled.is_err(),
            Check::ReadBack,
            "configuration register {nth} is damaged, and enable says {enabled:?}"
        );
        run.expect_undriven(Check::ReadBack, "with a damaged configuration")?;
        cases += 1;
    }
    if cases > 0 {
        passed.add(Check::ReadBack, cases);
    }
    Ok(())
}
