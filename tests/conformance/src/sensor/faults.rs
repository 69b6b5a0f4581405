//! Checks of what happens when something goes wrong.

use super::{SensorBench, distinct, read, ready, traced};
use crate::{Check, Failure, Measure as _, Passed, quantity::close, report::ensure};
use hal_power::{Error as _, ErrorKind};
use hal_power_sim::{Fault, Injection};

extern crate alloc;

/// What has not been initialised gives no value.
pub(super) fn uninitialised<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    let bench = B::new();
    let mut driver = bench.blocking();
    let (initialised, trace) = traced(bench.world(), || B::init(&mut driver));
    ensure!(
        initialised.is_ok(),
        Check::Uninitialised,
        "init of a healthy part: {initialised:?}"
    );
    if trace.transfers() == 0 {
        return Ok(());
    }
    let mut bench = B::new();
    bench.set_truth(distinct::<B>());
    let mut driver = bench.blocking();
    let answer = read(&bench, &mut driver);
    let shown = answer.map(|value| alloc::format!("{value}"));
    ensure!(
        answer.is_err(),
        Check::Uninitialised,
        "before init: {shown:?}"
    );
    passed.add(Check::Uninitialised, 1);
    Ok(())
}

/// A part whose lines read all ones or all zeros is not the part; nothing may have been written to it.
pub(super) fn identity_first<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    if !B::HAS_IDENTITY {
        return Ok(());
    }
    let mut cases = 0;
    for fault in [Fault::ReadsOnes, Fault::ReadsZeros] {
        let bench = B::new();
        bench.world().inject(Injection::from(0, fault));
        let mut driver = bench.blocking();
        let (initialised, trace) = traced(bench.world(), || B::init(&mut driver));
        ensure!(
            initialised == Err(ErrorKind::WrongDevice),
            Check::IdentityFirst,
            "{fault:?} during init: {initialised:?}"
        );
        let written = trace.records().iter().any(B::is_write);
        ensure!(
            !written,
            Check::IdentityFirst,
            "written before identified: {trace}"
        );
        cases += 1;
    }
    passed.add(Check::IdentityFirst, cases);
    Ok(())
}

/// Each fault at each transfer of a reading.
pub(super) fn reported_and_recovered<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    let Ok((bench, mut driver, _)) = ready::<B>() else {
        ensure!(false, Check::FaultReported, "a healthy part cannot be read");
        return Ok(());
    };
    let (_, trace) = traced(bench.world(), || driver.measure().is_ok());
    let (mut reported, mut recovered, mut waited) = (0, 0, 0);
    for &fault in B::FAULTS {
        for transfer in 0..trace.transfers() {
            let Ok((bench, mut driver, truth)) = ready::<B>() else {
                ensure!(false, Check::FaultReported, "a healthy part cannot be read");
                return Ok(());
            };
            let nth = u32::try_from(transfer).unwrap_or(u32::MAX);
            bench.world().inject(Injection::nth(nth, fault));
            let answer = driver.measure().map_err(|error| error.kind());
            bench.world().clear_faults();
            let struck = bench.world().faults_struck() > 0;
            let shown = answer.map(|value| alloc::format!("{value}"));
            let right = answer.is_ok_and(|value| close(value, truth, B::tolerance(truth)));
            if is_error(fault) && struck {
                ensure!(
                    answer.is_err_and(|kind| kind == ErrorKind::Bus),
                    Check::FaultReported,
                    "{fault:?} at transfer {transfer}: {shown:?}"
                );
                reported += 1;
            } else if matches!(fault, Fault::Late(_)) {
                ensure!(
                    right,
                    Check::LateReply,
                    "{fault:?} at transfer {transfer}: {shown:?}"
                );
                waited += 1;
            } else if fault == Fault::BrownOut {
                ensure!(
                    right || answer.is_err(),
                    Check::ResetNoticed,
                    "{fault:?} at transfer {transfer}: {shown:?}"
                );
            }
            recovers(&bench, &mut driver, truth, fault)?;
            recovered += 1;
        }
    }
    if reported > 0 {
        passed.add(Check::FaultReported, reported);
    }
    if waited > 0 {
        passed.add(Check::LateReply, waited);
    }
    if recovered > 0 {
        passed.add(Check::Recovery, recovered);
    }
    Ok(())
}

/// Each fault at each transfer of `init`: told, no value until `init` has passed, and right after it.
pub(super) fn during_init<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    let bench = B::new();
    let mut driver = bench.blocking();
    let (_, trace) = traced(bench.world(), || B::init(&mut driver).is_ok());
    let mut cases = 0;
    for &fault in B::FAULTS {
        for transfer in 0..trace.transfers() {
            let mut bench = B::new();
            let truth = distinct::<B>();
            bench.set_truth(truth);
            let mut driver = bench.blocking();
            let nth = u32::try_from(transfer).unwrap_or(u32::MAX);
            bench.world().inject(Injection::nth(nth, fault));
            let initialised = B::init(&mut driver);
            bench.world().clear_faults();
            if is_error(fault) && bench.world().faults_struck() > 0 {
                ensure!(
                    initialised == Err(ErrorKind::Bus),
                    Check::FaultReported,
                    "{fault:?} at transfer {transfer} of init: {initialised:?}"
                );
            }
            let answer = read(&bench, &mut driver);
            let honest = match answer {
                Ok(value) => initialised.is_ok() && close(value, truth, B::tolerance(truth)),
                Err(_) => true,
            };
            let shown = answer.map(|value| alloc::format!("{value}"));
            ensure!(
                honest,
                Check::Uninitialised,
                "{fault:?} at transfer {transfer} of init, which said {initialised:?}: {shown:?}"
            );
            let again = B::init(&mut driver);
            ensure!(
                again.is_ok(),
                Check::Recovery,
                "init after {fault:?} in init: {again:?}"
            );
            recovers(&bench, &mut driver, truth, fault)?;
            cases += 1;
        }
    }
    if cases > 0 {
        passed.add(Check::Recovery, cases);
    }
    Ok(())
}

/// The supply dips between two readings.
pub(super) fn reset_noticed<B: SensorBench>(passed: &mut Passed) -> Result<(), Failure> {
    if B::FAULTS.is_empty() {
        return Ok(());
    }
    let Ok((mut bench, mut driver, truth)) = ready::<B>() else {
        ensure!(false, Check::ResetNoticed, "a healthy part cannot be read");
        return Ok(());
    };
    bench.brown_out();
    for reading in 0..8 {
        let answer = driver.measure().map_err(|error| error.kind());
        let honest = answer.map_or(true, |value| close(value, truth, B::tolerance(truth)));
        let shown = answer.map(|value| alloc::format!("{value}"));
        ensure!(
            honest,
            Check::ResetNoticed,
            "reading {reading} after a dip at {truth}: {shown:?}"
        );
        bench
            .world()
            .clock()
            .advance(super::pause(hal_power::Sensor::latency(&driver)) / 3);
    }
    let again = B::init(&mut driver);
    ensure!(
        again.is_ok(),
        Check::ResetNoticed,
        "init after a dip: {again:?}"
    );
    recovers(&bench, &mut driver, truth, Fault::BrownOut)?;
    passed.add(Check::ResetNoticed, 8);
    Ok(())
}

/// Right values come back, with one new `init` at most.
fn recovers<B: SensorBench>(
    bench: &B,
    driver: &mut B::Blocking,
    truth: B::Quantity,
    fault: Fault,
) -> Result<(), Failure> {
    let mut answer = read(bench, driver);
    if answer.is_err() {
        let again = B::init(driver);
        ensure!(
            again.is_ok(),
            Check::Recovery,
            "init after {fault:?}: {again:?}"
        );
        answer = read(bench, driver);
    }
    let right = answer.is_ok_and(|value| close(value, truth, B::tolerance(truth)));
    let shown = answer.map(|value| alloc::format!("{value}"));
    ensure!(right, Check::Recovery, "{truth} after {fault:?}: {shown:?}");
    Ok(())
}

/// Returns whether the controller itself reports the fault.
const fn is_error(fault: Fault) -> bool {
    fault.i2c_error().is_some() || fault.spi_error().is_some()
}
