//! Checks of the value itself.

extern crate alloc;

use super::{
    InsulationBench, Net,
    run::{Run, is_right},
};
use crate::{Check, Failure, Passed, report::ensure};
use alloc::vec::Vec;
use core::time::Duration;
use hal_power::{ErrorKind, Ratio, Resistance, Sensor as _};

/// Steps of half an octave or so from the lowest insulation to the highest, both included.
fn steps<B: InsulationBench>() -> Vec<Resistance> {
    let (lowest, highest) = B::range();
    let mut steps = Vec::new();
    let mut next = lowest;
    while next < highest {
        steps.push(next);
        let more =
            Resistance::from_microohms(next.as_microohms() / 2).max(Resistance::from_ohms(1));
        next = next.saturating_add(more);
    }
    steps.push(highest);
    steps
}

/// This insulation at either pole, at both, and in three places between them.
fn nets(insulation: Resistance) -> [Net; 6] {
    let twice = insulation.saturating_mul(2);
    let both = Net {
        positive: Some(twice),
        negative: Some(twice),
        middle: None,
    };
    let middle = |percent| Net::in_middle(Ratio::from_percent(percent), insulation);
    [
        Net::at_positive(insulation),
        Net::at_negative(insulation),
        both,
        middle(20),
        middle(50),
        middle(70),
    ]
}

/// Every insulation of the range, wherever it lies: never better than the truth, within tolerance, and in its place.
pub(super) fn range<B: InsulationBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (mut cases, mut places) = (0, 0);
    for insulation in steps::<B>() {
        let mut run = Run::<B>::fresh(Net::SOUND);
        run.pass(B::START_UP);
        for net in nets(insulation) {
            run.bench.set_net(net);
            run.settle();
            let answer = run.read();
            let truth = net.total().unwrap_or(Resistance::MAX);
            let (_, highest) = B::bounds(truth);
            let better = match answer {
                Ok(found) => found.total > highest,
                Err(kind) => kind == ErrorKind::Saturated,
            };
            ensure!(!better, Check::NeverBetter, "{answer:?} for {net:?}");
            ensure!(
                is_right::<B>(&answer, &net),
                Check::Range,
                "{answer:?} for {net:?}"
            );
            cases += 1;
            let place = answer.ok().and_then(|found| found.position);
            if let (Some(tolerance), Some(truth)) = (B::PLACE, net.position()) {
                let near = place.is_some_and(|place| place.abs_diff(truth) <= tolerance);
                ensure!(near, Check::Place, "{place:?} for {truth} of {net:?}");
                places += 1;
            } else {
                ensure!(place.is_none(), Check::Place, "{place:?} for {net:?}");
            }
        }
    }
    passed.add(Check::NeverBetter, cases);
    passed.add(Check::Range, cases);
    if places > 0 {
        passed.add(Check::Place, places);
    }
    Ok(())
}

/// No path at all, and one far beyond the range.
pub(super) fn over_range<B: InsulationBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (_, highest) = B::range();
    let nets = [
        Net::SOUND,
        Net::at_positive(highest.saturating_mul(20)),
        Net::at_negative(highest.saturating_mul(20)),
    ];
    for net in nets {
        let mut run = Run::<B>::fresh(net);
        run.pass(B::START_UP);
        run.settle();
        let answer = run.read();
        ensure!(
            is_right::<B>(&answer, &net),
            Check::OverRange,
            "{answer:?} for {net:?}"
        );
    }
    passed.add(Check::OverRange, 3);
    Ok(())
}

/// The net changes; one latency later every answer must speak of the new one.
pub(super) fn latency<B: InsulationBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (lowest, highest) = B::range();
    let (low, high) = (Net::at_negative(lowest), Net::at_positive(highest));
    let phases = 8;
    for phase in 0..phases {
        for (before, after) in [(low, high), (high, low)] {
            let mut run = Run::<B>::ready(before, Check::Latency)?;
            let latency = run.driver.latency();
            run.pass(latency * phase / phases);
            run.bench.set_net(after);
            run.bench
                .wait(latency.saturating_add(Duration::from_nanos(1)));
            let answer = run.read();
            let right = is_right::<B>(&answer, &after) || answer == Err(ErrorKind::NotReady);
            ensure!(
                right,
                Check::Latency,
                "{answer:?} for {after:?} since a latency of {latency:?}"
            );
        }
    }
    passed.add(Check::Latency, phases * 2);
    Ok(())
}
