//! Checks of what finds open wires.

extern crate alloc;

use super::{
    WireBench,
    act::{Act, Run, kind},
};
use crate::{Check, Failure, Passed, report::ensure};
use alloc::vec::Vec;
use hal_bms::{CellSet, CellString as _, asynch::OpenWireTest as _, blocking::OpenWireTest as _};
use hal_power::ErrorKind;

/// Finds one wire that is open.
pub(super) struct Find;

impl<B: WireBench> Act<B> for Find {
    type Answer = CellSet;

    const NOTICES_AT_ONCE: bool = false;

    fn befall(bench: &mut B) {
        bench.open_wire(middle(bench));
    }

    fn call(driver: &mut B::Blocking) -> Result<CellSet, ErrorKind> {
        driver.open_wires().map_err(kind::<B::Blocking>)
    }

    async fn call_async(driver: &mut B::Asynch) -> Result<CellSet, ErrorKind> {
        driver.open_wires().await.map_err(kind::<B::Asynch>)
    }

    fn is_right(bench: &B, answer: &CellSet) -> bool {
        *answer == CellSet::only(middle(bench))
    }
}

fn middle<B: WireBench>(bench: &B) -> usize {
    bench.blocking().cell_count() / 2
}

/// No wire, each wire, and two of them with one between.
pub(super) fn named<B: WireBench>(passed: &mut Passed) -> Result<(), Failure> {
    let count = Run::<B>::fresh().driver.cell_count();
    let mut sets: Vec<_> = (0..=count).map(CellSet::only).collect();
    sets.extend((2..=count).map(|upper| CellSet::from_iter([upper - 2, upper])));
    for open in &sets {
        let mut run = Run::<B>::initialised(Check::Wires)?;
        expect(&mut run, CellSet::NONE)?;
        for wire in open.iter() {
            run.bench.open_wire(wire);
        }
        run.settle();
        expect(&mut run, *open)?;
        expect(&mut run, *open)?;
        run.bench.mend_wires();
        run.settle();
        expect(&mut run, CellSet::NONE)?;
    }
    passed.add(Check::Wires, u32::try_from(sets.len()).unwrap_or(u32::MAX));
    Ok(())
}

fn expect<B: WireBench>(run: &mut Run<B>, open: CellSet) -> Result<(), Failure> {
    let found = run.attempt::<Find>();
    ensure!(
        found == Ok(open),
        Check::Wires,
        "found {found:?} where wires {open} are open"
    );
    Ok(())
}
