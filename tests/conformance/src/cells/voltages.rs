//! Checks of cell voltages.

extern crate alloc;

use super::{
    CellBench,
    act::{Act, Run, kind},
};
use crate::{
    Check, Failure, Passed, Quantity,
    quantity::{close, spread},
    report::ensure,
};
use alloc::{format, string::String, vec, vec::Vec};
use core::time::Duration;
use hal_bms::{CellSet, CellString as _, asynch::CellVoltages as _, blocking::CellVoltages as _};
use hal_power::{ErrorKind, Sensor as _, Voltage};

/// Reads every cell.
pub(super) struct Read;

impl<B: CellBench> Act<B> for Read {
    type Answer = Vec<Voltage>;

    const NOTICES_AT_ONCE: bool = false;

    fn set(bench: &mut B, driver: &B::Blocking) {
        make::<B>(bench, &truth::<B>(driver.cell_count(), 5));
    }

    fn call(driver: &mut B::Blocking) -> Result<Vec<Voltage>, ErrorKind> {
        let mut cells = vec![Voltage::ZERO; driver.cell_count()];
        let read = driver.cell_voltages(&mut cells);
        read.map(|()| cells).map_err(kind::<B::Blocking>)
    }

    async fn call_async(driver: &mut B::Asynch) -> Result<Vec<Voltage>, ErrorKind> {
        let mut cells = vec![Voltage::ZERO; driver.cell_count()];
        let read = driver.cell_voltages(&mut cells).await;
        read.map(|()| cells).map_err(kind::<B::Asynch>)
    }

    fn is_right(_bench: &B, cells: &Vec<Voltage>) -> bool {
        are_right::<B>(cells, &truth::<B>(cells.len(), 5))
    }
}

fn make<B: CellBench>(bench: &mut B, truth: &[Voltage]) {
    for (cell, voltage) in truth.iter().enumerate() {
        bench.set_cell(cell, *voltage);
    }
}

fn are_right<B: CellBench>(cells: &[Voltage], truth: &[Voltage]) -> bool {
    let mut both = cells.iter().zip(truth);
    cells.len() == truth.len()
        && both.all(|(cell, truth)| close(*cell, *truth, B::tolerance(*truth)))
}

/// Points over the range: no two cells are at the same one.
fn points(count: usize) -> usize {
    count.max(16)
}

/// A value of its own for each cell, turned by so many points.
fn truth<B: CellBench>(count: usize, turn: usize) -> Vec<Voltage> {
    let (lowest, highest) = B::range();
    distinct(count, turn, lowest, highest)
}

/// A value of its own for each of `count` places, from lowest to highest, turned by so many points.
pub(super) fn distinct<Q: Quantity>(count: usize, turn: usize, lowest: Q, highest: Q) -> Vec<Q> {
    let points = points(count);
    let steps = i64::try_from(points).unwrap_or(i64::MAX).saturating_sub(1);
    let at = |place: usize| i64::try_from((place + turn) % points).unwrap_or(0);
    let places = 0..count;
    places
        .map(|place| spread(lowest, highest, at(place), steps))
        .collect()
}

/// Every truth of a round, each place at each point once, in either order.
pub(super) fn round<Q: Quantity>(count: usize, lowest: Q, highest: Q) -> Vec<Vec<Q>> {
    let turns = 0..points(count);
    turns
        .flat_map(|turn| {
            let up = distinct(count, turn, lowest, highest);
            let down = up.iter().rev().copied().collect();
            [up, down]
        })
        .collect()
}

/// Says what was read, or the error.
pub(super) fn shown<Q: Quantity>(answer: &Result<Vec<Q>, ErrorKind>) -> String {
    match answer {
        Ok(values) => {
            let each: Vec<String> = values.iter().map(|value| format!("{value}")).collect();
            each.join(", ")
        }
        Err(kind) => format!("{kind:?}"),
    }
}

/// Each cell in its place, each value within tolerance.
pub(super) fn order_and_range<B: CellBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::initialised(Check::Range)?;
    let count = run.driver.cell_count();
    ensure!(
        (1..=CellSet::MOST).contains(&count),
        Check::Order,
        "{count} cells"
    );
    let (lowest, highest) = B::range();
    let mut cases = 0;
    for truth in round(count, lowest, highest) {
        make(&mut run.bench, &truth);
        run.settle();
        let answer = run.attempt::<Read>();
        let read = shown(&answer);
        let right = answer
            .as_ref()
            .is_ok_and(|cells| are_right::<B>(cells, &truth));
        let moved = answer.is_ok_and(|cells| is_moved(cells, &truth, B::tolerance));
        let truth = shown(&Ok(truth));
        ensure!(!moved, Check::Order, "{read} for {truth}");
        ensure!(right, Check::Range, "{read} for {truth}");
        cases += 1;
    }
    passed.add(Check::Order, cases);
    passed.add(Check::Range, cases);
    Ok(())
}

/// Returns whether the values are those of the truth, but not all in their places.
pub(super) fn is_moved<Q: Quantity>(values: Vec<Q>, truth: &[Q], tolerance: fn(Q) -> Q) -> bool {
    let are = |values: &[Q], truth: &[Q]| {
        let mut both = values.iter().zip(truth);
        both.all(|(value, truth)| close(*value, *truth, tolerance(*truth)))
    };
    let in_place = are(&values, truth);
    let (mut values, mut truth) = (values, truth.to_vec());
    values.sort_unstable();
    truth.sort_unstable();
    !in_place && are(&values, &truth)
}

/// The truth changes; one latency later every cell must speak of the new truth.
pub(super) fn latency<B: CellBench>(passed: &mut Passed) -> Result<(), Failure> {
    let phases = 16;
    for phase in 0..phases {
        let mut run = Run::<B>::ready::<Read>(Check::Latency)?;
        let latency = run.driver.latency();
        let clock = run.bench.world().clock();
        clock.advance(latency * phase / phases);
        let truth = truth::<B>(run.driver.cell_count(), 11);
        make(&mut run.bench, &truth);
        clock.advance(latency.saturating_add(Duration::from_nanos(1)));
        let answer = <Read as Act<B>>::call(&mut run.driver);
        let right = match &answer {
            Ok(cells) => are_right::<B>(cells, &truth),
            Err(kind) => *kind == ErrorKind::NotReady,
        };
        ensure!(
            right,
            Check::Latency,
            "{} for {} since a latency of {latency:?}",
            shown(&answer),
            shown(&Ok(truth))
        );
    }
    passed.add(Check::Latency, phases);
    Ok(())
}

/// A slice that is too short or too long is refused before anything moves.
pub(super) fn slice_length<B: CellBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::ready::<Read>(Check::SliceLength)?;
    let count = run.driver.cell_count();
    let mut cases = 0;
    for length in wrong_lengths(count) {
        let mut cells = vec![Voltage::MIN; length];
        run.bench.world().start_trace();
        let told = run.driver.cell_voltages(&mut cells);
        let told = told.map_err(kind::<B::Blocking>);
        let trace = run.bench.world().take_trace();
        let untouched = cells.iter().all(|cell| *cell == Voltage::MIN);
        ensure!(
            told == Err(ErrorKind::OutOfRange) && untouched && trace.records().is_empty(),
            Check::SliceLength,
            "{length} of {count} cells: {told:?}, moved {trace}"
        );
        cases += 1;
    }
    run.recovers::<Read>(Check::SliceLength, "after slices of a wrong length")?;
    passed.add(Check::SliceLength, cases);
    Ok(())
}

/// Lengths that are not the right one.
pub(super) fn wrong_lengths(count: usize) -> impl Iterator<Item = usize> {
    [0, 1, count.saturating_sub(1), count + 1, count * 2]
        .into_iter()
        .filter(move |length| *length != count)
}

/// A code that stands for no value, for each cell.
pub(super) fn no_value<B: CellBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for cell in 0..B::new().blocking().cell_count() {
        for nth in 0.. {
            let mut run = Run::<B>::ready::<Read>(Check::NoValue)?;
            if !run.bench.withhold(cell, nth) {
                break;
            }
            run.settle();
            let answer = run.attempt::<Read>();
            ensure!(
                answer.is_err(),
                Check::NoValue,
                "cell {cell} has no value ({nth}): {}",
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

/// A cell beyond the scale.
pub(super) fn saturation<B: CellBench>(passed: &mut Passed) -> Result<(), Failure> {
    let Some(beyond) = B::beyond() else {
        return Ok(());
    };
    let mut cases = 0;
    for cell in 0..B::new().blocking().cell_count() {
        let mut run = Run::<B>::ready::<Read>(Check::Saturation)?;
        run.bench.set_cell(cell, beyond);
        run.settle();
        let answer = run.attempt::<Read>();
        ensure!(
            matches!(answer, Err(ErrorKind::Saturated | ErrorKind::OutOfRange)),
            Check::Saturation,
            "cell {cell} at {beyond}: {}",
            shown(&answer)
        );
        cases += 1;
    }
    passed.add(Check::Saturation, cases);
    Ok(())
}
