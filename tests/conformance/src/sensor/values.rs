//! Checks of the value itself.

use super::{SensorBench, read, ready};
use crate::{
    Check, Failure, Measure as _, Passed,
    quantity::{close, spread},
    report::ensure,
};
use core::time::Duration;
use hal_power::{Error as _, ErrorKind, Sensor as _};

extern crate alloc;

/// Points over the range.
const POINTS: i64 = 64;

pub(super) fn range<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (lowest, highest) = B::range();
    let mut bench = B::new();
    let mut driver = bench.blocking();
    let initialised = B::init(&mut driver);
    ensure!(
        initialised.is_ok(),
        Check::Range,
        "init of a healthy part: {initialised:?}"
    );
    let mut cases = 0;
    for point in 0..=POINTS {
        let truth = spread(lowest, highest, point, POINTS);
        bench.set_truth(truth);
        // the first reading after a change may still be of the conversion in which it happened
        let _ = read(&bench, &mut driver);
        let answer = read(&bench, &mut driver);
        let right = answer.is_ok_and(|value| close(value, truth, B::tolerance(truth)));
        let shown = answer.map(|value| alloc::format!("{value}"));
        ensure!(right, Check::Range, "at {truth}: {shown:?}");
        cases += 1;
    }
    passed.add(Check::Range, cases);
    Ok(())
}

pub(super) fn saturation<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    let Some(beyond) = B::beyond() else {
        return Ok(());
    };
    let Ok((mut bench, mut driver, _)) = ready::<B>() else {
        ensure!(false, Check::Saturation, "a healthy part cannot be read");
        return Ok(());
    };
    bench.set_truth(beyond);
    let _ = read(&bench, &mut driver);
    let answer = read(&bench, &mut driver);
    let told = matches!(answer, Err(ErrorKind::Saturated | ErrorKind::OutOfRange));
    let shown = answer.map(|value| alloc::format!("{value}"));
    ensure!(told, Check::Saturation, "at {beyond}: {shown:?}");
    passed.add(Check::Saturation, 1);
    Ok(())
}

/// The truth changes; one latency later every answer must speak of the new truth.
pub(super) fn latency<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (lowest, highest) = B::range();
    let mut cases = 0;
    for phase in 0..16_u32 {
        let Ok((mut bench, mut driver, _)) = ready::<B>() else {
            ensure!(false, Check::Latency, "a healthy part cannot be read");
            return Ok(());
        };
        let latency = driver.latency();
        bench.world().clock().advance(latency * phase / 16);
        let truth = spread(lowest, highest, 11, 16);
        bench.set_truth(truth);
        bench
            .world()
            .clock()
            .advance(latency.saturating_add(Duration::from_nanos(1)));
        let answer = driver.measure().map_err(|error| error.kind());
        let right = match answer {
            Ok(value) => close(value, truth, B::tolerance(truth)),
            Err(kind) => kind == ErrorKind::NotReady,
        };
        let shown = answer.map(|value| alloc::format!("{value}"));
        ensure!(
            right,
            Check::Latency,
            "{truth} since a latency of {latency:?}: {shown:?}"
        );
        cases += 1;
    }
    passed.add(Check::Latency, cases);
    Ok(())
}
