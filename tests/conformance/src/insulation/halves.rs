//! Checks that join blocking and async.

extern crate alloc;

use super::{
    InsulationBench, Net,
    run::{Async, Run, is_right},
};
use crate::{Check, Failure, Passed, report::ensure};
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use hal_power::asynch::InsulationMeter as _;

/// More polls than any measurement needs.
const POLLS: u32 = 65_536;

/// Time between two polls, so that delays end.
const STEP: Duration = Duration::from_millis(1);

fn net<B: InsulationBench>() -> Net {
    let (lowest, _) = B::range();
    Net::at_positive(lowest.saturating_mul(2))
}

/// From the beginning on both halves say the same at the same time, and move the same bits where there is a bus.
pub(super) fn same_answers<B: InsulationBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (mut one, mut other) = (Run::<B>::fresh(net::<B>()), Async::<B>::fresh(net::<B>()));
    one.bench.world().start_trace();
    other.bench.world().start_trace();
    let mut cases = 0;
    for stretch in 0..16 {
        if stretch == 12 {
            let _ = one.bench.break_meter(0);
            let _ = other.bench.break_meter(0);
        }
        one.pass(B::START_UP / 8);
        other.pass(B::START_UP / 8);
        one.bench.wait(B::PACE);
        other.bench.wait(B::PACE);
        let (blocking, asynch) = (one.read(), other.read());
        ensure!(
            blocking == asynch,
            Check::SameBits,
            "blocking said {blocking:?}, async {asynch:?}"
        );
        cases += 1;
    }
    let (blocking, asynch) = (
        one.bench.world().take_trace(),
        other.bench.world().take_trace(),
    );
    ensure!(
        blocking.same_bits(&asynch),
        Check::SameBits,
        "blocking moved\n{blocking}async moved\n{asynch}"
    );
    passed.add(Check::SameBits, cases);
    Ok(())
}

/// A measurement is dropped after each number of polls that leaves it unfinished, of many polls after some.
pub(super) fn cancellation<B: InsulationBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (mut cases, mut polls) = (0, 1);
    while polls < POLLS {
        let mut run = Async::<B>::fresh(net::<B>());
        run.pass(B::START_UP);
        run.settle();
        if !drop_after(&mut run, polls) {
            break;
        }
        let answer = run.read();
        ensure!(
            is_right::<B>(&answer, &net::<B>()),
            Check::Cancellation,
            "{answer:?} after {polls} polls and a drop"
        );
        cases += 1;
        polls += 1 + polls / 8;
    }
    if cases > 0 {
        passed.add(Check::Cancellation, cases);
    }
    Ok(())
}

/// Polls so many times and drops; returns whether the future was unfinished.
fn drop_after<B: InsulationBench>(run: &mut Async<B>, polls: u32) -> bool {
    let clock = run.bench.world().clock();
    let mut reading = pin!(run.driver.insulation());
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).all(|_| {
        clock.advance(STEP);
        matches!(reading.as_mut().poll(&mut context), Poll::Pending)
    })
}
