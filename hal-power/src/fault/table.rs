//! Evaluates a table of faults, without heap and in bounded time.

use super::{
    Condition, FaultId, FaultSpec, History, LatchClass, Level, Reaction, Timing, VariantId,
    history::Kind,
};
use crate::{ErrorKind, Instant};
use core::{cmp::Ordering, fmt, time::Duration};

/// Most times within a day that a fault may clear itself.
const BUDGET: usize = 8;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is seen of a fault's condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Observation {
    /// The caller's own judgement, for [`Condition::Flag`].
    Flag(bool),
    /// A value, for the other conditions.
    Level(Level),
}

/// What is wrong with a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SpecProblem {
    /// Detection, debounce, tick and actuator together take longer than the deadline.
    TooSlow,
    /// Set and clear levels are of two quantities, or the wrong way round.
    Levels,
    /// Another row has the same id.
    Twice,
    /// It may clear itself more than 8 times a day.
    Budget,
    /// The SunSpec bit is beyond 31.
    Bit,
}

/// A table that cannot keep what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SpecError {
    /// The row.
    pub id: FaultId,
    /// What is wrong with it.
    pub problem: SpecProblem,
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.problem {
            SpecProblem::TooSlow => "cannot meet its deadline",
            SpecProblem::Levels => "has levels that do not fit together",
            SpecProblem::Twice => "is in the table twice",
            SpecProblem::Budget => "clears itself too often",
            SpecProblem::Bit => "has a SunSpec bit beyond 31",
        };
        write!(f, "fault {} {text}", self.id.0)
    }
}

impl core::error::Error for SpecError {}

/// Who asks to clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Authority {
    /// Whoever stands before the store.
    User,
    /// Somebody who has looked at the hardware; may clear what a user may.
    Service,
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// The condition has been present since.
    since: Option<Instant>,
    /// Set, and not cleared yet.
    latched: bool,
    /// When it was set, the last times.
    set_at: [Option<Instant>; BUDGET],
}

/// `N` faults and the last `H` things that happened to them.
#[derive(Debug)]
pub struct FaultTable<'a, const N: usize, const H: usize> {
    specs: &'a [FaultSpec; N],
    states: [State; N],
    history: History<H>,
}

impl<'a, const N: usize, const H: usize> FaultTable<'a, N, H> {
    /// Checks the table. `latched` are the faults that were latched before the restart, as [`latched`](Self::latched) said; ids
    /// that are not in the table are passed over. Where they could not be read back, hand in all: what cannot be known to be
    /// clear is not. `last_serial` is the history's.
    ///
    /// # Errors
    ///
    /// The first row that cannot keep what it says.
    pub fn new(
        specs: &'a [FaultSpec; N],
        timing: Timing,
        latched: &[FaultId],
        last_serial: u16,
    ) -> Result<Self, SpecError> {
        for (index, spec) in specs.iter().enumerate() {
            let twice = specs.iter().take(index).any(|other| other.id == spec.id);
            let problem = if twice {
                Some(SpecProblem::Twice)
            } else {
                problem(spec, timing)
            };
            if let Some(problem) = problem {
                return Err(SpecError {
                    id: spec.id,
                    problem,
                });
            }
        }
        let states = specs.each_ref().map(|spec| State {
            since: None,
            latched: latched.contains(&spec.id),
            set_at: [None; BUDGET],
        });
        Ok(Self {
            specs,
            states,
            history: History::new(last_serial),
        })
    }

    /// Takes what is seen of one fault in this tick. An id that is not in the table changes nothing.
    pub fn observe(&mut self, now: Instant, id: FaultId, seen: Result<Observation, ErrorKind>) {
        let found = self
            .specs
            .iter()
            .zip(&mut self.states)
            .find(|(spec, _)| spec.id == id);
        let Some((spec, state)) = found else {
            return;
        };
        if !is_present(spec.condition, seen, state.since.is_some()) {
            state.since = None;
            if state.latched && clears_itself(spec.latch, state, now) {
                state.latched = false;
                self.history.push(now, id, Kind::Cleared);
            }
            return;
        }
        let since = *state.since.get_or_insert(now);
        if !state.latched && now.saturating_since(since) >= spec.debounce {
            state.latched = true;
            state.set_at.rotate_right(1);
            if let Some(newest) = state.set_at.first_mut() {
                *newest = Some(now);
            }
            self.history.push(now, id, Kind::Set);
        }
    }

    /// Clears every latched fault whose condition is gone and that `authority` may clear.
    pub fn clear(&mut self, now: Instant, authority: Authority) {
        for (spec, state) in self.specs.iter().zip(&mut self.states) {
            let may = match spec.latch {
                LatchClass::ClearsItself { .. } | LatchClass::User => true,
                LatchClass::Service => authority == Authority::Service,
                LatchClass::Permanent => false,
            };
            if state.latched && state.since.is_none() && may {
                state.latched = false;
                self.history.push(now, spec.id, Kind::Cleared);
            }
        }
    }

    /// Returns the faults that are latched. Keep them where they survive a restart.
    pub fn latched(&self) -> impl Iterator<Item = FaultId> {
        self.set().map(|spec| spec.id)
    }

    /// Returns the strongest reaction that is demanded now.
    pub fn reaction(&self) -> Option<Reaction> {
        self.set().map(|spec| spec.reaction).max()
    }

    /// Returns SunSpec's event word.
    pub fn sunspec(&self) -> u32 {
        let bits = self.set().filter_map(|spec| spec.sunspec);
        bits.fold(0, |word, bit| {
            word | 1_u32.checked_shl(u32::from(bit)).unwrap_or(0)
        })
    }

    /// Returns the codes of a variant's manual for what is latched; faults without a code there are left out.
    pub fn codes(&self, variant: VariantId) -> impl Iterator<Item = u16> {
        self.set().filter_map(move |spec| spec.code(variant))
    }

    /// Returns the history.
    pub const fn history(&self) -> &History<H> {
        &self.history
    }

    fn set(&self) -> impl Iterator<Item = &'a FaultSpec> {
        let rows = self.specs.iter().zip(&self.states);
        rows.filter(|(_, state)| state.latched)
            .map(|(spec, _)| spec)
    }
}

fn problem(spec: &FaultSpec, timing: Timing) -> Option<SpecProblem> {
    let takes = spec
        .detection
        .saturating_add(spec.debounce)
        .saturating_add(timing.tick)
        .saturating_add(timing.actuator);
    let levels = match spec.condition {
        Condition::Flag => true,
        Condition::Above { set, clear } => clear.compare(set).is_some_and(Ordering::is_le),
        Condition::Below { set, clear } => clear.compare(set).is_some_and(Ordering::is_ge),
    };
    if takes > spec.deadline {
        Some(SpecProblem::TooSlow)
    } else if !levels {
        Some(SpecProblem::Levels)
    } else if matches!(spec.latch, LatchClass::ClearsItself { per_day } if usize::from(per_day) > BUDGET)
    {
        Some(SpecProblem::Budget)
    } else if spec.sunspec.is_some_and(|bit| bit > 31) {
        Some(SpecProblem::Bit)
    } else {
        None
    }
}

/// Whether the condition is present; once it is, it takes the clear level to end it.
fn is_present(condition: Condition, seen: Result<Observation, ErrorKind>, was: bool) -> bool {
    match (condition, seen) {
        (Condition::Flag, Ok(Observation::Flag(present))) => present,
        (Condition::Above { set, clear }, Ok(Observation::Level(level))) => {
            let limit = if was { clear } else { set };
            level.compare(limit).is_none_or(Ordering::is_gt)
        }
        (Condition::Below { set, clear }, Ok(Observation::Level(level))) => {
            let limit = if was { clear } else { set };
            level.compare(limit).is_none_or(Ordering::is_lt)
        }
        (_, Err(_)) | (Condition::Flag, Ok(_)) | (_, Ok(Observation::Flag(_))) => true,
    }
}

/// Whether the budget of the last 24 hours leaves this one to clear itself. A latch from before a restart has no time and none.
fn clears_itself(latch: LatchClass, state: &State, now: Instant) -> bool {
    let LatchClass::ClearsItself { per_day } = latch else {
        return false;
    };
    let today = state
        .set_at
        .iter()
        .flatten()
        .filter(|at| now.saturating_since(**at) < DAY)
        .count();
    (1..=usize::from(per_day)).contains(&today)
}
