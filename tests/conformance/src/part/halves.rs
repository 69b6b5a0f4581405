//! Checks that join blocking and async.

extern crate alloc;

use super::{
    PartBench,
    act::{Act, PATIENCE, Run},
};
use crate::{Check, Failure, Passed, report::ensure};
use alloc::{format, vec::Vec};
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use hal_power::ErrorKind;
use hal_power_sim::World;

/// More polls than any act needs.
const POLLS: u32 = 4_096;

/// Time between two polls, so that delays end.
const STEP: Duration = Duration::from_millis(1);

/// Calls that move the same bits, after `init`.
const CALLS: usize = 3;

/// A bench with an async driver.
struct Async<B: PartBench> {
    bench: B,
    driver: B::Asynch,
    world: World,
}

impl<B: PartBench> Async<B> {
    fn fresh<A: Act<B>>() -> Self {
        let mut bench = B::new();
        let driver = bench.blocking();
        A::set(&mut bench, &driver);
        Self {
            driver: bench.asynch(),
            world: bench.world().clone(),
            bench,
        }
    }

    fn init(&mut self) -> Result<(), ErrorKind> {
        let init = self.world.block_on(B::init_async(&mut self.driver));
        init.unwrap_or(Err(ErrorKind::Other))?;
        self.world.clock().advance(B::SETTLE);
        Ok(())
    }

    fn call<A: Act<B>>(&mut self) -> Result<A::Answer, ErrorKind> {
        let call = self.world.block_on(A::call_async(&mut self.driver));
        call.unwrap_or(Err(ErrorKind::Other))
    }

    fn attempt<A: Act<B>>(&mut self) -> Result<A::Answer, ErrorKind> {
        let mut answer = self.call::<A>();
        for _ in 0..PATIENCE {
            if !matches!(answer, Err(ErrorKind::NotReady)) {
                break;
            }
            self.world.clock().advance(B::SETTLE);
            answer = self.call::<A>();
        }
        answer
    }

    /// Initialised, with an answer that is right.
    fn ready<A: Act<B>>(&mut self) -> Result<bool, ErrorKind> {
        self.init()?;
        A::befall(&mut self.bench);
        let answer = self.attempt::<A>()?;
        Ok(A::is_right(&self.bench, &answer))
    }

    /// Acts and drops that after so many polls; returns whether it was unfinished.
    fn drop_after<A: Act<B>>(&mut self, polls: u32) -> bool {
        let clock = self.world.clock();
        let mut acting = pin!(A::call_async(&mut self.driver));
        let mut context = Context::from_waker(Waker::noop());
        (0..polls).all(|_| {
            clock.advance(STEP);
            matches!(acting.as_mut().poll(&mut context), Poll::Pending)
        })
    }
}

/// `init` and some calls move the same bits in both halves, and say the same.
pub(crate) fn same_bits<B: PartBench, A: Act<B>>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::fresh();
    A::set(&mut run.bench, &run.driver);
    run.bench.world().start_trace();
    let _ = B::init(&mut run.driver);
    run.settle();
    let said: Vec<_> = (0..CALLS)
        .map(|_| {
            A::befall(&mut run.bench);
            run.attempt::<A>()
        })
        .collect();
    let blocking = run.bench.world().take_trace();
    let mut run = Async::<B>::fresh::<A>();
    run.world.start_trace();
    let _ = run.init();
    let asynch_said: Vec<_> = (0..CALLS)
        .map(|_| {
            A::befall(&mut run.bench);
            run.attempt::<A>()
        })
        .collect();
    let asynch = run.world.take_trace();
    ensure!(
        said == asynch_said,
        Check::SameBits,
        "blocking said {said:?}, async {asynch_said:?}"
    );
    ensure!(
        blocking.same_bits(&asynch),
        Check::SameBits,
        "blocking moved\n{blocking}async moved\n{asynch}"
    );
    passed.add(Check::SameBits, 1);
    Ok(())
}

/// An act is dropped after each number of polls that leaves it unfinished, of many polls after some.
pub(crate) fn cancellation<B: PartBench, A: Act<B>>(passed: &mut Passed) -> Result<(), Failure> {
    let (mut cases, mut polls) = (0, 1);
    while polls < POLLS {
        let mut run = Async::<B>::fresh::<A>();
        let ready = run.ready::<A>();
        ensure!(
            ready == Ok(true),
            Check::Cancellation,
            "a healthy part on the async half: {ready:?}"
        );
        A::befall(&mut run.bench);
        if !run.drop_after::<A>(polls) {
            break;
        }
        dropped::<B, A>(&mut run, &format!("after {polls} polls and a drop"))?;
        cases += 1;
        polls += 1 + polls / 16;
    }
    if cases > 0 {
        passed.add(Check::Cancellation, cases);
    }
    Ok(())
}

/// What is answered is right, or an error and then right after a new `init`.
fn dropped<B: PartBench, A: Act<B>>(run: &mut Async<B>, when: &str) -> Result<(), Failure> {
    run.world.clock().advance(B::SETTLE);
    let mut answer = run.attempt::<A>();
    if answer.is_err() {
        let again = run.init();
        ensure!(again.is_ok(), Check::Cancellation, "init {when}: {again:?}");
        A::befall(&mut run.bench);
        answer = run.attempt::<A>();
    }
    let right = matches!(&answer, Ok(answer) if A::is_right(&run.bench, answer));
    ensure!(right, Check::Cancellation, "{answer:?} {when}");
    Ok(())
}
