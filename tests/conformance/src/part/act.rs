//! What a suite does with a driver, on either half, and how it knows that it was right.

extern crate alloc;

use super::{PartBench, faults, halves};
use crate::{Check, Failure, Passed, report::ensure};
use core::fmt::Debug;
use hal_power::{Error as _, ErrorKind, ErrorType};

/// One call, or a few that belong together.
pub(crate) trait Act<B: PartBench> {
    /// What the driver says.
    type Answer: Debug + PartialEq;

    /// Whether the first call after a reset has to tell. A measurement may be right without.
    const NOTICES_AT_ONCE: bool;

    /// Makes a truth, before `init`, that no default can pass for.
    fn set(_bench: &mut B, _driver: &B::Blocking) {}

    /// Makes what is found only by a driver that is initialised.
    fn befall(_bench: &mut B) {}

    fn call(driver: &mut B::Blocking) -> Result<Self::Answer, ErrorKind>;

    fn call_async(driver: &mut B::Asynch) -> impl Future<Output = Result<Self::Answer, ErrorKind>>;

    /// Returns whether this is what was to come of it.
    fn is_right(bench: &B, answer: &Self::Answer) -> bool;

    /// Returns whether this is true, also where the part has reset meanwhile.
    fn is_honest(bench: &B, answer: &Self::Answer) -> bool {
        Self::is_right(bench, answer)
    }
}

/// The checks that are the same for every act.
pub(crate) fn every<B: PartBench, A: Act<B>>(passed: &mut Passed) -> Result<(), Failure> {
    faults::uninitialised::<B, A>(passed)?;
    faults::reported_and_recovered::<B, A>(passed)?;
    faults::during_init::<B, A>(passed)?;
    faults::reset_noticed::<B, A>(passed)?;
    halves::same_bits::<B, A>(passed)?;
    halves::cancellation::<B, A>(passed)
}

/// Tries that a part gets to have its first value ready.
pub(crate) const PATIENCE: u32 = 16;

/// The kind of a driver's error.
pub(crate) fn kind<T: ErrorType>(error: T::Error) -> ErrorKind {
    error.kind()
}

/// A bench with a blocking driver.
pub(crate) struct Run<B: PartBench> {
    pub(crate) bench: B,
    pub(crate) driver: B::Blocking,
}

impl<B: PartBench> Run<B> {
    /// Both fresh.
    pub(crate) fn fresh() -> Self {
        let bench = B::new();
        let driver = bench.blocking();
        Self { bench, driver }
    }

    pub(crate) fn initialised(check: Check) -> Result<Self, Failure> {
        let mut run = Self::fresh();
        run.init(check)?;
        Ok(run)
    }

    /// Ready for `A`, with a truth that no default can pass for, which has been told once.
    pub(crate) fn ready<A: Act<B>>(check: Check) -> Result<Self, Failure> {
        let mut run = Self::fresh();
        A::set(&mut run.bench, &run.driver);
        run.init(check)?;
        A::befall(&mut run.bench);
        let answer = run.attempt::<A>();
        let right = matches!(&answer, Ok(answer) if A::is_right(&run.bench, answer));
        ensure!(right, check, "of a healthy part: {answer:?}");
        A::befall(&mut run.bench);
        Ok(run)
    }

    pub(crate) fn init(&mut self, check: Check) -> Result<(), Failure> {
        let done = B::init(&mut self.driver);
        ensure!(done.is_ok(), check, "init of a healthy part: {done:?}");
        self.settle();
        Ok(())
    }

    pub(crate) fn settle(&self) {
        self.bench.world().clock().advance(B::SETTLE);
    }

    /// Acts, and waits for a value that is not ready.
    pub(crate) fn attempt<A: Act<B>>(&mut self) -> Result<A::Answer, ErrorKind> {
        self.patiently(A::call)
    }

    /// Calls until it is not told any more that nothing is ready.
    pub(crate) fn patiently<T>(
        &mut self,
        mut call: impl FnMut(&mut B::Blocking) -> Result<T, ErrorKind>,
    ) -> Result<T, ErrorKind> {
        let mut answer = call(&mut self.driver);
        for _ in 0..PATIENCE {
            if !matches!(answer, Err(ErrorKind::NotReady)) {
                break;
            }
            self.settle();
            answer = call(&mut self.driver);
        }
        answer
    }

    /// Right answers come back, with one new `init` at most.
    pub(crate) fn recovers<A: Act<B>>(&mut self, check: Check, after: &str) -> Result<(), Failure> {
        self.settle();
        let mut answer = self.attempt::<A>();
        if answer.is_err() {
            let again = B::init(&mut self.driver);
            ensure!(again.is_ok(), check, "init {after}: {again:?}");
            self.settle();
            A::befall(&mut self.bench);
            answer = self.attempt::<A>();
        }
        let right = matches!(&answer, Ok(answer) if A::is_right(&self.bench, answer));
        ensure!(right, check, "{answer:?} {after}");
        Ok(())
    }
}
