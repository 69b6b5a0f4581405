//! A bench, its driver, and the stage whose word it takes that nothing switches.

extern crate alloc;

use super::GateBench;
use crate::{Check, Failure, report::ensure};
use alloc::{vec, vec::Vec};
use hal_inverter::{
    ArmOrder, Boost, Disarmed, Duty, GateFaults, PowerStage, StageState, blocking::GateDriver,
};
use hal_power::{EmergencyStop, Error as _, ErrorKind, Refused, SafeState};

/// A stage that never arms.
pub(super) struct Idle;

#[derive(Clone)]
pub(super) struct Nothing;

impl EmergencyStop for Nothing {
    fn emergency_stop(&self) {}
}

impl SafeState for Idle {
    fn make_safe(&mut self) {}
}

impl PowerStage<1> for Idle {
    type Role = Boost;
    type Stop = Nothing;

    fn stop_handle(&self) -> Nothing {
        Nothing
    }

    fn state(&self) -> StageState {
        StageState::Disarmed
    }

    fn clear_trip(&mut self) -> Result<(), Refused> {
        Ok(())
    }

    fn hold(&mut self) {}

    fn set_duty<const LEG: usize>(&mut self, _duty: Duty) {}

    fn release(&mut self) {}

    fn enable(&mut self, _order: ArmOrder<'_>) -> Result<(), Refused> {
        Err(Refused::State)
    }
}

impl Idle {
    /// Calls with the proof. The suite has set the inputs low.
    pub(super) fn disarmed(&mut self) -> Result<Disarmed<'_>, ErrorKind> {
        PowerStage::disarmed(self).map_err(|_| ErrorKind::Refused)
    }
}

/// What `faults` said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) gates: Vec<GateFaults>,
    pub(super) union: GateFaults,
}

impl Report {
    /// What is to be said while `fault` is true at `gate`.
    pub(super) fn of<B: GateBench>(count: usize, gate: usize, fault: GateFaults) -> Self {
        Self::from((0..count).map(|at| B::shows(gate, fault, at)).collect())
    }

    pub(super) fn healthy(count: usize) -> Self {
        Self::from(vec![GateFaults::empty(); count])
    }

    fn from(gates: Vec<GateFaults>) -> Self {
        let union = gates.iter().copied().collect();
        Self { gates, union }
    }

    /// What a driver is given to write on: every flag, so that one which it forgets is seen.
    pub(super) fn slate(count: usize) -> Vec<GateFaults> {
        vec![GateFaults::from_bits_retain(!0); count]
    }
}

/// Sets one input high and all others low, and lets the part follow.
pub(super) fn inputs<B: GateBench>(bench: &mut B, count: usize, on: Option<usize>) {
    for gate in 0..count {
        bench.set_input(gate, false);
    }
    bench.world().clock().advance(B::SETTLE);
    if let Some(gate) = on {
        bench.set_input(gate, true);
        bench.world().clock().advance(B::SETTLE);
    }
}

/// Returns a gate that is driven when the inputs ask for one after the other.
pub(super) fn driven<B: GateBench>(bench: &mut B, count: usize) -> Option<usize> {
    let mut found = None;
    for gate in 0..count {
        inputs(bench, count, Some(gate));
        found = found.or_else(|| (0..count).find(|&gate| bench.gate_is_on(gate)));
    }
    inputs(bench, count, None);
    found
}

/// Returns a gate that does not follow its input, and its input alone.
pub(super) fn astray<B: GateBench>(bench: &mut B, count: usize) -> Option<usize> {
    for on in (0..count).map(Some).chain([None]) {
        inputs(bench, count, on);
        let astray = (0..count).find(|&gate| bench.gate_is_on(gate) != (on == Some(gate)));
        if astray.is_some() {
            return astray;
        }
    }
    None
}

/// A bench with a blocking driver, both fresh.
pub(super) struct Run<B: GateBench> {
    pub(super) bench: B,
    pub(super) driver: B::Blocking,
    pub(super) count: usize,
    check: Check,
}

impl<B: GateBench> Run<B> {
    pub(super) fn fresh(check: Check) -> Self {
        let bench = B::new();
        let driver = bench.blocking();
        let count = driver.count();
        Self {
            bench,
            driver,
            count,
            check,
        }
    }

    pub(super) fn initialised(check: Check) -> Result<Self, Failure> {
        let mut run = Self::fresh(check);
        let done = run.init();
        ensure!(done.is_ok(), check, "init of a healthy part: {done:?}");
        Ok(run)
    }

    /// Enabled, all inputs low.
    pub(super) fn enabled(check: Check) -> Result<Self, Failure> {
        let mut run = Self::initialised(check)?;
        let done = run.enable();
        ensure!(done.is_ok(), check, "enable of a healthy part: {done:?}");
        Ok(run)
    }

    /// Enabled, with a fault at a gate whose input is high; `None` where the part cannot have it.
    pub(super) fn faulted(
        check: Check,
        gate: usize,
        fault: GateFaults,
    ) -> Result<Option<Self>, Failure> {
        let mut run = Self::enabled(check)?;
        run.inputs(Some(gate));
        if !run.bench.raise(gate, fault) {
            return Ok(None);
        }
        run.settle();
        let off = !run.bench.gate_is_on(gate);
        ensure!(
            off != B::LEAVES_ON.contains(fault),
            check,
            "{fault} at gate {gate}, which is {}",
            if off { "off" } else { "on" }
        );
        Ok(Some(run))
    }

    /// The same, seen by the driver, and then gone.
    pub(super) fn past(
        check: Check,
        gate: usize,
        fault: GateFaults,
    ) -> Result<Option<Self>, Failure> {
        let Some(mut run) = Self::faulted(check, gate, fault)? else {
            return Ok(None);
        };
        run.expect_report(&Report::of::<B>(run.count, gate, fault))?;
        run.bench.lift(gate);
        run.settle();
        Ok(Some(run))
    }

    pub(super) fn settle(&self) {
        self.bench.world().clock().advance(B::SETTLE);
    }

    pub(super) fn inputs(&mut self, on: Option<usize>) {
        inputs(&mut self.bench, self.count, on);
    }

    pub(super) fn driven(&mut self) -> Option<usize> {
        driven(&mut self.bench, self.count)
    }

    pub(super) fn astray(&mut self) -> Option<usize> {
        astray(&mut self.bench, self.count)
    }

    pub(super) fn init(&mut self) -> Result<(), ErrorKind> {
        self.inputs(None);
        B::init(&mut self.driver)
    }

    pub(super) fn faults(&mut self) -> Result<Report, ErrorKind> {
        let mut gates = Report::slate(self.count);
        let union = self
            .driver
            .faults(&mut gates)
            .map_err(|error| error.kind())?;
        Ok(Report { gates, union })
    }

    pub(super) fn clear(&mut self) -> Result<(), ErrorKind> {
        self.inputs(None);
        let mut stage = Idle;
        let cleared = self.driver.clear_faults(&stage.disarmed()?);
        cleared.map_err(|error| error.kind())
    }

    pub(super) fn enable(&mut self) -> Result<(), ErrorKind> {
        self.inputs(None);
        let mut stage = Idle;
        let enabled = self.driver.enable(&stage.disarmed()?);
        enabled.map_err(|error| error.kind())
    }

    pub(super) fn expect_report(&mut self, expected: &Report) -> Result<(), Failure> {
        let report = self.faults();
        ensure!(
            report.as_ref() == Ok(expected),
            self.check,
            "reported {report:?} where {expected:?} is true"
        );
        Ok(())
    }

    pub(super) fn expect_undriven(&mut self, check: Check, when: &str) -> Result<(), Failure> {
        let driven = self.driven();
        ensure!(driven.is_none(), check, "gate {driven:?} is driven {when}");
        Ok(())
    }

    /// `init`, and then as after power-up.
    pub(super) fn recovers(&mut self, check: Check, after: &str) -> Result<(), Failure> {
        let done = self
            .init()
            .and_then(|()| self.clear())
            .and_then(|()| self.enable());
        ensure!(done.is_ok(), check, "init, clear, enable {after}: {done:?}");
        let astray = self.astray();
        ensure!(
            astray.is_none(),
            check,
            "gate {astray:?} does not follow {after}"
        );
        let report = self.faults();
        ensure!(
            report == Ok(Report::healthy(self.count)),
            check,
            "reported {after}: {report:?}"
        );
        Ok(())
    }
}
