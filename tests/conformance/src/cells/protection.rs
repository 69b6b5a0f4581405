//! Checks of limits that the part keeps by itself.

extern crate alloc;

use super::{
    ProtectionBench,
    act::{Act, Run, kind},
};
use crate::{Check, Failure, Passed, quantity::spread, report::ensure};
use core::time::Duration;
use hal_bms::{CellLimits, Limit, asynch::CellProtection as _, blocking::CellProtection as _};
use hal_power::{ErrorKind, Voltage};

/// Figures over the range, of which few are steps of a part.
const POINTS: u32 = 37;

/// Sets limits.
pub(super) struct Protect;

impl<B: ProtectionBench> Act<B> for Protect {
    type Answer = CellLimits;

    const NOTICES_AT_ONCE: bool = true;

    fn call(driver: &mut B::Blocking) -> Result<CellLimits, ErrorKind> {
        let applied = driver.protect_cells(&asked::<B>(POINTS / 3));
        applied.map_err(kind::<B::Blocking>)
    }

    async fn call_async(driver: &mut B::Asynch) -> Result<CellLimits, ErrorKind> {
        let applied = driver.protect_cells(&asked::<B>(POINTS / 3)).await;
        applied.map_err(kind::<B::Asynch>)
    }

    fn is_right(bench: &B, applied: &CellLimits) -> bool {
        applied.are_within(&asked::<B>(POINTS / 3)) && bench.applied() == Some(*applied)
    }
}

/// Limits at one point: each figure goes its own way through its range.
fn asked<B: ProtectionBench>(point: u32) -> CellLimits {
    let (lowest, highest) = B::limits();
    let at = |turn: u32| point.wrapping_mul(turn) % POINTS;
    let limit = |low: Limit<Voltage>, high: Limit<Voltage>, (threshold, delay): (u32, u32)| {
        Limit::new(
            spread(
                low.threshold,
                high.threshold,
                i64::from(at(threshold)),
                i64::from(POINTS - 1),
            ),
            between(low.delay, high.delay, at(delay)),
        )
    };
    CellLimits::new(
        limit(lowest.overvoltage, highest.overvoltage, (1, 5)),
        limit(lowest.undervoltage, highest.undervoltage, (11, 17)),
    )
}

fn between(lowest: Duration, highest: Duration, point: u32) -> Duration {
    let way = highest.saturating_sub(lowest) / (POINTS - 1);
    lowest.saturating_add(way * point)
}

/// What is applied is told, and is not looser than what was asked for.
pub(super) fn applied<B: ProtectionBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::initialised(Check::Applied)?;
    for point in 0..POINTS {
        let asked = asked::<B>(point);
        let told = run.patiently(|driver| {
            let applied = driver.protect_cells(&asked);
            applied.map_err(kind::<B::Blocking>)
        });
        let truth = run.bench.applied();
        ensure!(
            truth.is_some_and(|truth| truth.are_within(&asked)),
            Check::Applied,
            "{truth:?} is applied for {asked:?}"
        );
        ensure!(
            told.ok() == truth,
            Check::Applied,
            "told {told:?} where {truth:?} is applied"
        );
    }
    passed.add(Check::Applied, POINTS);
    Ok(())
}

/// Limits that the part cannot keep.
pub(super) fn beyond_range<B: ProtectionBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for limits in (0..).map_while(B::impossible) {
        let mut run = Run::<B>::ready::<Protect>(Check::BeyondRange)?;
        let before = run.bench.applied();
        let told = run.driver.protect_cells(&limits);
        let told = told.map_err(kind::<B::Blocking>);
        let after = run.bench.applied();
        ensure!(
            told == Err(ErrorKind::OutOfRange) && after == before,
            Check::BeyondRange,
            "{limits:?}: {told:?}, and {after:?} is applied after {before:?}"
        );
        cases += 1;
    }
    if cases > 0 {
        passed.add(Check::BeyondRange, cases);
    }
    Ok(())
}
