//! Who answers.

extern crate alloc;

use super::{MeterBench, site::Site};
use crate::{Check, Failure, PartBench as _, Passed, part::act::Run, report::ensure};

/// Another part is told of as such, and nothing is written to it.
pub(super) fn first<B: MeterBench>(passed: &mut Passed) -> Result<(), Failure> {
    if !B::HAS_IDENTITY {
        return Ok(());
    }
    let mut cases = 0;
    for nth in 0.. {
        let mut run = Run::<Site<B>>::fresh();
        if !run.bench.replace(nth) {
            break;
        }
        run.bench.world().start_trace();
        let done = B::init(&mut run.driver);
        let trace = run.bench.world().take_trace();
        ensure!(
            done == Err(B::IMPOSTOR),
            Check::IdentityFirst,
            "init of another part ({nth}): {done:?}"
        );
        let written = trace.records().iter().any(B::is_write);
        ensure!(
            !written,
            Check::IdentityFirst,
            "written before identified: {trace}"
        );
        cases += 1;
    }
    ensure!(
        cases > 0,
        Check::IdentityFirst,
        "no other part to tell this one from"
    );
    passed.add(Check::IdentityFirst, cases);
    Ok(())
}
