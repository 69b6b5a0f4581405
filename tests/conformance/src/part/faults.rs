//! Checks of what goes wrong between driver and part.

extern crate alloc;

use super::{
    PartBench,
    act::{Act, Run},
};
use crate::{Check, Failure, Passed, report::ensure};
use alloc::format;
use hal_power::ErrorKind;
use hal_power_sim::{Fault, Injection};

/// Calls after a reset, one of which has to tell of it.
const CALLS: u32 = 8;

/// Transfers of an action.
pub(crate) fn transfers<B: PartBench>(run: &mut Run<B>, act: impl FnOnce(&mut Run<B>)) -> u32 {
    run.bench.world().start_trace();
    act(run);
    let transfers = run.bench.world().take_trace().transfers();
    u32::try_from(transfers).unwrap_or(u32::MAX)
}

fn transfers_of_init<B: PartBench>() -> u32 {
    transfers(&mut Run::<B>::fresh(), |run| {
        let _ = B::init(&mut run.driver);
    })
}

/// What has not been initialised gives no answer.
pub(crate) fn uninitialised<B: PartBench, A: Act<B>>(passed: &mut Passed) -> Result<(), Failure> {
    if transfers_of_init::<B>() == 0 {
        return Ok(());
    }
    let mut run = Run::<B>::fresh();
    A::set(&mut run.bench, &run.driver);
    run.settle();
    let answer = run.attempt::<A>();
    ensure!(
        answer.is_err(),
        Check::Uninitialised,
        "before init: {answer:?}"
    );
    passed.add(Check::Uninitialised, 1);
    Ok(())
}

/// Each fault at each transfer.
pub(crate) fn reported_and_recovered<B: PartBench, A: Act<B>>(
    passed: &mut Passed,
) -> Result<(), Failure> {
    let mut run = Run::<B>::ready::<A>(Check::FaultReported)?;
    let transfers = transfers(&mut run, |run| {
        let _ = A::call(&mut run.driver);
    });
    let mut tally = Tally::default();
    for &fault in B::FAULTS {
        for transfer in 0..transfers {
            let mut run = Run::<B>::ready::<A>(Check::FaultReported)?;
            let before = run.bench.world().faults_struck();
            run.bench.world().inject(Injection::nth(transfer, fault));
            let answer = A::call(&mut run.driver);
            run.bench.world().clear_faults();
            if run.bench.world().faults_struck() == before {
                continue;
            }
            let after = format!("after {fault:?} at transfer {transfer}");
            tally.judge::<B, A>(&run, fault, &answer, &after)?;
            run.recovers::<A>(Check::Recovery, &after)?;
            tally.recovered += 1;
        }
    }
    tally.add_to(passed);
    Ok(())
}

#[derive(Default)]
struct Tally {
    reported: u32,
    damaged: u32,
    late: u32,
    recovered: u32,
}

impl Tally {
    fn judge<B: PartBench, A: Act<B>>(
        &mut self,
        run: &Run<B>,
        fault: Fault,
        answer: &Result<A::Answer, ErrorKind>,
        after: &str,
    ) -> Result<(), Failure> {
        let right = matches!(answer, Ok(answer) if A::is_right(&run.bench, answer));
        let told = B::told(fault);
        match fault {
            _ if told.is_some() => {
                let told = answer.as_ref().err() == told.as_ref();
                ensure!(told, Check::FaultReported, "{answer:?} {after}");
                self.reported += 1;
            }
            Fault::Late(_) | Fault::LostWakeUp => {
                ensure!(right, Check::LateReply, "{answer:?} {after}");
                self.late += 1;
            }
            Fault::BrownOut => {
                let lies = matches!(answer, Ok(answer) if !A::is_honest(&run.bench, answer));
                ensure!(!lies, Check::ResetNoticed, "{answer:?} {after}");
            }
            _ => {
                let told = matches!(answer, Err(kind) if tells_damage(*kind));
                ensure!(right || told, Check::DamagedReply, "{answer:?} {after}");
                self.damaged += 1;
            }
        }
        Ok(())
    }

    fn add_to(&self, passed: &mut Passed) {
        for (check, cases) in [
            (Check::FaultReported, self.reported),
            (Check::DamagedReply, self.damaged),
            (Check::LateReply, self.late),
            (Check::Recovery, self.recovered),
        ] {
            if cases > 0 {
                passed.add(check, cases);
            }
        }
    }
}

/// Returns whether a damaged reply may be told of like this. It may look like a part that is busy, another or reset, but the
/// caller has done nothing wrong, and no value has left its range.
const fn tells_damage(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Bus
            | ErrorKind::Integrity
            | ErrorKind::NotReady
            | ErrorKind::WrongDevice
            | ErrorKind::ConfigurationLost
    )
}

/// Each fault at each transfer of `init`: told, no answer until `init` has passed, and right after it.
pub(crate) fn during_init<B: PartBench, A: Act<B>>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for &fault in B::FAULTS {
        for transfer in 0..transfers_of_init::<B>() {
            let mut run = Run::<B>::fresh();
            A::set(&mut run.bench, &run.driver);
            run.bench.world().inject(Injection::nth(transfer, fault));
            let done = B::init(&mut run.driver);
            run.bench.world().clear_faults();
            if run.bench.world().faults_struck() == 0 {
                continue;
            }
            let after =
                format!("after {fault:?} at transfer {transfer} of init, which said {done:?}");
            if let Some(kind) = B::told(fault) {
                ensure!(done == Err(kind), Check::FaultReported, "{after}");
            }
            run.settle();
            if done.is_ok() {
                A::befall(&mut run.bench);
            }
            let answer = run.attempt::<A>();
            let honest = match &answer {
                Ok(answer) => done.is_ok() && A::is_right(&run.bench, answer),
                Err(_) => true,
            };
            ensure!(honest, Check::Uninitialised, "{answer:?} {after}");
            let again = B::init(&mut run.driver);
            ensure!(again.is_ok(), Check::Recovery, "init {after}: {again:?}");
            run.settle();
            A::befall(&mut run.bench);
            run.recovers::<A>(Check::Recovery, &after)?;
            cases += 1;
        }
    }
    if cases > 0 {
        passed.add(Check::Recovery, cases);
    }
    Ok(())
}

/// The supply dips between two calls.
pub(crate) fn reset_noticed<B: PartBench, A: Act<B>>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::ready::<A>(Check::ResetNoticed)?;
    if !run.bench.brown_out() {
        return Ok(());
    }
    let mut noticed = false;
    for call in 0..CALLS {
        let answer = A::call(&mut run.driver);
        let right = matches!(&answer, Ok(answer) if A::is_right(&run.bench, answer));
        let honest = answer.is_err() || (right && !A::NOTICES_AT_ONCE);
        ensure!(
            honest,
            Check::ResetNoticed,
            "{answer:?} in call {call} after a dip"
        );
        noticed |= matches!(answer, Err(kind) if kind == B::RESET);
        run.settle();
    }
    ensure!(
        noticed,
        Check::ResetNoticed,
        "no call after a dip is an error of kind {:?}",
        B::RESET
    );
    run.recovers::<A>(Check::ResetNoticed, "after a dip")?;
    passed.add(Check::ResetNoticed, CALLS);
    Ok(())
}
