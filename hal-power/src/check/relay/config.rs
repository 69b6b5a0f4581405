//! The poles, and how one set of voltages is judged.

use super::{RelayFault, RelayInputs};
use crate::{
    Contacts, Instant, Voltage,
    check::{ConfigError, Step, usable},
};
use core::time::Duration;

/// Two contacts in series that make one pole, by number in the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RelayPole {
    /// The one contact.
    pub a: u32,
    /// The other contact.
    pub b: u32,
}

impl RelayPole {
    pub(super) const fn both(self) -> Contacts {
        Contacts::only(self.a).union(Contacts::only(self.b))
    }
}

/// The poles of a relay chain, and what tells an isolating pole from one that conducts.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RelayConfig<const POLES: usize> {
    poles: [RelayPole; POLES],
    minimum_reference: Voltage,
    isolation: Voltage,
    pub(super) settle: Duration,
    pub(super) cycle: Duration,
    max_age: Duration,
    pub(super) life: Duration,
}

impl<const POLES: usize> RelayConfig<POLES> {
    /// Describes the chain: its poles, the least reference that shows anything, and the isolation limit.
    ///
    /// A probe below the isolation limit is apart from the reference, one within the limit of the reference follows it. Contacts
    /// settle, and are then watched, for `max_age` each, and the proof lives as long, until set otherwise.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Contacts`] for a contact named twice or beyond 31; [`ConfigError::NoLimit`] without a pole or an isolation
    /// limit; [`ConfigError::Ambiguous`] unless the least reference is more than twice the isolation limit.
    pub fn new(
        poles: [RelayPole; POLES],
        minimum_reference: Voltage,
        isolation: Voltage,
        max_age: Duration,
    ) -> Result<Self, ConfigError> {
        let mut named = Contacts::NONE;
        for contact in poles.iter().flat_map(|pole| [pole.a, pole.b]) {
            if Contacts::only(contact).is_empty() || named.is_closed(contact) {
                return Err(ConfigError::Contacts);
            }
            named = named.with(contact, true);
        }
        if named.is_empty() || isolation <= Voltage::ZERO {
            return Err(ConfigError::NoLimit);
        }
        if minimum_reference <= isolation.saturating_mul(2) {
            return Err(ConfigError::Ambiguous);
        }
        Ok(Self {
            poles,
            minimum_reference,
            isolation,
            settle: max_age,
            cycle: max_age,
            max_age,
            life: max_age,
        })
    }

    /// Sets how long contacts take to rest after a command (transfer, operate or release, bounce), and how long they are watched
    /// from then on: one cycle of the grid.
    #[must_use]
    pub const fn with_times(mut self, settle: Duration, cycle: Duration) -> Self {
        self.settle = settle;
        self.cycle = cycle;
        self
    }

    /// Sets how long the proof lives.
    #[must_use]
    pub const fn with_life(mut self, life: Duration) -> Self {
        self.life = life;
        self
    }

    /// Returns all contacts of the chain.
    pub fn contacts(&self) -> Contacts {
        self.union(RelayPole::both)
    }

    /// Judges, after all contacts were commanded closed at `commanded`, whether every pole conducts.
    ///
    /// Says something only while nothing but the poles makes the probes follow their references: before the bridge runs.
    pub fn closed(
        &self,
        now: Instant,
        commanded: Instant,
        inputs: &RelayInputs<POLES>,
    ) -> Step<(), RelayFault> {
        let conducting = match self.conducting(now, commanded, inputs) {
            Ok(Some(conducting)) => conducting,
            Ok(None) => return Step::Wait,
            Err(fault) => return Step::Failed(fault),
        };
        let open = self.contacts() - conducting;
        if open.is_empty() {
            Step::Done(())
        } else {
            Step::Failed(RelayFault::StuckOpen(open))
        }
    }

    /// Judges, after all contacts were commanded open at `commanded`, whether every pole isolates, and returns the time within
    /// which it was seen to: from the command until `now`, so the sensors' windows and the caller's period are in it.
    ///
    /// Waits until the contacts would have settled and been watched for a cycle; then [`RelayFault::Welded`] names the poles that
    /// still conduct. Says something only while nothing but the poles makes the probes follow their references.
    pub fn opened(
        &self,
        now: Instant,
        commanded: Instant,
        inputs: &RelayInputs<POLES>,
    ) -> Step<Duration, RelayFault> {
        let taken = now.saturating_since(commanded);
        let is_due = taken > self.settle.saturating_add(self.cycle);
        match self.levels(now, commanded, inputs) {
            Ok(levels) if levels.isolating == self.contacts() => Step::Done(taken),
            Ok(levels) if is_due && !levels.conducting.is_empty() => {
                Step::Failed(RelayFault::Welded(levels.conducting))
            }
            Ok(levels) if is_due && !levels.unclear.is_empty() => {
                Step::Failed(RelayFault::Unclear(levels.unclear))
            }
            Ok(_) => Step::Wait,
            Err(fault) => Step::Failed(fault),
        }
    }

    pub(super) fn union(&self, of: impl Fn(RelayPole) -> Contacts) -> Contacts {
        let each = self.poles.iter().map(|pole| of(*pole));
        each.fold(Contacts::NONE, Contacts::union)
    }

    /// Returns the contacts of the poles that conduct; `None` until all readings are from after the contacts have settled.
    pub(super) fn conducting(
        &self,
        now: Instant,
        commanded: Instant,
        inputs: &RelayInputs<POLES>,
    ) -> Result<Option<Contacts>, RelayFault> {
        let levels = self.levels(now, commanded.saturating_add(self.settle), inputs)?;
        if levels.conducting.is_empty() && !levels.unclear.is_empty() {
            return Err(RelayFault::Unclear(levels.unclear));
        }
        let seen = levels.conducting | levels.unclear | levels.isolating;
        Ok((seen == self.contacts()).then_some(levels.conducting))
    }

    /// Sorts the contacts of the poles whose readings are from after `since`.
    fn levels(
        &self,
        now: Instant,
        since: Instant,
        inputs: &RelayInputs<POLES>,
    ) -> Result<Levels, RelayFault> {
        let mut levels = Levels::default();
        for (pole, voltages) in self.poles.iter().zip(&inputs.poles) {
            let reference = usable(voltages.reference, now, self.max_age, since)?;
            let probe = usable(voltages.probe, now, self.max_age, since)?;
            let (Some(reference), Some(probe)) = (reference, probe) else {
                continue;
            };
            let (reference, probe) = (reference.value.abs(), probe.value.abs());
            if reference < self.minimum_reference {
                return Err(RelayFault::NoReference);
            }
            if probe.abs_diff(reference) <= self.isolation {
                levels.conducting |= pole.both();
            } else if probe >= self.isolation {
                levels.unclear |= pole.both();
            } else {
                levels.isolating |= pole.both();
            }
        }
        Ok(levels)
    }
}

/// The contacts of the poles, by what their probes show; those without a reading are in none.
#[derive(Default)]
struct Levels {
    conducting: Contacts,
    unclear: Contacts,
    isolating: Contacts,
}
