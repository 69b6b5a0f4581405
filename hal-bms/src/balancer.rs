//! Chooses which cells to discharge until a string is level.

mod choice;
mod config;
mod report;

pub use config::{BalancerConfig, BalancerError, BalancerLevels};
pub use report::{BalanceOutcome, BalancerInput, BalancerInputs, BalancerWants};

use crate::{CellSet, range::Range};
use choice::chosen;
use hal_power::{Input, Instant, Reading, Temperature, Unusable, Voltage};

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// Nothing is wanted. A run may begin from this time on.
    Rest { from: Instant },
    /// Cells are off until they are measured.
    Measuring,
    /// Cells are being discharged since then.
    Discharging { since: Instant },
}

/// Discharges the higher cells of a string in stretches, and measures between them with every cell off.
///
/// A run begins where rested cells are further apart than the start and none is low, and ends with no cell at the target, on
/// time-out, heat, a low cell, use of the battery, or an input that cannot be used; [`take_outcome`](Self::take_outcome) says
/// which. Where neighbours are forbidden the highest cells go first, and those between them in a later stretch.
///
/// Step at least twice in the time after which the part ends by itself, or it does.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct Balancer {
    config: BalancerConfig,
    phase: Phase,
    cells: CellSet,
    /// When the part was last told of `cells`; `None` since they are others.
    told: Option<Instant>,
    /// When this run began.
    begun: Instant,
    /// Since when the battery is seen at rest, and when it was last seen.
    idle: Option<(Instant, Instant)>,
    /// How far apart cells were when last measured.
    spread: Voltage,
    outcome: Option<BalanceOutcome>,
}

impl Balancer {
    /// Creates a balancer that wants nothing. What the part was told before is not known, so it has to be told that.
    pub const fn new(config: BalancerConfig) -> Self {
        Self {
            config,
            phase: Phase::Rest {
                from: Instant::ORIGIN,
            },
            cells: CellSet::NONE,
            told: None,
            begun: Instant::ORIGIN,
            idle: None,
            spread: Voltage::ZERO,
            outcome: None,
        }
    }

    /// Judges one set of inputs.
    pub fn step(&mut self, now: Instant, inputs: BalancerInputs<'_>) -> BalancerWants {
        if let Err(outcome) = self.judge(now, inputs) {
            self.end(now, outcome);
        }
        self.wants(now)
    }

    /// Notes that the part was told of these cells at `now`, and took it.
    pub fn sent(&mut self, now: Instant, cells: CellSet) {
        if cells == self.cells {
            self.told = Some(now);
        }
    }

    /// Ends a run. Another one does not begin before the pause is over.
    pub fn stop(&mut self, now: Instant) {
        self.end(now, BalanceOutcome::Stopped);
    }

    /// Returns whether a run is under way.
    pub const fn is_running(&self) -> bool {
        !matches!(self.phase, Phase::Rest { .. })
    }

    /// Takes how the last run ended.
    pub const fn take_outcome(&mut self) -> Option<BalanceOutcome> {
        self.outcome.take()
    }

    /// Returns what is wanted now.
    pub fn wants(&self, now: Instant) -> BalancerWants {
        let renews =
            |told| !self.cells.is_empty() && now.saturating_since(told) >= self.config.renewal;
        BalancerWants {
            cells: self.cells,
            tell: self.told.is_none_or(renews),
            quiet: self.quiet_since().is_some_and(|since| since <= now),
        }
    }

    fn want(&mut self, cells: CellSet) {
        self.cells = cells;
        self.told = None;
    }

    fn end(&mut self, now: Instant, outcome: BalanceOutcome) {
        if !self.is_running() {
            return;
        }
        self.want(CellSet::NONE);
        self.outcome = Some(outcome);
        let from = if outcome.needs_pause() {
            now.saturating_add(self.config.pause)
        } else {
            now
        };
        self.phase = Phase::Rest { from };
    }

    /// Since when no cell is discharged and voltages have settled.
    fn quiet_since(&self) -> Option<Instant> {
        let told = self.told.filter(|_| self.cells.is_empty());
        told.map(|told| told.saturating_add(self.config.settle))
    }

    fn judge(&mut self, now: Instant, inputs: BalancerInputs<'_>) -> Result<(), BalanceOutcome> {
        let current = self.fresh(now, BalancerInput::Current, inputs.current);
        let current = current.and_then(|current| {
            if current.abs() > self.config.most_current {
                return Err(BalanceOutcome::InUse(current));
            }
            Ok(current)
        });
        self.watch_rest(now, current.is_ok());
        current?;
        if !self.may_matter(now) {
            return Ok(());
        }
        let degrees = Range::of(inputs.temperatures, None, Temperature::as_millicelsius);
        self.judge_heat(self.fresh(now, BalancerInput::Temperatures, degrees)?)?;
        let cells = self.cells(now, inputs.cells)?;
        let (at, cells) = (cells.at, cells.value);
        let low = cells.lowest();
        if low <= self.config.levels.floor {
            let (cell, voltage) = (cells.position(low), low);
            return Err(BalanceOutcome::Low { cell, voltage });
        }
        let apart = cells.highest().saturating_sub(low);
        match self.phase {
            Phase::Rest { .. } => {
                if self.is_rested(at) && apart > self.config.levels.start {
                    self.begun = now;
                    self.discharge(now, cells);
                }
            }
            Phase::Discharging { since } => {
                self.judge_time(now)?;
                if now.saturating_since(since) >= self.config.stretch {
                    self.want(CellSet::NONE);
                    self.phase = Phase::Measuring;
                }
            }
            Phase::Measuring => {
                let is_true = self.is_rested(at);
                if is_true && apart <= self.config.levels.target {
                    return Err(BalanceOutcome::Level(apart));
                }
                if is_true {
                    self.spread = apart;
                }
                self.judge_time(now)?;
                if is_true {
                    self.discharge(now, cells);
                }
            }
        }
        Ok(())
    }

    /// Returns whether more than the current has to be looked at: a run is under way, or one may begin.
    fn may_matter(&self, now: Instant) -> bool {
        match self.phase {
            Phase::Rest { from } => now >= from && self.is_rested(now),
            Phase::Measuring | Phase::Discharging { .. } => true,
        }
    }

    fn discharge(&mut self, now: Instant, cells: Range<'_, Voltage>) {
        self.spread = cells.highest().saturating_sub(cells.lowest());
        let above = cells.lowest().saturating_add(self.config.levels.target);
        let (neighbours, most) = (self.config.allows_neighbours, self.config.most_cells);
        self.want(chosen(cells.values(), above, neighbours, most));
        self.phase = Phase::Discharging { since: now };
    }

    fn judge_time(&self, now: Instant) -> Result<(), BalanceOutcome> {
        if now.saturating_since(self.begun) >= self.config.timeout {
            return Err(BalanceOutcome::TimedOut(self.spread));
        }
        Ok(())
    }

    fn judge_heat(&self, temperatures: Range<'_, Temperature>) -> Result<(), BalanceOutcome> {
        let levels = &self.config.levels;
        let limit = if self.is_running() {
            levels.hot
        } else {
            levels.cooled
        };
        let temperature = temperatures.highest();
        if temperature < limit {
            return Ok(());
        }
        let sensor = temperatures.position(temperature);
        Err(BalanceOutcome::Hot {
            sensor,
            temperature,
        })
    }

    /// Keeps since when the battery rests. Nothing is known of a time without steps.
    fn watch_rest(&mut self, now: Instant, rests: bool) {
        let max_age = self.config.max_age;
        let since = match self.idle {
            Some((since, last)) if now.saturating_since(last) <= max_age => since,
            _ => now,
        };
        self.idle = rests.then_some((since, now));
    }

    /// Returns whether cells read at `at` had been off, and without current, for long enough.
    fn is_rested(&self, at: Instant) -> bool {
        let idle = self.idle.map(|(since, _)| since);
        let rested = idle.map(|since| since.saturating_add(self.config.rest));
        let after = |since: Option<Instant>| since.is_some_and(|since| at >= since);
        after(rested) && self.quiet_since().is_some_and(|since| at > since)
    }

    /// Returns the cells. While they are being discharged, or settle, what was read before will do.
    fn cells<'a>(
        &self,
        now: Instant,
        cells: Input<&'a [Voltage]>,
    ) -> Result<Reading<Range<'a, Voltage>>, BalanceOutcome> {
        let unusable = |cause| BalanceOutcome::Input(BalancerInput::Cells, cause);
        let cells = Range::of(cells, Some(self.config.cells), Voltage::as_microvolts);
        let cells = cells.map_err(|kind| unusable(kind.into()))?;
        let age = now.checked_since(cells.at);
        let is_fresh = age.is_some_and(|age| age <= self.config.max_age);
        let may_be_old = age.is_some() && self.is_running() && !self.is_overdue(now);
        if is_fresh || may_be_old {
            Ok(cells)
        } else {
            Err(unusable(Unusable::Stale))
        }
    }

    /// Returns whether a measurement should have come: cells have been off and settled for longer than a reading may be old.
    fn is_overdue(&self, now: Instant) -> bool {
        let since = self.quiet_since();
        since.is_some_and(|since| now.saturating_since(since) > self.config.max_age)
    }

    fn fresh<T>(
        &self,
        now: Instant,
        which: BalancerInput,
        input: Input<T>,
    ) -> Result<T, BalanceOutcome> {
        let reading = input.map_err(Unusable::from);
        let fresh = reading.and_then(|reading| reading.fresh(now, self.config.max_age));
        fresh.map_err(|cause| BalanceOutcome::Input(which, cause))
    }
}

#[cfg(test)]
mod tests;
