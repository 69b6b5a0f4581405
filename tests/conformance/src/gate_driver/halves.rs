//! Checks that join blocking and async.

extern crate alloc;

use super::{
    GateBench, cases,
    faults::Call,
    run::{Idle, Report, astray, driven, inputs},
};
use crate::{Check, Failure, Passed, report::ensure};
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use hal_inverter::{GateFaults, asynch::GateDriver as _, blocking::GateDriver};
use hal_power::{Error as _, ErrorKind};
use hal_power_sim::{Fuse, Trace};

/// More polls than any method needs.
const POLLS: u32 = 1_024;

/// Time between two polls, so that delays end.
const STEP: Duration = Duration::from_millis(1);

/// A bench with an async driver.
struct Run<B: GateBench> {
    bench: B,
    driver: B::Asynch,
    count: usize,
}

impl<B: GateBench> Run<B> {
    fn fresh() -> Self {
        let bench = B::new();
        let driver = bench.asynch();
        let count = driver.count();
        Self {
            bench,
            driver,
            count,
        }
    }

    fn inputs(&mut self, on: Option<usize>) {
        inputs(&mut self.bench, self.count, on);
    }

    /// Runs a method to its end.
    fn make(&mut self, call: Call) -> Result<Option<Report>, ErrorKind> {
        if call != Call::Faults {
            self.inputs(None);
        }
        let world = self.bench.world().clone();
        world
            .block_on(make::<B>(&mut self.driver, self.count, call))
            .unwrap_or(Err(ErrorKind::Other))
    }

    /// Brings it where `call` can be made, with a fault that is latched where there is one.
    fn prepare(&mut self, call: Call) -> Result<Option<Report>, ErrorKind> {
        let before: &[Call] = match call {
            Call::Init => &[],
            Call::Enable => &[Call::Init],
            Call::Faults | Call::Clear => &[Call::Init, Call::Enable],
        };
        for &call in before {
            self.make(call)?;
        }
        if matches!(call, Call::Init | Call::Enable) {
            return Ok(None);
        }
        let mut expected = Report::healthy(self.count);
        for (gate, fault) in cases::at_last::<B>(cases::holding::<B>()) {
            self.inputs(Some(gate));
            if self.bench.raise(gate, fault) {
                self.bench.world().clock().advance(B::SETTLE);
                self.bench.lift(gate);
                self.bench.world().clock().advance(B::SETTLE);
                expected = Report::of::<B>(self.count, gate, fault);
                break;
            }
        }
        Ok(Some(expected))
    }

    /// Makes a method and drops it after so many polls; returns whether it was unfinished.
    fn drop_after(&mut self, polls: u32, call: Call) -> bool {
        if call != Call::Faults {
            self.inputs(None);
        }
        let clock = self.bench.world().clock();
        let mut making = pin!(make::<B>(&mut self.driver, self.count, call));
        let mut context = Context::from_waker(Waker::noop());
        (0..polls).all(|_| {
            clock.advance(STEP);
            matches!(making.as_mut().poll(&mut context), Poll::Pending)
        })
    }
}

async fn make<B: GateBench>(
    driver: &mut B::Asynch,
    count: usize,
    call: Call,
) -> Result<Option<Report>, ErrorKind> {
    let mut stage = Idle;
    match call {
        Call::Init => B::init_async(driver).await?,
        Call::Enable => driver
            .enable(&stage.disarmed()?)
            .await
            .map_err(|error| error.kind())?,
        Call::Clear => driver
            .clear_faults(&stage.disarmed()?)
            .await
            .map_err(|error| error.kind())?,
        Call::Faults => {
            let mut gates = Report::slate(count);
            let union = driver
                .faults(&mut gates)
                .await
                .map_err(|error| error.kind())?;
            return Ok(Some(Report { gates, union }));
        }
    }
    Ok(None)
}

/// What one half does over a life with a fault in it.
struct Life {
    trace: Trace,
    accesses: Option<u64>,
    said: alloc::vec::Vec<Result<Option<Report>, ErrorKind>>,
}

const LIFE: [Call; 7] = [
    Call::Init,
    Call::Enable,
    Call::Faults,
    Call::Faults,
    Call::Clear,
    Call::Enable,
    Call::Faults,
];

/// Raises a fault that can be cleared, before the second reading, and lifts it after that.
fn strike<B: GateBench>(bench: &mut B, count: usize, step: usize) {
    let last = count.saturating_sub(1);
    match step {
        3 => {
            inputs(bench, count, Some(last));
            let faults = GateFaults::all().difference(B::LEAVES_ON);
            let _ = cases::at_last::<B>(faults).any(|(gate, fault)| bench.raise(gate, fault));
        }
        4 => {
            inputs(bench, count, None);
            bench.lift(last);
        }
        _ => inputs(bench, count, None),
    }
    bench.world().clock().advance(B::SETTLE);
}

fn blocking_life<B: GateBench>() -> Life {
    let mut run = super::run::Run::<B>::fresh(Check::SameBits);
    run.bench.world().start_trace();
    let said = LIFE.into_iter().enumerate().map(|(step, call)| {
        strike(&mut run.bench, run.count, step);
        let mut stage = Idle;
        match call {
            Call::Init => B::init(&mut run.driver).map(|()| None),
            Call::Faults => run.faults().map(Some),
            Call::Enable => GateDriver::enable(&mut run.driver, &stage.disarmed()?)
                .map(|()| None)
                .map_err(|error| error.kind()),
            Call::Clear => run
                .driver
                .clear_faults(&stage.disarmed()?)
                .map(|()| None)
                .map_err(|error| error.kind()),
        }
    });
    let said = said.collect();
    Life {
        trace: run.bench.world().take_trace(),
        accesses: run.bench.fuse().map(Fuse::accesses),
        said,
    }
}

fn asynch_life<B: GateBench>() -> Life {
    let mut run = Run::<B>::fresh();
    let world = run.bench.world().clone();
    world.start_trace();
    let said = LIFE.into_iter().enumerate().map(|(step, call)| {
        strike(&mut run.bench, run.count, step);
        world
            .block_on(make::<B>(&mut run.driver, run.count, call))
            .unwrap_or(Err(ErrorKind::Other))
    });
    let said = said.collect();
    Life {
        trace: world.take_trace(),
        accesses: run.bench.fuse().map(Fuse::accesses),
        said,
    }
}

/// Both halves move the same bits and say the same.
pub(super) fn same_bits<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (blocking, asynch) = (blocking_life::<B>(), asynch_life::<B>());
    ensure!(
        blocking.said == asynch.said,
        Check::SameBits,
        "blocking said {:?}, async {:?}",
        blocking.said,
        asynch.said
    );
    ensure!(
        blocking.trace.same_bits(&asynch.trace) && blocking.accesses == asynch.accesses,
        Check::SameBits,
        "blocking moved\n{}async moved\n{}",
        blocking.trace,
        asynch.trace
    );
    passed.add(Check::SameBits, 1);
    Ok(())
}

/// Each method is dropped after each number of polls that leaves it unfinished.
pub(super) fn cancellation<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut tried = 0;
    for call in Call::ALL {
        for polls in 1..POLLS {
            let mut run = Run::<B>::fresh();
            let prepared = run.prepare(call);
            ensure!(
                prepared.is_ok(),
                Check::Cancellation,
                "before {call:?} of the async half: {prepared:?}"
            );
            if !run.drop_after(polls, call) {
                break;
            }
            let when = alloc::format!("after {polls} polls of {call:?} and a drop");
            dropped(&mut run, call, prepared.ok().flatten(), &when)?;
            tried += 1;
        }
    }
    if tried > 0 {
        passed.add(Check::Cancellation, tried);
    }
    Ok(())
}

fn dropped<B: GateBench>(
    run: &mut Run<B>,
    call: Call,
    expected: Option<Report>,
    when: &str,
) -> Result<(), Failure> {
    match call {
        Call::Init => {
            let enabled = run.make(Call::Enable);
            let driven = driven(&mut run.bench, run.count);
            ensure!(
                enabled.is_err() && driven.is_none(),
                Check::Cancellation,
                "enable {when}: {enabled:?}, gate {driven:?} is driven"
            );
        }
        Call::Faults => {
            let report = run.make(Call::Faults);
            ensure!(
                report.is_err() || report == Ok(expected),
                Check::Cancellation,
                "reported {when}: {report:?}"
            );
        }
        Call::Enable | Call::Clear => {}
    }
    for call in [Call::Init, Call::Clear, Call::Enable] {
        let done = run.make(call);
        ensure!(
            done.is_ok(),
            Check::Cancellation,
            "{call:?} {when}: {done:?}"
        );
    }
    let astray = astray(&mut run.bench, run.count);
    let report = run.make(Call::Faults);
    ensure!(
        astray.is_none() && report == Ok(Some(Report::healthy(run.count))),
        Check::Cancellation,
        "initialised anew {when}: gate {astray:?} does not follow, reported {report:?}"
    );
    Ok(())
}
