//! Checks: state machines without I/O, the only places where proofs are made.
//!
//! All have one shape. `new` takes a configuration, `start` begins, `step` takes the time, the path and the inputs, and returns
//! a [`Step`]; between steps an accessor says, as levels, what the check wants from the hardware right now. The same object
//! serves blocking, asynchronous and interrupt code. None is `Clone`: a copy could be stepped to a second proof.

mod precharge;

#[cfg(test)]
pub(crate) mod explore;

pub use precharge::{
    Precharge, PrechargeConfig, PrechargeContacts, PrechargeFault, PrechargeInputs,
};

use crate::{Input, Instant, Unusable};
use core::time::Duration;

/// What one step of a check came to.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "a step may carry the proof or the fault"]
pub enum Step<P, F> {
    /// Nothing yet: keep the levels that the check wants and step again.
    Wait,
    /// Passed. The proof is made once; later steps wait.
    Done(P),
    /// Failed and ended. What the check wants from the hardware is its state of rest.
    Failed(F),
}

/// Judges an input: `Ok(None)` where it is fresh but speaks of a time before `since`, so that the answer is still to come.
fn usable<T>(
    input: Input<T>,
    now: Instant,
    max_age: Duration,
    since: Instant,
) -> Result<Option<T>, Unusable> {
    let reading = input?;
    let at = reading.at;
    let value = reading.fresh(now, max_age)?;
    Ok((at >= since).then_some(value))
}
