//! The resistance, how old it is, and what it is worth.

use core::time::Duration;

use hal_power::{Instant, Insulation, Reading, Resistance};

use crate::{ImcStatus, Info, NoInsulation, Sample, VifcStatus, codec::RANGE};

/// What the part sends by itself, and its counter, which shows that values are made.
#[derive(Debug, Clone)]
pub(crate) struct Estimate {
    /// How long the counter may stand still.
    frozen: Duration,
    held: Option<Reading<Info>>,
    /// How old the value that is held may be.
    at: Option<Instant>,
    /// Why there is none.
    missing: NoInsulation,
    counter: Option<Counter>,
    /// How old the part's last value may be.
    made: Option<Instant>,
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
    pub(crate) const fn new(frozen: Duration) -> Self {
        Self {
            frozen,
            held: None,
            at: None,
            missing: NoInsulation::NotHeard,
            counter: None,
            made: None,
            is_frozen: false,
        }
    }

    /// Forgets.
    pub(crate) const fn void(&mut self, missing: NoInsulation) {
        *self = Self::new(self.frozen);
        self.missing = missing;
    }

    /// What was made so far is of another state of the part.
    pub(crate) const fn unsettle(&mut self) {
        self.at = None;
        self.made = None;
        self.counter = None;
        self.is_frozen = false;
    }

    pub(crate) const fn held(&self) -> Option<Reading<Info>> {
        self.held
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
        self.at = self.made;
    }

    /// Takes a counter that was asked for at `asked`.
    pub(crate) const fn count(&mut self, sample: Sample, asked: Instant) {
        let since = match self.counter {
            Some(own) if own.count == sample.count => own.since,
            Some(own) => {
                // It has gone on after it had been asked for before.
                self.made = Some(own.asked);
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
