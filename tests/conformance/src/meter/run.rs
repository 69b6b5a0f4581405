//! What values and energy have in common.

extern crate alloc;

use super::{MeterBench, site::Site};
use crate::{
    Check, Failure, Passed,
    part::act::{Act, Run},
    report::ensure,
};

/// Calls to a part that has stopped measuring, none of which may have an answer.
const CALLS: u32 = 8;

/// A part that has stopped measuring gives no value. The one that it had ready may still be told.
pub(super) fn frozen<B: MeterBench, A: Act<Site<B>>>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<Site<B>>::ready::<A>(Check::Frozen)?;
    if !run.bench.freeze() {
        return Ok(());
    }
    run.settle();
    let _ = A::call(&mut run.driver);
    run.bench.set_circuit(Site::<B>::other());
    for call in 0..CALLS {
        run.settle();
        let answer = A::call(&mut run.driver);
        ensure!(
            answer.is_err(),
            Check::Frozen,
            "{answer:?} in call {call} of a part that does not measure"
        );
    }
    passed.add(Check::Frozen, CALLS);
    Ok(())
}
