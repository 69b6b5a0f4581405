//! Judges what is known of the cells: how much current is allowed, and when the contactors have to open.

mod config;
mod fault;
mod judge;
mod report;
mod taper;

pub use config::{CellGuardConfig, CellGuardError, CellGuardLimits, CurrentTapers};
pub use fault::{CellFault, CellInput};
pub use report::{CellInputs, CellVerdict};
pub use taper::Taper;

use crate::{CellSet, SafetyStatus, range::Range};
use hal_power::{Input, Instant, Ratio, Reading, Temperature, Voltage};
use judge::{Found, Heard, Lasting};
use taper::Gate;

/// Judges cells, temperatures, wires and the part's own findings.
///
/// Current goes to zero in the step that shows a reason, and with any input that cannot be used. Contactors have to open once a
/// hard limit was passed for its time, or an input could not be used for as long as the configuration bears. A time counts from
/// the stamp of the first reading that showed it; only a usable reading ends it. The worst fault stays until
/// [`clear`](Self::clear), in the order of [`CellFault`]; what may be cleared at all is the caller's policy.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use hal_bms::{
///     CellGuard, CellGuardConfig, CellGuardLimits, CellInputs, CellLimits, CurrentTapers, Limit,
///     SafetyStatus, Taper,
/// };
/// use hal_bms::hal_power::{Instant, Ratio, Reading, Temperature, Voltage};
///
/// let mv = Voltage::from_millivolts;
/// let celsius = Temperature::from_celsius;
/// let second = Duration::from_secs(1);
/// let limits = CellGuardLimits::new(
///     CellLimits::new(Limit::new(mv(3_700), second), Limit::new(mv(2_500), second)),
///     Limit::new(celsius(55), second),
///     Limit::new(celsius(-20), second),
/// )
/// .with_hysteresis(mv(50), celsius(5));
/// let (cold, hot) = (Taper::new(celsius(10), celsius(0)), Taper::new(celsius(45), celsius(50)));
/// let charge = CurrentTapers::new(Taper::new(mv(3_450), mv(3_650)), cold, hot);
/// let discharge = CurrentTapers::new(Taper::new(mv(3_000), mv(2_800)), cold, hot);
/// let config = CellGuardConfig::new(4, 1, limits, charge, discharge, second / 5, second)?;
///
/// let now = Instant::from_micros(1_000_000);
/// let mut guard = CellGuard::new(config, now);
/// let cells = [mv(3_400), mv(3_410), mv(3_550), mv(3_390)];
/// let verdict = guard.step(
///     now,
///     CellInputs::new(
///         Ok(Reading::new(&cells, now)),
///         Ok(Reading::new(&[celsius(25)], now)),
///         Ok(Reading::new(SafetyStatus::empty(), now)),
///     ),
/// );
/// assert_eq!(verdict.charge, Ratio::from_percent(50));
/// assert_eq!(verdict.discharge, Ratio::ONE);
/// assert_eq!(verdict.fault, None);
/// # Ok::<(), hal_bms::CellGuardError>(())
/// ```
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct CellGuard {
    config: CellGuardConfig,
    charge: Gates,
    discharge: Gates,
    over: Lasting,
    under: Lasting,
    hot: Lasting,
    cold: Lasting,
    apart: Lasting,
    heard: Heard,
    fault: Option<CellFault>,
    recovered: bool,
}

/// The tapers of one direction, with their hysteresis.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Gates {
    voltage: Gate,
    cold: Gate,
    hot: Gate,
}

impl CellGuard {
    /// Creates a guard that has heard nothing yet.
    pub const fn new(config: CellGuardConfig, now: Instant) -> Self {
        let (volts, degrees) = (
            config.limits.back.as_microvolts(),
            config.limits.cooled.as_millicelsius(),
        );
        let (charge, discharge) = (&config.charge, &config.discharge);
        Self {
            charge: Gates {
                voltage: Gate::rising(charge.voltage.microvolts(), volts),
                cold: Gate::falling(charge.cold.millicelsius(), degrees),
                hot: Gate::rising(charge.hot.millicelsius(), degrees),
            },
            discharge: Gates {
                voltage: Gate::falling(discharge.voltage.microvolts(), volts),
                cold: Gate::falling(discharge.cold.millicelsius(), degrees),
                hot: Gate::rising(discharge.hot.millicelsius(), degrees),
            },
            over: Lasting::NOT,
            under: Lasting::NOT,
            hot: Lasting::NOT,
            cold: Lasting::NOT,
            apart: Lasting::NOT,
            heard: Heard::nothing(now),
            fault: None,
            recovered: false,
            config,
        }
    }

    /// Judges one set of inputs.
    pub fn step(&mut self, now: Instant, inputs: CellInputs<'_>) -> CellVerdict {
        let mut found = Found::new(now, self.config.max_age, self.config.patience);
        self.judge_cells(&mut found, &inputs);
        self.judge_temperatures(&mut found, inputs.temperatures);
        self.judge_status(&mut found, inputs.status);
        self.judge_wires(&mut found, inputs.open_wires);
        self.recovered = found.well;
        self.fault = CellFault::worst(self.fault, found.fault);
        if found.blind || self.fault.is_some() {
            return CellVerdict {
                fault: self.fault,
                ..CellVerdict::IDLE
            };
        }
        CellVerdict {
            charge: found.charge,
            discharge: found.discharge,
            fault: None,
        }
    }

    /// Returns the worst fault since the last was cleared.
    pub const fn fault(&self) -> Option<CellFault> {
        self.fault
    }

    /// Returns whether the last step found every input usable, and every value back from its hard limit by the hysteresis.
    pub const fn is_recovered(&self) -> bool {
        self.recovered
    }

    /// Forgets the fault where [`is_recovered`](Self::is_recovered), and returns whether none is left.
    pub const fn clear(&mut self) -> bool {
        if self.recovered {
            self.fault = None;
        }
        self.fault.is_none()
    }

    fn judge_cells(&mut self, found: &mut Found, inputs: &CellInputs<'_>) {
        let stack = self.stack(found, inputs.stack);
        let hard = &self.config.limits.cells;
        let (over, under) = (hard.overvoltage.threshold, hard.undervoltage.threshold);
        let cells = Range::of(
            inputs.cells,
            Some(self.config.cells),
            Voltage::as_microvolts,
        );
        let cells = found.hear(&mut self.heard.cells, CellInput::Cells, cells);
        if let Some(Reading { value: range, at }) = cells {
            let (low, high) = (range.lowest(), range.highest());
            found.charge(self.charge.voltage.share(range.high));
            found.discharge(self.discharge.voltage.share(range.low));
            let back = self.config.limits.back;
            found.well &= high < over && high <= over.saturating_sub(back);
            found.well &= low > under && low >= under.saturating_add(back);
            self.over.hear(at, high >= over, || {
                let (cell, voltage) = (range.position(high), high);
                CellFault::Overvoltage { cell, voltage }
            });
            self.under.hear(at, low <= under, || {
                let (cell, voltage) = (range.position(low), low);
                CellFault::Undervoltage { cell, voltage }
            });
            if let Some((stack, (tolerance, _))) = stack.zip(self.config.stack) {
                let cells = range.sum();
                let apart = cells.abs_diff(stack.value) > tolerance;
                found.blind |= apart;
                found.well &= !apart;
                let at = at.max(stack.at);
                self.apart.hear(at, apart, || CellFault::Mismatch {
                    cells,
                    stack: stack.value,
                });
            }
        }
        found.lasting(&self.over, hard.overvoltage.delay);
        found.lasting(&self.under, hard.undervoltage.delay);
        if let Some((_, delay)) = self.config.stack {
            found.lasting(&self.apart, delay);
        }
    }

    /// Returns the voltage of the string where it is asked for and can be used.
    fn stack(
        &mut self,
        found: &mut Found,
        stack: Option<Input<Voltage>>,
    ) -> Option<Reading<Voltage>> {
        self.config.stack?;
        let stack = stack.unwrap_or(Err(hal_power::ErrorKind::NotReady));
        found.hear(&mut self.heard.stack, CellInput::Stack, stack)
    }

    fn judge_temperatures(&mut self, found: &mut Found, input: Input<&[Temperature]>) {
        let (hot, cold) = (&self.config.limits.hot, &self.config.limits.cold);
        let range = Range::of(
            input,
            Some(self.config.sensors),
            Temperature::as_millicelsius,
        );
        let range = found.hear(&mut self.heard.temperatures, CellInput::Temperatures, range);
        if let Some(Reading { value: range, at }) = range {
            let (low, high) = (range.lowest(), range.highest());
            found.charge(self.charge.cold.share(range.low));
            found.charge(self.charge.hot.share(range.high));
            found.discharge(self.discharge.cold.share(range.low));
            found.discharge(self.discharge.hot.share(range.high));
            let back = self.config.limits.cooled;
            found.well &= high < hot.threshold && high <= hot.threshold.saturating_sub(back);
            found.well &= low > cold.threshold && low >= cold.threshold.saturating_add(back);
            self.hot.hear(at, high >= hot.threshold, || {
                let (sensor, temperature) = (range.position(high), high);
                CellFault::TooHot {
                    sensor,
                    temperature,
                }
            });
            self.cold.hear(at, low <= cold.threshold, || {
                let (sensor, temperature) = (range.position(low), low);
                CellFault::TooCold {
                    sensor,
                    temperature,
                }
            });
        }
        found.lasting(&self.hot, hot.delay);
        found.lasting(&self.cold, cold.delay);
    }

    fn judge_status(&mut self, found: &mut Found, input: Input<SafetyStatus>) {
        let Some(status) = found.hear(&mut self.heard.status, CellInput::Status, input) else {
            return;
        };
        let (warnings, status) = (self.config.warnings, status.value);
        if status.intersects(config::AGAINST_CHARGE) {
            found.charge(Ratio::ZERO);
        }
        if status.intersects(config::AGAINST_DISCHARGE) {
            found.discharge(Ratio::ZERO);
        }
        let reasons = status.difference(warnings);
        if !reasons.is_empty() {
            found.well = false;
            found.fault(CellFault::Status(reasons));
        }
    }

    fn judge_wires(&mut self, found: &mut Found, open: Option<Reading<CellSet>>) {
        if let Some(open) = open.filter(|open| !open.value.is_empty()) {
            found.well = false;
            found.fault(CellFault::OpenWires(open.value));
        }
        if let Some(age) = self.config.wire_age {
            let wires = open.ok_or(hal_power::ErrorKind::NotReady);
            found.hear_within(&mut self.heard.wires, CellInput::OpenWires, wires, age);
        }
    }
}

#[cfg(test)]
mod tests;
