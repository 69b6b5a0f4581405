//! Checks of the sums of energy.

extern crate alloc;

use super::{MeterBench, site::Site};
use crate::{
    Check, Failure, PartBench as _, Passed,
    part::{
        act::{Act, Run, kind},
        faults::transfers,
    },
    report::ensure,
};
use core::time::Duration;
use hal_inverter::{MeteredEnergy, asynch, blocking};
use hal_power::{Energy, ErrorKind, Power};
use hal_power_sim::Injection;

/// Readings in a row.
const READINGS: u32 = 64;

/// Steps of the sum that pass in one stretch, where that is not longer than may pass between two readings.
const STEPS: i64 = 24;

/// Shortest stretch.
const SHORTEST: Duration = Duration::from_millis(500);

/// Reads both sums, after some energy has passed each way.
pub(super) struct Read;

impl<B> Act<Site<B>> for Read
where
    B: MeterBench<Blocking: blocking::EnergyMeter, Asynch: asynch::EnergyMeter>,
{
    type Answer = MeteredEnergy;

    const NOTICES_AT_ONCE: bool = false;

    fn befall(bench: &mut Site<B>) {
        // less than at first: sums that began anew would go back
        let parts = if bench.passed() == MeteredEnergy::default() {
            2
        } else {
            6
        };
        if !B::NETS_ENERGY {
            stretch(bench, 30, parts);
            stretch(bench, 180, parts * 2);
        } else if parts == 2 {
            stretch(bench, 30, parts);
        } else {
            stretch(bench, 180, parts);
        }
    }

    fn call(driver: &mut B::Blocking) -> Result<MeteredEnergy, ErrorKind> {
        blocking::EnergyMeter::active_energy(driver).map_err(kind::<B::Blocking>)
    }

    async fn call_async(driver: &mut B::Asynch) -> Result<MeteredEnergy, ErrorKind> {
        let read = asynch::EnergyMeter::active_energy(driver).await;
        read.map_err(kind::<B::Asynch>)
    }

    fn is_right(bench: &Site<B>, answer: &MeteredEnergy) -> bool {
        bench.is_right(answer)
    }
}

/// Time in which so many thousandths of a step pass.
fn time_of<B: MeterBench>(power: Power, thousandths: i64) -> Duration {
    let step = B::ENERGY_STEP.as_millijoules().saturating_mul(thousandths);
    let power = i64::from(power.as_milliwatts()).abs().max(1);
    // mJ over mW are seconds, and a thousandth is a millisecond
    let micros = i128::from(step) * 1_000 / i128::from(power);
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
}

/// Lets energy pass in one direction, and what has been counted be shown.
fn stretch<B: MeterBench>(bench: &mut Site<B>, lag: u16, parts: u32) {
    let circuit = Site::<B>::circuit(13, lag);
    let time = time_of::<B>(circuit.active(), STEPS * 1_000).max(SHORTEST);
    bench.flow(circuit, time.min(B::READ_WITHIN / 4) / parts * 2);
    bench.world().clock().advance(B::SETTLE);
}

fn near<B: MeterBench>(sum: Energy, truth: Energy) -> bool {
    sum.abs_diff(truth) <= Site::<B>::energy_tolerance(truth)
}

/// Each direction of the current, and back and forth: each sum has its own, and only that.
pub(super) fn directions<B>(passed: &mut Passed) -> Result<(), Failure>
where
    B: MeterBench<Blocking: blocking::EnergyMeter, Asynch: asynch::EnergyMeter>,
{
    let there_and_back = [0, 180, 330, 210];
    let lags: [&[u16]; 8] = [
        &[0],
        &[60],
        &[90],
        &[120],
        &[180],
        &[240],
        &[300],
        &there_and_back,
    ];
    for lags in lags {
        let mut run = Run::<Site<B>>::initialised(Check::Directions)?;
        for lag in lags {
            stretch(&mut run.bench, *lag, 2);
            if B::NETS_ENERGY {
                let _ = run.attempt::<Read>();
            }
        }
        let truth = run.bench.passed();
        let answer = run.attempt::<Read>();
        let Ok(sums) = answer else {
            ensure!(false, Check::Range, "{answer:?} for {truth:?} at {lags:?}°");
            break;
        };
        let more = |sum: Energy, truth: Energy| sum > truth && !near::<B>(sum, truth);
        let mixed = more(sums.exported, truth.exported) || more(sums.imported, truth.imported);
        let both = lags.len() > 1;
        let right =
            near::<B>(sums.exported, truth.exported) && near::<B>(sums.imported, truth.imported);
        let swapped =
            near::<B>(sums.exported, truth.imported) || near::<B>(sums.imported, truth.exported);
        ensure!(
            right || !(both || (mixed && swapped)),
            Check::Directions,
            "{sums:?} for {truth:?} at {lags:?}°"
        );
        ensure!(right, Check::Range, "{sums:?} for {truth:?} at {lags:?}°");
    }
    passed.add(Check::Directions, 8);
    passed.add(Check::Range, 8);
    Ok(())
}

/// Read often, or seldom, in the middle of steps or not: all that has passed is in the sums, once, and no sum goes back.
pub(super) fn nothing_lost<B>(passed: &mut Passed) -> Result<(), Failure>
where
    B: MeterBench<Blocking: blocking::EnergyMeter, Asynch: asynch::EnergyMeter>,
{
    let mut cases = 0;
    for (lag, thousandths) in [(0, 600), (180, 600), (30, 2_700), (210, 1_400)] {
        let mut run = Run::<Site<B>>::initialised(Check::NothingLost)?;
        let circuit = Site::<B>::circuit(13, lag);
        let time = time_of::<B>(circuit.active(), thousandths).max(Duration::from_millis(20));
        let mut last = MeteredEnergy::default();
        run.bench.set_circuit(circuit);
        for reading in 0..READINGS {
            run.bench.world().clock().advance(time.min(B::READ_WITHIN));
            if reading == READINGS - 1 {
                run.bench.set_circuit(circuit.at_rest());
                run.settle();
            }
            let Ok(sums) = run.attempt::<Read>() else {
                continue;
            };
            ensure!(
                last.exported <= sums.exported && last.imported <= sums.imported,
                Check::Monotonic,
                "{sums:?} after {last:?}"
            );
            last = sums;
        }
        let truth = run.bench.passed();
        ensure!(
            near::<B>(last.exported, truth.exported) && near::<B>(last.imported, truth.imported),
            Check::NothingLost,
            "{last:?} for {truth:?}, read {READINGS} times, every {time:?}"
        );
        cases += READINGS;
    }
    passed.add(Check::NothingLost, cases);
    passed.add(Check::Monotonic, cases);
    Ok(())
}

/// A reading that fails takes nothing with it.
pub(super) fn kept<B>(passed: &mut Passed) -> Result<(), Failure>
where
    B: MeterBench<Blocking: blocking::EnergyMeter, Asynch: asynch::EnergyMeter>,
{
    if !B::REPEATS_ENERGY {
        return Ok(());
    }
    let mut run = Run::<Site<B>>::ready::<Read>(Check::NothingLost)?;
    let transfers = transfers(&mut run, |run| {
        let _ = <Read as Act<Site<B>>>::call(&mut run.driver);
    });
    let mut cases = 0;
    for &fault in B::FAULTS.iter().filter(|fault| B::told(**fault).is_some()) {
        for transfer in 0..transfers {
            let mut run = Run::<Site<B>>::ready::<Read>(Check::NothingLost)?;
            run.bench.world().inject(Injection::nth(transfer, fault));
            let answer = <Read as Act<Site<B>>>::call(&mut run.driver);
            run.bench.world().clear_faults();
            if run.bench.world().faults_struck() == 0 {
                continue;
            }
            let truth = run.bench.passed();
            let again = run.attempt::<Read>();
            let whole = again.as_ref().is_ok_and(|sums| {
                near::<B>(sums.exported, truth.exported) && near::<B>(sums.imported, truth.imported)
            });
            ensure!(
                whole,
                Check::NothingLost,
                "{again:?} for {truth:?} after {answer:?} by {fault:?} at transfer {transfer}"
            );
            cases += 1;
        }
    }
    if cases > 0 {
        passed.add(Check::NothingLost, cases);
    }
    Ok(())
}
