//! Checks of what a part reports.

extern crate alloc;

use super::{
    SafetyBench,
    act::{Act, Run, kind},
};
use crate::{Check, Failure, Passed, report::ensure};
use hal_bms::{SafetyStatus, asynch::SafetyMonitor as _, blocking::SafetyMonitor as _};
use hal_power::ErrorKind;

/// Readings in a row, none of which may clear anything.
const READINGS: u32 = 3;

/// Reads the status while something is wrong.
pub(super) struct Report;

impl<B: SafetyBench> Act<B> for Report {
    type Answer = SafetyStatus;

    const NOTICES_AT_ONCE: bool = true;

    fn befall(bench: &mut B) {
        let _ = something(bench);
    }

    fn call(driver: &mut B::Blocking) -> Result<SafetyStatus, ErrorKind> {
        driver.safety_status().map_err(kind::<B::Blocking>)
    }

    async fn call_async(driver: &mut B::Asynch) -> Result<SafetyStatus, ErrorKind> {
        driver.safety_status().await.map_err(kind::<B::Asynch>)
    }

    fn is_right(_bench: &B, status: &SafetyStatus) -> bool {
        let mut run = Run::<B>::fresh();
        let done = B::init(&mut run.driver);
        run.settle();
        done.is_ok() && something(&mut run.bench).map(B::shows).unwrap_or_default() == *status
    }
}

/// Clears something that is gone, and reads the status.
pub(super) struct Clear;

impl<B: SafetyBench> Act<B> for Clear {
    type Answer = SafetyStatus;

    const NOTICES_AT_ONCE: bool = true;

    fn befall(bench: &mut B) {
        let _ = something(bench);
        bench.lift();
    }

    fn call(driver: &mut B::Blocking) -> Result<SafetyStatus, ErrorKind> {
        driver.clear_safety().map_err(kind::<B::Blocking>)?;
        driver.safety_status().map_err(kind::<B::Blocking>)
    }

    async fn call_async(driver: &mut B::Asynch) -> Result<SafetyStatus, ErrorKind> {
        driver.clear_safety().await.map_err(kind::<B::Asynch>)?;
        driver.safety_status().await.map_err(kind::<B::Asynch>)
    }

    fn is_right(_bench: &B, status: &SafetyStatus) -> bool {
        status.is_empty()
    }
}

/// Makes the first finding true that the part can have, one that it keeps where there is one.
fn something<B: SafetyBench>(bench: &mut B) -> Option<SafetyStatus> {
    let rest = !B::LATCHED;
    let mut findings = named(B::LATCHED).chain(named(rest));
    findings.find(|finding| bench.raise(*finding))
}

fn named(among: SafetyStatus) -> impl Iterator<Item = SafetyStatus> {
    SafetyStatus::all()
        .iter_names()
        .map(|(_, finding)| finding)
        .filter(move |finding| among.contains(*finding))
}

impl<B: SafetyBench> Run<B> {
    fn status(&mut self) -> Result<SafetyStatus, ErrorKind> {
        self.attempt::<Report>()
    }

    fn clear(&mut self) -> Result<(), ErrorKind> {
        self.patiently(|driver| driver.clear_safety().map_err(kind::<B::Blocking>))
    }

    fn expect_status(
        &mut self,
        check: Check,
        expected: SafetyStatus,
        when: &str,
        finding: SafetyStatus,
    ) -> Result<(), Failure> {
        for reading in 0..READINGS {
            let status = self.status();
            ensure!(
                status == Ok(expected),
                check,
                "reading {reading} {when} {finding}: {status:?}, not {expected}"
            );
        }
        Ok(())
    }
}

/// Runs a check with each finding among some, on a part that has just found it.
fn each<B: SafetyBench>(
    passed: &mut Passed,
    check: Check,
    among: SafetyStatus,
    judge: impl Fn(&mut Run<B>, SafetyStatus) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut cases = 0;
    for finding in named(among) {
        let mut run = Run::<B>::initialised(check)?;
        if run.bench.raise(finding) {
            judge(&mut run, finding)?;
            cases += 1;
        }
    }
    if cases > 0 {
        passed.add(check, cases);
    }
    Ok(())
}

/// Nothing where nothing is wrong, and each finding by its flag.
pub(super) fn shown<B: SafetyBench>(passed: &mut Passed) -> Result<(), Failure> {
    let check = Check::FaultShown;
    let nothing = SafetyStatus::empty();
    let mut run = Run::<B>::initialised(check)?;
    run.expect_status(check, nothing, "with", nothing)?;
    each::<B>(passed, check, SafetyStatus::all(), |run, finding| {
        run.expect_status(check, B::shows(finding), "during", finding)
    })
}

/// What is latched stays when it is gone, and nothing else does.
pub(super) fn latched<B: SafetyBench>(passed: &mut Passed) -> Result<(), Failure> {
    let check = Check::Latched;
    each::<B>(passed, check, SafetyStatus::all(), |run, finding| {
        run.bench.lift();
        let stays = B::shows(finding).intersection(B::LATCHED);
        run.expect_status(check, stays, "after", finding)
    })
}

/// What is there cannot be cleared.
pub(super) fn persists<B: SafetyBench>(passed: &mut Passed) -> Result<(), Failure> {
    let check = Check::Persists;
    each::<B>(passed, check, SafetyStatus::all(), |run, finding| {
        let cleared = run.clear();
        ensure!(
            cleared == Err(ErrorKind::Fault),
            check,
            "clear_safety during {finding}: {cleared:?}"
        );
        run.expect_status(check, B::shows(finding), "cleared during", finding)
    })
}

/// What is gone is cleared.
pub(super) fn cleared<B: SafetyBench>(passed: &mut Passed) -> Result<(), Failure> {
    let check = Check::Cleared;
    each::<B>(passed, check, SafetyStatus::all(), |run, finding| {
        run.bench.lift();
        let cleared = run.clear();
        ensure!(
            cleared.is_ok(),
            check,
            "clear_safety after {finding}: {cleared:?}"
        );
        run.expect_status(check, SafetyStatus::empty(), "cleared after", finding)
    })
}
