//! The resistance, how old it is, and what it is worth.

use core::time::Duration;

use hal_power::{Instant, Insulation, Reading, Resistance};

use crate::{ImcStatus, Info, NoInsulation, Sample, VifcStatus, codec::RANGE, config::MOST_MEAN};

/// Steps of the counter that the oldest value of a mean may lie behind.
const STEPS: usize = MOST_MEAN as usize + 1;

/// What the part sends by itself, and its counter, which shows that values are made.
#[derive(Debug, Clone)]
pub(crate) struct Estimate {
    /// How long the counter may stand still.
    frozen: Duration,
    /// Values that the part makes a mean of.
    mean_factor: u8,
    held: Option<Reading<Info>>,
    /// How old the value that is held may be.
    at: Option<Instant>,
    /// Why there is none.
    missing: NoInsulation,
    counter: Option<Counter>,
    /// When the counter was asked for last before it went on, the last time first.
    steps: [Option<Instant>; STEPS],
    is_frozen: bool,
}

#[derive(Debug, Clone, Copy)]
struct Counter {
    count: u8,
    /// When it was last asked for and had this count.
    asked: Instant,
    /// When it was first.
    since: Instant,
}

impl Estimate {
    pub(crate) const fn new(frozen: Duration, mean_factor: u8) -> Self {
        Self {
            frozen,
            mean_factor,
            held: None,
            at: None,
            missing: NoInsulation::NotHeard,
            counter: None,
            steps: [None; STEPS],
            is_frozen: false,
        }
    }

    /// Forgets.
    pub(crate) const fn void(&mut self, missing: NoInsulation) {
        *self = Self::new(self.frozen, self.mean_factor);
        self.missing = missing;
    }

    /// What was made so far is of another state of the part.
    pub(crate) const fn unsettle(&mut self) {
        self.at = None;
        self.steps = [None; STEPS];
        self.counter = None;
        self.is_frozen = false;
    }

    pub(crate) const fn held(&self) -> Option<Reading<Info>> {
        self.held
    }

    /// Returns what it is that there was no answer: nothing new of a part that has not been heard.
    pub(crate) const fn unanswered(&self) -> NoInsulation {
        match (self.held, self.missing) {
            (None, NoInsulation::NotHeard) => NoInsulation::NotHeard,
            _ => NoInsulation::NoAnswer,
        }
    }

    /// Takes what the part has sent by itself.
    pub(crate) fn take(&mut self, info: Info, now: Instant) {
        let is_busy = info
            .imc
            .intersects(ImcStatus::SELF_TEST | ImcStatus::CALIBRATION);
        if is_busy || info.vifc.contains(VifcStatus::DEACTIVATED) {
            self.unsettle();
        }
        self.held = Some(Reading::new(info, now));
        self.at = self.made();
    }

    /// Returns how old the part's last value may be: the oldest that its mean is of was begun with the step before.
    fn made(&self) -> Option<Instant> {
        let place = usize::from(self.mean_factor);
        self.steps.get(place).copied().flatten()
    }

    /// Takes a counter that was asked for at `asked`.
    pub(crate) fn count(&mut self, sample: Sample, asked: Instant) {
        let since = match self.counter {
            Some(own) if own.count == sample.count => own.since,
            Some(own) => {
                // It has gone on after it had been asked for before, by one at least.
                let mut next = Some(own.asked);
                for step in &mut self.steps {
                    next = core::mem::replace(step, next);
                }
                self.is_frozen = false;
                asked
            }
            None => asked,
        };
        self.counter = Some(Counter {
            count: sample.count,
            asked,
            since,
        });
    }

    /// Looks at the time.
    pub(crate) fn look(&mut self, now: Instant) {
        self.is_frozen |= self.freezes().is_some_and(|at| at <= now);
    }

    /// Returns when the counter will have stood still for too long.
    pub(crate) fn freezes(&self) -> Option<Instant> {
        let counter = self.counter.filter(|_| !self.is_frozen)?;
        Some(counter.since.saturating_add(self.frozen))
    }

    /// Returns whether what the part says of itself allows for a value.
    pub(crate) fn fitness(&self) -> Result<(), NoInsulation> {
        let held = self.held.ok_or(self.missing)?;
        fitness(held.value)
    }

    /// Judges what is there.
    pub(crate) fn insulation(
        &self,
        ceiling: Option<Resistance>,
    ) -> Result<Reading<Insulation>, NoInsulation> {
        let held = self.held.ok_or(self.missing)?;
        if self.is_frozen {
            return Err(NoInsulation::Frozen);
        }
        let at = self.at.ok_or(NoInsulation::NoEstimate)?;
        let total = held.value.resistance;
        let total = match ceiling {
            Some(ceiling) => total.min(ceiling),
            None if total >= RANGE => return Err(NoInsulation::OverRange),
            None => total,
        };
        Ok(Reading::new(Insulation::new(total), at))
    }
}

/// Returns an error where the part says that its value is not to be used, the gravest first.
fn fitness(info: Info) -> Result<(), NoInsulation> {
    let (imc, vifc) = (info.imc, info.vifc);
    let found = [
        (
            imc.contains(ImcStatus::SYSTEM_FAILURE),
            NoInsulation::Hardware,
        ),
        (
            imc.contains(ImcStatus::CHASSIS_FAULT),
            NoInsulation::Chassis,
        ),
        (vifc.contains(VifcStatus::NOT_ALIVE), NoInsulation::NotAlive),
        (imc.contains(ImcStatus::SELF_TEST), NoInsulation::SelfTest),
        (
            imc.contains(ImcStatus::CALIBRATION),
            NoInsulation::Calibration,
        ),
        (
            vifc.contains(VifcStatus::DEACTIVATED),
            NoInsulation::Deactivated,
        ),
        (vifc.contains(VifcStatus::OUTDATED), NoInsulation::Outdated),
    ];
    match found.into_iter().find(|(is_so, _)| *is_so) {
        Some((_, error)) => Err(error),
        None => Ok(()),
    }
}
