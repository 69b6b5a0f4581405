//! Checks of what goes wrong between driver and part.

extern crate alloc;

use super::{
    GateBench, cases,
    run::{Report, Run},
};
use crate::{Check, Failure, Passed, report::ensure};
use hal_power::ErrorKind;
use hal_power_sim::{Fault, Injection};

/// A method, with what has to come before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Init,
    Enable,
    Faults,
    Clear,
}

impl Call {
    pub(super) const ALL: [Self; 4] = [Self::Init, Self::Enable, Self::Faults, Self::Clear];

    fn prepare<B: GateBench>(self, check: Check) -> Result<Run<B>, Failure> {
        match self {
            Self::Init => Ok(Run::fresh(check)),
            Self::Enable => Run::initialised(check),
            Self::Faults => {
                let mut run = Run::enabled(check)?;
                run.inputs(Some(0));
                Ok(run)
            }
            Self::Clear => {
                for (gate, fault) in cases::at_last::<B>(cases::holding::<B>()) {
                    if let Some(run) = Run::past(check, gate, fault)? {
                        return Ok(run);
                    }
                }
                Run::enabled(check)
            }
        }
    }

    fn make<B: GateBench>(self, run: &mut Run<B>) -> Result<Option<Report>, ErrorKind> {
        match self {
            Self::Init => run.init().map(|()| None),
            Self::Enable => run.enable().map(|()| None),
            Self::Faults => run.faults().map(Some),
            Self::Clear => run.clear().map(|()| None),
        }
    }
}

/// Everything that can fail between driver and part, at each transfer and each pin.
pub(super) fn reported_and_recovered<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut tally = Tally::default();
    on_the_bus::<B>(&mut tally)?;
    at_pins::<B>(&mut tally)?;
    tally.add_to(passed);
    Ok(())
}

/// Each fault at each transfer of each method.
fn on_the_bus<B: GateBench>(tally: &mut Tally) -> Result<(), Failure> {
    for call in Call::ALL {
        let mut run = call.prepare::<B>(Check::FaultReported)?;
        run.bench.world().start_trace();
        let _ = call.make(&mut run);
        let transfers = run.bench.world().take_trace().transfers();
        for &fault in B::FAULTS {
            for transfer in 0..u32::try_from(transfers).unwrap_or(u32::MAX) {
                struck::<B>(call, fault, transfer, tally)?;
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    reported: u32,
    damaged: u32,
    late: u32,
    doubted: u32,
    recovered: u32,
}

impl Tally {
    fn add_to(&self, passed: &mut Passed) {
        for (check, cases) in [
            (Check::FaultReported, self.reported),
            (Check::DamagedReply, self.damaged),
            (Check::LateReply, self.late),
            (Check::Doubt, self.doubted),
            (Check::Recovery, self.recovered),
        ] {
            if cases > 0 {
                passed.add(check, cases);
            }
        }
    }
}

fn struck<B: GateBench>(
    call: Call,
    fault: Fault,
    transfer: u32,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let mut run = call.prepare::<B>(Check::FaultReported)?;
    let before = run.bench.world().faults_struck();
    run.bench.world().inject(Injection::nth(transfer, fault));
    let outcome = call.make(&mut run);
    run.bench.world().clear_faults();
    if run.bench.world().faults_struck() == before {
        return Ok(());
    }
    let when = alloc::format!("after {fault:?} at transfer {transfer} of {call:?}");
    match fault {
        _ if fault.i2c_error().is_some() || fault.spi_error().is_some() => {
            ensure!(
                outcome == Err(ErrorKind::Bus),
                Check::FaultReported,
                "{outcome:?} {when}"
            );
            tally.reported += 1;
        }
        Fault::Late(_) | Fault::LostWakeUp => {
            ensure!(outcome.is_ok(), Check::LateReply, "{outcome:?} {when}");
            tally.late += 1;
        }
        Fault::BrownOut if call == Call::Init => {}
        Fault::BrownOut => {
            let noticed = outcome.is_err() || run.faults().is_err();
            ensure!(noticed, Check::ResetNoticed, "{outcome:?} {when}");
        }
        _ => {
            let honest = match &outcome {
                Ok(Some(report)) => *report == Report::healthy(run.count),
                Ok(None) => keeps_its_word(call, &mut run),
                Err(_) => true,
            };
            ensure!(honest, Check::DamagedReply, "{outcome:?} {when}");
            tally.damaged += 1;
        }
    }
    if matches!(
        outcome,
        Err(ErrorKind::Bus | ErrorKind::Integrity | ErrorKind::ConfigurationLost)
    ) {
        in_doubt(&mut run, &when)?;
        tally.doubted += 1;
    }
    run.recovers(Check::Recovery, &when)?;
    tally.recovered += 1;
    Ok(())
}

/// What was said to have been done is done.
fn keeps_its_word<B: GateBench>(call: Call, run: &mut Run<B>) -> bool {
    let enabled = match call {
        Call::Init | Call::Clear => run.enable(),
        Call::Enable | Call::Faults => Ok(()),
    };
    enabled.is_ok() && run.astray().is_none()
}

/// Off where there is a pin for it, and an error until `init`.
fn in_doubt<B: GateBench>(run: &mut Run<B>, when: &str) -> Result<(), Failure> {
    let off = |run: &mut Run<B>| !B::HAS_OFF_PIN || run.driven().is_none();
    ensure!(off(run), Check::Doubt, "a gate is driven {when}");
    let report = run.faults();
    ensure!(
        report.is_err(),
        Check::Doubt,
        "faults without init {when}: {report:?}"
    );
    let cleared = run.clear();
    ensure!(
        cleared.is_err(),
        Check::Doubt,
        "clear_faults without init {when}: {cleared:?}"
    );
    let enabled = run.enable();
    ensure!(
        enabled.is_err(),
        Check::Doubt,
        "enable without init {when}: {enabled:?}"
    );
    ensure!(
        off(run),
        Check::Doubt,
        "a gate is driven, enabled without init {when}"
    );
    Ok(())
}

/// Each access to a pin fails that each method makes.
fn at_pins<B: GateBench>(tally: &mut Tally) -> Result<(), Failure> {
    for call in Call::ALL {
        for nth in 0.. {
            let mut run = call.prepare::<B>(Check::FaultReported)?;
            let Some(fuse) = run.bench.fuse().cloned() else {
                return Ok(());
            };
            fuse.blow_at(nth);
            let outcome = call.make(&mut run);
            if !fuse.has_blown() {
                break;
            }
            let when = alloc::format!("after access {nth} to a pin failed in {call:?}");
            ensure!(
                outcome == Err(ErrorKind::Bus),
                Check::FaultReported,
                "{outcome:?} {when}"
            );
            in_doubt(&mut run, &when)?;
            run.recovers(Check::Recovery, &when)?;
            tally.reported += 1;
            tally.doubted += 1;
            tally.recovered += 1;
        }
    }
    Ok(())
}

/// The supply dips between two calls.
pub(super) fn reset_noticed<B: GateBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::enabled(Check::ResetNoticed)?;
    run.inputs(Some(0));
    if !run.bench.brown_out() {
        return Ok(());
    }
    run.settle();
    let report = run.faults();
    ensure!(
        report == Err(B::RESET),
        Check::ResetNoticed,
        "reported after a dip: {report:?}"
    );
    in_doubt(&mut run, "after a dip")?;
    run.recovers(Check::ResetNoticed, "after a dip")?;
    let mut run = Run::<B>::initialised(Check::ResetNoticed)?;
    run.bench.brown_out();
    run.settle();
    let enabled = run.enable();
    ensure!(
        enabled == Err(B::RESET),
        Check::ResetNoticed,
        "enable after a dip: {enabled:?}"
    );
    in_doubt(&mut run, "after a dip before enable")?;
    run.recovers(Check::ResetNoticed, "after a dip before enable")?;
    passed.add(Check::ResetNoticed, 2);
    Ok(())
}
