//! Checks that join blocking and async.

use super::{SensorBench, distinct, pause, read, read_async, traced};
use crate::{
    Check, Failure, Measure as _, MeasureAsync as _, Passed, quantity::close, report::ensure,
};
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};
use hal_power::Sensor as _;

extern crate alloc;

/// More polls than any reading needs.
const POLLS: u32 = 256;

/// `init`, the first reading and a repeated reading move the same bits in both halves.
pub(super) fn same_bits<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut bench = B::new();
    bench.set_truth(distinct::<B>());
    let mut driver = bench.blocking();
    let (_, blocking) = traced(bench.world(), || {
        let _ = B::init(&mut driver);
        let _ = read(&bench, &mut driver);
        let _ = driver.measure();
    });
    let mut bench = B::new();
    bench.set_truth(distinct::<B>());
    let mut driver = bench.asynch();
    let (ran, asynch) = traced(bench.world(), || {
        bench.world().block_on(async {
            let _ = B::init_async(&mut driver).await;
            let _ = read_async(&bench, &mut driver).await;
            let _ = driver.measure().await;
        })
    });
    ensure!(ran.is_ok(), Check::SameBits, "the async half: {ran:?}");
    ensure!(
        blocking.same_bits(&asynch),
        Check::SameBits,
        "blocking moved\n{blocking}async moved\n{asynch}"
    );
    passed.add(Check::SameBits, 3);
    Ok(())
}

/// A reading is dropped after each number of polls that leaves it unfinished.
pub(super) fn cancellation<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for polls in 1..POLLS {
        let mut bench = B::new();
        let truth = distinct::<B>();
        bench.set_truth(truth);
        let mut driver = bench.asynch();
        let started = bench.world().block_on(async {
            B::init_async(&mut driver).await?;
            read_async(&bench, &mut driver).await
        });
        ensure!(
            matches!(started, Ok(Ok(_))),
            Check::Cancellation,
            "a healthy part cannot be read by the async half"
        );
        bench.world().clock().advance(pause(driver.latency()));
        if !drop_after(polls, driver.measure()) {
            break;
        }
        let after = bench.world().block_on(async {
            match read_async(&bench, &mut driver).await {
                Ok(value) => Ok(value),
                Err(_) => {
                    B::init_async(&mut driver).await?;
                    read_async(&bench, &mut driver).await
                }
            }
        });
        let right = matches!(after, Ok(Ok(value)) if close(value, truth, B::tolerance(truth)));
        let shown = after.map(|answer| answer.map(|value| alloc::format!("{value}")));
        ensure!(
            right,
            Check::Cancellation,
            "{truth} after {polls} polls and a drop: {shown:?}"
        );
        cases += 1;
    }
    if cases > 0 {
        passed.add(Check::Cancellation, cases);
    }
    Ok(())
}

/// Polls so many times and drops; returns whether the future was unfinished.
fn drop_after<T, E>(polls: u32, reading: impl Future<Output = Result<T, E>>) -> bool {
    let mut reading = pin!(reading);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).all(|_| matches!(reading.as_mut().poll(&mut context), Poll::Pending))
}
