//! Proves that a net without earth is insulated from it, with the net's own active meter.

mod config;

pub use config::{InsulationConfig, InsulationMeter};

use super::{Step, causes, unmoved, usable};
use crate::{
    ErrorKind, Input, Instant, Insulation, InsulationProven, Path, Reading, Resistance, Unusable,
    Voltage, path::Mark,
};
use core::time::Duration;

/// What a step of [`InsulationCheck`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct InsulationInputs {
    /// What the meter measured. [`ErrorKind::NotReady`] while it measures.
    pub insulation: Input<Insulation>,
    /// Voltage between the poles of the net.
    pub voltage: Input<Voltage>,
    /// Whether every other active meter of the net is disconnected: two of them measure each other.
    pub alone: Input<bool>,
}

impl InsulationInputs {
    /// Creates inputs.
    pub const fn new(
        insulation: Input<Insulation>,
        voltage: Input<Voltage>,
        alone: Input<bool>,
    ) -> Self {
        Self {
            insulation,
            voltage,
            alone,
        }
    }
}

/// Why a measurement says nothing about the insulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum InsulationDoubt {
    /// The net has too little voltage for this meter to see a fault.
    NoVoltage,
    /// The net's voltage drifted during the measurement.
    Drift,
    /// Readings differ: the Y-capacitors have not settled, or the fault comes and goes.
    Unsettled,
    /// The readings did not come in time.
    Timeout,
}

/// Why insulation was not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum InsulationFault {
    /// An input could not be used.
    Input(Unusable),
    /// The path is not the one that the check was started for.
    OtherPath,
    /// A contact of the path moved, or a part reset, during the measurement.
    Moved,
    /// The path does not watch a contact that earths the net: the proof would outlive its truth.
    NotWatched,
    /// The net is earthed through a contact. Residual current is what protects it now.
    Earthed,
    /// Another active meter is connected to the net.
    OtherMeter,
    /// Insulation is below the limit: the worst of readings that agree.
    Low(Insulation),
    /// Nothing can be said. Try again.
    Inconclusive(InsulationDoubt),
}
causes!(InsulationFault);

/// Readings of one measurement that agree so far.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: Resistance,
    worst: Insulation,
    count: u8,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Rest,
    /// The meter is connected and charges the Y-capacitors.
    Settling,
    /// Readings count. The voltage is that at the begin.
    Measuring(Voltage, Option<Run>),
}

/// Measures insulation with one active meter and mints [`InsulationProven`].
///
/// The proof is about the contacts as they are: the path watches all that change the net or earth it, and is void once one of
/// them moves. The contact that connects the meter is not among them. All readings count that begin after the Y-capacitors have
/// settled, each after the one before has arrived.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct InsulationCheck {
    config: InsulationConfig,
    mark: Option<Mark>,
    phase: Phase,
    started: Instant,
    since: Instant,
}

impl InsulationCheck {
    /// Creates a check at rest.
    pub const fn new(config: InsulationConfig) -> Self {
        Self {
            config,
            mark: None,
            phase: Phase::Rest,
            started: Instant::ORIGIN,
            since: Instant::ORIGIN,
        }
    }

    /// Begins a measurement of `path` as it stands, whatever went before.
    pub fn start(&mut self, now: Instant, path: &Path) {
        self.mark = Some(path.mark());
        self.phase = Phase::Settling;
        (self.started, self.since) = (now, now);
    }

    /// Gives the measurement up.
    pub const fn release(&mut self) {
        self.phase = Phase::Rest;
    }

    /// Returns whether the meter has to be connected now, and all others of the net disconnected.
    pub const fn meter(&self) -> bool {
        !matches!(self.phase, Phase::Rest)
    }

    /// Judges one set of inputs.
    pub fn step(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: InsulationInputs,
    ) -> Step<InsulationProven, InsulationFault> {
        if matches!(self.phase, Phase::Rest) {
            return Step::Wait;
        }
        let verdict = self.judge(now, path, inputs);
        if !matches!(verdict, Ok(false)) {
            self.phase = Phase::Rest;
        }
        match verdict {
            Ok(false) => Step::Wait,
            Ok(true) => Step::Done(InsulationProven::mint(now, self.config.life, path)),
            Err(fault) => Step::Failed(fault),
        }
    }

    /// Returns whether the proof is earned.
    fn judge(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: InsulationInputs,
    ) -> Result<bool, InsulationFault> {
        let config = self.config;
        unmoved(self.mark, path)?;
        if !path.watches(config.earthing) {
            return Err(InsulationFault::NotWatched);
        }
        if path.levels().intersects(config.earthing) {
            return Err(InsulationFault::Earthed);
        }
        let alone = usable(inputs.alone, now, config.max_age, self.started)?;
        let voltage = usable(inputs.voltage, now, config.max_age, self.started)?;
        let reading = awaited(inputs.insulation, now, config.meter_age, self.since)?;
        if now.saturating_since(self.started) > config.timeout() {
            return Err(InsulationFault::Inconclusive(InsulationDoubt::Timeout));
        }
        let (Some(alone), Some(voltage)) = (alone, voltage) else {
            return Ok(false);
        };
        if !alone.value {
            return Err(InsulationFault::OtherMeter);
        }
        if !config.sees(voltage.value) {
            return Err(InsulationFault::Inconclusive(InsulationDoubt::NoVoltage));
        }
        match self.phase {
            Phase::Rest => Ok(false),
            Phase::Settling => {
                if now.saturating_since(self.started) >= config.settle {
                    self.phase = Phase::Measuring(voltage.value, None);
                    self.since = now;
                }
                Ok(false)
            }
            Phase::Measuring(begin, run) => {
                if voltage.value.abs_diff(begin) > config.drift {
                    return Err(InsulationFault::Inconclusive(InsulationDoubt::Drift));
                }
                let Some(reading) = reading else {
                    return Ok(false);
                };
                let run = self.take(run, reading.value)?;
                self.phase = Phase::Measuring(begin, Some(run));
                self.since = now;
                self.verdict(run)
            }
        }
    }

    /// Adds a reading to those that agree.
    fn take(&self, run: Option<Run>, new: Insulation) -> Result<Run, InsulationFault> {
        let Some(run) = run else {
            return Ok(Run {
                first: new.total,
                worst: new,
                count: 1,
            });
        };
        if !self.config.agree(run.first, new.total) {
            return Err(InsulationFault::Inconclusive(InsulationDoubt::Unsettled));
        }
        Ok(Run {
            worst: if new.total < run.worst.total {
                new
            } else {
                run.worst
            },
            count: run.count.saturating_add(1),
            ..run
        })
    }

    fn verdict(&self, run: Run) -> Result<bool, InsulationFault> {
        if run.count < self.config.readings {
            return Ok(false);
        }
        if run.worst.total < self.config.limit {
            return Err(InsulationFault::Low(run.worst));
        }
        Ok(true)
    }
}

/// Like [`usable`], for a sensor so slow that what it says now may be from before: not ready, and old, mean still to come.
/// The caller has a time-out.
fn awaited<T>(
    input: Input<T>,
    now: Instant,
    max_age: Duration,
    since: Instant,
) -> Result<Option<Reading<T>>, Unusable> {
    match input {
        Err(ErrorKind::NotReady) => Ok(None),
        Ok(reading) if reading.at <= since => Ok(None),
        _ => usable(input, now, max_age, since),
    }
}

#[cfg(test)]
mod tests;
