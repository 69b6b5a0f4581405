//! Checks of what discharges cells.

extern crate alloc;

use super::{
    BalancingBench,
    act::{Act, Run, kind},
};
use crate::{Check, Failure, Passed, report::ensure};
use alloc::vec::Vec;
use hal_bms::{CellSet, CellString as _, asynch::Balancing as _, blocking::Balancing as _};
use hal_power::ErrorKind;

/// Discharges some cells, and asks which are.
pub(super) struct Discharge;

impl<B: BalancingBench> Act<B> for Discharge {
    type Answer = CellSet;

    const NOTICES_AT_ONCE: bool = true;

    fn call(driver: &mut B::Blocking) -> Result<CellSet, ErrorKind> {
        let told = driver.balance(some(driver.cell_count()));
        told.map_err(kind::<B::Blocking>)?;
        driver.balanced().map_err(kind::<B::Blocking>)
    }

    async fn call_async(driver: &mut B::Asynch) -> Result<CellSet, ErrorKind> {
        let told = driver.balance(some(driver.cell_count())).await;
        told.map_err(kind::<B::Asynch>)?;
        driver.balanced().await.map_err(kind::<B::Asynch>)
    }

    fn is_right(bench: &B, answer: &CellSet) -> bool {
        let all = bench.blocking().cell_count();
        *answer == some(all) && Self::is_honest(bench, answer)
    }

    fn is_honest(bench: &B, answer: &CellSet) -> bool {
        *answer == bench.discharged()
    }
}

/// Some of the cells, no two of which touch.
fn some(count: usize) -> CellSet {
    every(3, count, count.saturating_sub(1) % 3)
}

fn every(step: usize, count: usize, first: usize) -> CellSet {
    (first..count).step_by(step).collect()
}

/// Sets that any part can discharge, in an order in which no cell stays from one to the next but where it has to.
fn sets(count: usize, neighbours: bool) -> Vec<CellSet> {
    let mut sets: Vec<_> = (0..count).map(CellSet::only).collect();
    for step in [3, 2] {
        sets.extend((0..step.min(count)).map(|first| every(step, count, first)));
    }
    if neighbours {
        sets.extend((1..count).map(|upper| CellSet::from_iter([upper - 1, upper])));
        sets.push(CellSet::first(count));
        sets.push(CellSet::first(count).with(0, false));
    }
    sets.push(CellSet::NONE);
    sets
}

impl<B: BalancingBench> Run<B> {
    fn balance(&mut self, cells: CellSet) -> Result<(), ErrorKind> {
        self.patiently(|driver| driver.balance(cells).map_err(kind::<B::Blocking>))
    }

    fn balanced(&mut self) -> Result<CellSet, ErrorKind> {
        self.patiently(|driver| driver.balanced().map_err(kind::<B::Blocking>))
    }

    /// These and no others, in truth and as the driver says.
    fn expect(&mut self, check: Check, cells: CellSet, when: &str) -> Result<(), Failure> {
        let truth = self.bench.discharged();
        ensure!(
            truth == cells,
            check,
            "cells {truth} are discharged, not {cells}, {when}"
        );
        let told = self.balanced();
        ensure!(
            told == Ok(cells),
            check,
            "{told:?} where cells {cells} are discharged, {when}"
        );
        Ok(())
    }
}

/// Exactly the cells that are asked for.
pub(super) fn discharges<B: BalancingBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::initialised(Check::Discharges)?;
    run.expect(Check::Discharges, CellSet::NONE, "after init")?;
    let sets = sets(run.driver.cell_count(), run.driver.allows_neighbours());
    for cells in &sets {
        let told = run.balance(*cells);
        ensure!(told.is_ok(), Check::Discharges, "cells {cells}: {told:?}");
        run.expect(Check::Discharges, *cells, "when asked for")?;
    }
    passed.add(
        Check::Discharges,
        u32::try_from(sets.len()).unwrap_or(u32::MAX),
    );
    Ok(())
}

/// Two cells that touch, where the part forbids it; alone and among others.
pub(super) fn neighbours<B: BalancingBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::ready::<Discharge>(Check::Neighbours)?;
    if run.driver.allows_neighbours() {
        return Ok(());
    }
    let count = run.driver.cell_count();
    let before = some(count);
    let mut cases = 0;
    for upper in 1..count {
        let pair = CellSet::from_iter([upper - 1, upper]);
        for cells in [pair, pair.union(before)] {
            let told = run.driver.balance(cells).map_err(kind::<B::Blocking>);
            ensure!(
                told == Err(ErrorKind::Refused),
                Check::Neighbours,
                "cells {cells}: {told:?}"
            );
            run.expect(Check::Neighbours, before, "after neighbours were refused")?;
            cases += 1;
        }
    }
    if cases > 0 {
        passed.add(Check::Neighbours, cases);
    }
    Ok(())
}

/// Cells that are not there, alone and beside one that is.
pub(super) fn beyond_count<B: BalancingBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::ready::<Discharge>(Check::BeyondCount)?;
    let count = run.driver.cell_count();
    let mut cases = 0;
    for beyond in [count, count + 1, CellSet::MOST - 1] {
        for cells in [CellSet::only(beyond), CellSet::from_iter([0, beyond])] {
            if beyond < count || !cells.contains(beyond) {
                continue;
            }
            let told = run.driver.balance(cells).map_err(kind::<B::Blocking>);
            ensure!(
                told == Err(ErrorKind::OutOfRange),
                Check::BeyondCount,
                "cells {cells} of {count}: {told:?}"
            );
            run.expect(Check::BeyondCount, some(count), "after others were refused")?;
            cases += 1;
        }
    }
    if cases > 0 {
        passed.add(Check::BeyondCount, cases);
    }
    Ok(())
}

/// The host falls silent, or goes on reading only.
pub(super) fn ends_by_itself<B: BalancingBench>(passed: &mut Passed) -> Result<(), Failure> {
    let parts: u32 = 8;
    let mut cases = 0;
    for reads in [false, true] {
        if reads && !B::ENDS_WHILE_READ {
            continue;
        }
        let mut run = Run::<B>::ready::<Discharge>(Check::EndsByItself)?;
        let (expires, clock) = (run.driver.expires_after(), run.bench.world().clock());
        ensure!(
            !expires.is_zero(),
            Check::EndsByItself,
            "discharging expires at once"
        );
        // a host that goes on asking: the time begins anew
        let cells = some(run.driver.cell_count());
        for _ in 0..parts {
            clock.advance(expires / 2);
            let told = run.balance(cells);
            ensure!(told.is_ok(), Check::EndsByItself, "asked again: {told:?}");
            run.expect(Check::EndsByItself, cells, "when asked for again")?;
        }
        let told = run.balance(cells);
        ensure!(told.is_ok(), Check::EndsByItself, "asked last: {told:?}");
        let last = run.bench.world().now();
        let mut is_reset = false;
        while run.bench.world().now().saturating_since(last) < expires {
            clock.advance(expires / parts);
            if reads {
                is_reset |= run.balanced() == Err(B::RESET);
            }
        }
        let still = run.bench.discharged();
        ensure!(
            still.is_empty(),
            Check::EndsByItself,
            "cells {still} are discharged {expires:?} after the host {}",
            if reads { "only reads" } else { "fell silent" }
        );
        // a part may fall asleep with that, and forget its configuration
        if is_reset || run.balanced() == Err(B::RESET) {
            run.init(Check::EndsByItself)?;
        }
        run.expect(Check::EndsByItself, CellSet::NONE, "once it has ended")?;
        cases += 1;
    }
    passed.add(Check::EndsByItself, cases);
    Ok(())
}
