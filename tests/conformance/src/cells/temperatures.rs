//! Checks of temperatures.

extern crate alloc;

use super::{
    SensorDefect, TemperatureBench,
    act::{Act, Run, kind},
    voltages::{distinct, is_moved, round, shown, wrong_lengths},
};
use crate::{Check, Failure, Passed, quantity::close, report::ensure};
use alloc::{vec, vec::Vec};
use hal_bms::{asynch::CellTemperatures as _, blocking::CellTemperatures as _};
use hal_power::{ErrorKind, Temperature};

/// Reads every temperature.
pub(super) struct Read;

impl<B: TemperatureBench> Act<B> for Read {
    type Answer = Vec<Temperature>;

    const NOTICES_AT_ONCE: bool = false;

    fn set(bench: &mut B, driver: &B::Blocking) {
        make::<B>(bench, &truth::<B>(driver.temperature_count()));
    }

    fn call(driver: &mut B::Blocking) -> Result<Vec<Temperature>, ErrorKind> {
        let mut temperatures = vec![Temperature::ZERO; driver.temperature_count()];
        let read = driver.cell_temperatures(&mut temperatures);
        read.map(|()| temperatures).map_err(kind::<B::Blocking>)
    }

    async fn call_async(driver: &mut B::Asynch) -> Result<Vec<Temperature>, ErrorKind> {
        let mut temperatures = vec![Temperature::ZERO; driver.temperature_count()];
        let read = driver.cell_temperatures(&mut temperatures).await;
        read.map(|()| temperatures).map_err(kind::<B::Asynch>)
    }

    fn is_right(_bench: &B, temperatures: &Vec<Temperature>) -> bool {
        are_right::<B>(temperatures, &truth::<B>(temperatures.len()))
    }
}

fn make<B: TemperatureBench>(bench: &mut B, truth: &[Temperature]) {
    for (sensor, temperature) in truth.iter().enumerate() {
        bench.set_temperature(sensor, *temperature);
    }
}

fn truth<B: TemperatureBench>(count: usize) -> Vec<Temperature> {
    let (lowest, highest) = B::temperatures();
    distinct(count, 11, lowest, highest)
}

fn are_right<B: TemperatureBench>(found: &[Temperature], truth: &[Temperature]) -> bool {
    let mut both = found.iter().zip(truth);
    found.len() == truth.len()
        && both.all(|(found, truth)| close(*found, *truth, B::tolerance(*truth)))
}

/// Each value within tolerance, each sensor in its place.
pub(super) fn range_and_order<B: TemperatureBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::initialised(Check::Range)?;
    let count = run.driver.temperature_count();
    ensure!(count > 0, Check::Order, "no temperature");
    let (lowest, highest) = B::temperatures();
    let mut cases = 0;
    for truth in round(count, lowest, highest) {
        make(&mut run.bench, &truth);
        run.settle();
        let answer = run.attempt::<Read>();
        let read = shown(&answer);
        let right = answer
            .as_ref()
            .is_ok_and(|found| are_right::<B>(found, &truth));
        let moved = answer.is_ok_and(|found| is_moved(found, &truth, B::tolerance));
        let truth = shown(&Ok(truth));
        ensure!(!moved, Check::Order, "{read} for {truth}");
        ensure!(right, Check::Range, "{read} for {truth}");
        cases += 1;
    }
    passed.add(Check::Range, cases);
    passed.add(Check::Order, cases);
    Ok(())
}

/// A slice that is too short or too long is refused before anything moves.
pub(super) fn slice_length<B: TemperatureBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::ready::<Read>(Check::SliceLength)?;
    let count = run.driver.temperature_count();
    let mut cases = 0;
    for length in wrong_lengths(count) {
        let mut temperatures = vec![Temperature::MIN; length];
        run.bench.world().start_trace();
        let told = run.driver.cell_temperatures(&mut temperatures);
        let told = told.map_err(kind::<B::Blocking>);
        let trace = run.bench.world().take_trace();
        let untouched = temperatures.iter().all(|found| *found == Temperature::MIN);
        ensure!(
            told == Err(ErrorKind::OutOfRange) && untouched && trace.records().is_empty(),
            Check::SliceLength,
            "{length} of {count} temperatures: {told:?}, moved {trace}"
        );
        cases += 1;
    }
    run.recovers::<Read>(Check::SliceLength, "after slices of a wrong length")?;
    passed.add(Check::SliceLength, cases);
    Ok(())
}

/// A sensor that is open or shorted.
pub(super) fn no_value<B: TemperatureBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for sensor in 0..B::new().blocking().temperature_count() {
        for defect in [SensorDefect::Open, SensorDefect::Shorted] {
            let mut run = Run::<B>::ready::<Read>(Check::NoValue)?;
            if !run.bench.break_sensor(sensor, defect) {
                continue;
            }
            run.settle();
            let answer = run.attempt::<Read>();
            ensure!(
                answer.is_err(),
                Check::NoValue,
                "sensor {sensor} is {defect:?}: {}",
                shown(&answer)
            );
            cases += 1;
        }
    }
    if cases > 0 {
        passed.add(Check::NoValue, cases);
    }
    Ok(())
}
