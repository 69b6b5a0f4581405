//! Proves that the hardware trip acts, holds and clears, with the gates off throughout.

use super::{Step, causes, unmoved, usable};
use crate::{Input, Instant, Path, TripProven, Unusable, path::Mark};
use core::time::Duration;

/// Times of one trip test.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TripConfig {
    response: Duration,
    hold: Duration,
    max_age: Duration,
    life: Duration,
}

impl TripConfig {
    /// Describes the test: how long the stage's state may take to follow a force or a clear. What software can see of it: that
    /// the trip acts within a microsecond is for a scope to show.
    ///
    /// A trip is watched for `max_age` while forced and as long after, and the proof lives as long, until set otherwise.
    pub const fn new(response: Duration, max_age: Duration) -> Self {
        Self {
            response,
            hold: max_age,
            max_age,
            life: max_age,
        }
    }

    /// Sets how long the trip is seen to stay while it is forced, and again after.
    #[must_use]
    pub const fn with_hold(mut self, hold: Duration) -> Self {
        self.hold = hold;
        self
    }

    /// Sets how long the proof lives.
    #[must_use]
    pub const fn with_life(mut self, life: Duration) -> Self {
        self.life = life;
        self
    }
}

/// What a step of [`TripProof`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct TripInputs {
    /// Whether the stage's trip is latched.
    pub tripped: Input<bool>,
    /// Whether all gates are off, as fed back and not as commanded.
    pub gates_off: Input<bool>,
}

impl TripInputs {
    /// Creates inputs.
    pub const fn new(tripped: Input<bool>, gates_off: Input<bool>) -> Self {
        Self { tripped, gates_off }
    }
}

/// Why the trip was not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TripFault {
    /// An input could not be used.
    Input(Unusable),
    /// The path is not the one that the check was started for.
    OtherPath,
    /// A contact of the path moved, or a part reset, during the test.
    Moved,
    /// A gate was on. The stage has to be stopped, not tested.
    GatesOn,
    /// Tripped before it was forced: a cause persists, or the state is stuck there.
    AlreadyTripped,
    /// Forced, and not tripped in time.
    NeverTrips,
    /// Cleared by itself while it was forced.
    LostWhileForced,
    /// Cleared by itself when it was no longer forced.
    NotLatched,
    /// Told to clear, and not cleared in time.
    NeverClears,
}
causes!(TripFault);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Rest,
    Untripped,
    Forcing,
    Forced,
    Released,
    Clearing,
}

/// Forces the trip and mints [`TripProven`].
///
/// The gates are off before, during and after, so their feedback cannot show life here: the latch does, by being seen both
/// ways. Not tripped; forced and tripped in time; tripped while forced; tripped when released; cleared when told.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct TripProof {
    config: TripConfig,
    mark: Option<Mark>,
    phase: Phase,
    since: Instant,
}

impl TripProof {
    /// Creates a check at rest.
    pub const fn new(config: TripConfig) -> Self {
        Self {
            config,
            mark: None,
            phase: Phase::Rest,
            since: Instant::ORIGIN,
        }
    }

    /// Begins a test on `path`, whatever went before.
    pub fn start(&mut self, now: Instant, path: &Path) {
        self.mark = Some(path.mark());
        self.enter(Phase::Untripped, now);
    }

    /// Gives the test up. A trip that was forced stays for the caller to clear.
    pub const fn release(&mut self) {
        self.phase = Phase::Rest;
    }

    /// Returns whether the trip has to be forced now.
    pub const fn force(&self) -> bool {
        matches!(self.phase, Phase::Forcing | Phase::Forced)
    }

    /// Returns whether the trip has to be cleared now. Never together with [`force`](Self::force).
    pub const fn clear(&self) -> bool {
        matches!(self.phase, Phase::Clearing)
    }

    /// Judges one set of inputs. Step often: readings older than the configured age end the test.
    pub fn step(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: TripInputs,
    ) -> Step<TripProven, TripFault> {
        match self.judge(now, path, inputs) {
            Ok(false) => Step::Wait,
            Ok(true) => {
                self.release();
                Step::Done(TripProven::mint(now, self.config.life, path))
            }
            Err(fault) => {
                self.release();
                Step::Failed(fault)
            }
        }
    }

    fn enter(&mut self, phase: Phase, now: Instant) {
        self.phase = phase;
        self.since = now;
    }

    /// Returns whether the proof is earned.
    fn judge(&mut self, now: Instant, path: &Path, inputs: TripInputs) -> Result<bool, TripFault> {
        if self.phase == Phase::Rest {
            return Ok(false);
        }
        unmoved(self.mark, path)?;
        let (age, since) = (self.config.max_age, self.since);
        let gates_off = usable(inputs.gates_off, now, age, since)?;
        let tripped = usable(inputs.tripped, now, age, since)?;
        let (Some(gates_off), Some(tripped)) = (gates_off, tripped) else {
            return Ok(false);
        };
        if !gates_off.value {
            return Err(TripFault::GatesOn);
        }
        let held = tripped.at.saturating_since(since) >= self.config.hold;
        let late = now.saturating_since(since) > self.config.response;
        let next = match (self.phase, tripped.value) {
            (Phase::Rest, _) => None,
            (Phase::Untripped, true) => return Err(TripFault::AlreadyTripped),
            (Phase::Untripped, false) => Some(Phase::Forcing),
            (Phase::Forcing | Phase::Clearing, _) if late => {
                return Err(if self.phase == Phase::Forcing {
                    TripFault::NeverTrips
                } else {
                    TripFault::NeverClears
                });
            }
            (Phase::Forcing, true) => Some(Phase::Forced),
            (Phase::Forced, false) => return Err(TripFault::LostWhileForced),
            (Phase::Forced, true) => held.then_some(Phase::Released),
            (Phase::Released, false) => return Err(TripFault::NotLatched),
            (Phase::Released, true) => held.then_some(Phase::Clearing),
            (Phase::Clearing, false) => return Ok(true),
            (Phase::Forcing, false) | (Phase::Clearing, true) => None,
        };
        if let Some(next) = next {
            self.enter(next, now);
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
