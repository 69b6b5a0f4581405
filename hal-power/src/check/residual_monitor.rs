//! Watches the residual current while energy flows.

use super::ConfigError;
use crate::{Current, Input, Instant, ResidualCurrent, Unusable};
use core::time::Duration;

/// A current, and the time within which the contacts have to be apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ResidualLimit {
    /// Least current that has to be cut off.
    pub current: Current,
    /// Time from its onset until the contacts are apart.
    pub within: Duration,
}

/// Limits of one edition of one standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ResidualLimits<const STEPS: usize> {
    /// Where the figures were read: standard, edition, clause.
    pub source: &'static str,
    /// Limit of the total residual current.
    pub continuous: ResidualLimit,
    /// Limits of a sudden change of its in-phase part.
    pub steps: [ResidualLimit; STEPS],
}

/// Limits, and what the circuit takes from them.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ResidualMonitorConfig<const STEPS: usize> {
    limits: ResidualLimits<STEPS>,
    spent: Duration,
    drift: Current,
    noise: Current,
    max_age: Duration,
}

impl<const STEPS: usize> ResidualMonitorConfig<STEPS> {
    /// Describes the circuit: how long the contacts take from the trip until they are apart, and the longest time between two
    /// steps of the monitor.
    ///
    /// `drift` is how fast, per second, the in-phase part may change without being sudden; `noise` is how far a reading may lie
    /// below the truth. Both are taken off the limits, so that a step is never missed for them.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoTimeLeft`] where release and period take all of a limit's time; [`ConfigError::NoLimit`] where drift
    /// and noise take all of its current.
    pub fn new(
        limits: ResidualLimits<STEPS>,
        release: Duration,
        period: Duration,
        drift: Current,
        noise: Current,
        max_age: Duration,
    ) -> Result<Self, ConfigError> {
        let config = Self {
            limits,
            spent: release.saturating_add(period),
            drift: drift.abs(),
            noise: noise.abs(),
            max_age,
        };
        for limit in limits.steps.iter().chain([&limits.continuous]) {
            if limit.within <= config.spent {
                return Err(ConfigError::NoTimeLeft);
            }
        }
        let continuous = limits.continuous.current.saturating_sub(config.noise);
        let least = limits.steps.iter().map(|step| config.threshold(step));
        if least
            .chain([continuous])
            .any(|least| least <= Current::ZERO)
        {
            return Err(ConfigError::NoLimit);
        }
        Ok(config)
    }

    /// Returns the limits, with their source.
    pub const fn limits(&self) -> &ResidualLimits<STEPS> {
        &self.limits
    }

    /// Returns the time that is left to detect in: the limit's, less release and period.
    pub const fn budget(&self, limit: &ResidualLimit) -> Duration {
        limit.within.saturating_sub(self.spent)
    }

    /// Change from the baseline that a sudden change of the limit's current shows at least until the time is up.
    fn threshold(&self, step: &ResidualLimit) -> Current {
        // both ends of the change are read, and the baseline follows meanwhile
        step.current
            .saturating_sub(self.noise.saturating_mul(2))
            .saturating_sub(self.followed(step.within))
    }

    /// How far the baseline moves in a time.
    fn followed(&self, time: Duration) -> Current {
        let micros = i128::try_from(time.as_micros()).unwrap_or(i128::MAX);
        let moved = i128::from(self.drift.as_microamps()).saturating_mul(micros) / 1_000_000;
        Current::from_microamps(i32::try_from(moved).unwrap_or(i32::MAX))
    }
}

/// Why the contacts have to open now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ResidualTrip {
    /// The total reached the continuous limit.
    Continuous(Current),
    /// The in-phase part changed suddenly; by how much.
    Step(Current),
    /// A limit's budget has passed since it was last seen kept, and now nothing usable is heard.
    Blind(Unusable),
}

/// Judges residual current against its limits, early enough for the contacts to be apart in time.
///
/// A step is judged on the in-phase part: beside 250 mA of capacitive current 30 mA through a person change the total by
/// less than 2 mA. A smooth direct part counts with it: by how much either changed is added up, so that no sign of one hides the
/// other. The baseline of a step follows both, together no faster than the configured drift. An onset lies anywhere after the last reading that showed nothing, so time counts from that reading's stamp; a failed sensor counts as
/// silence. A trip stays until [`reset`](Self::reset).
///
/// Not `Clone` and no proof: its silence is a permissive, judged each step. Two of them on two processors are redundant only
/// if each can open a contact of its own.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct ResidualCurrentMonitor<const STEPS: usize> {
    config: ResidualMonitorConfig<STEPS>,
    /// In phase, and direct.
    baseline: Option<(Current, Current)>,
    /// Stamp of the last usable reading.
    heard: Instant,
    continuous_clear: Instant,
    steps_clear: [Instant; STEPS],
    trip: Option<ResidualTrip>,
}

impl<const STEPS: usize> ResidualCurrentMonitor<STEPS> {
    /// Creates a monitor that has heard nothing yet; its first reading makes the baseline.
    pub const fn new(config: ResidualMonitorConfig<STEPS>, now: Instant) -> Self {
        Self {
            config,
            baseline: None,
            heard: now,
            continuous_clear: now,
            steps_clear: [now; STEPS],
            trip: None,
        }
    }

    /// Forgets a trip and begins as new.
    pub const fn reset(&mut self, now: Instant) {
        *self = Self::new(self.config, now);
    }

    /// Returns the trip that stands.
    pub const fn trip(&self) -> Option<ResidualTrip> {
        self.trip
    }

    /// Judges one evaluation. Step at least once in each configured period.
    ///
    /// # Errors
    ///
    /// The trip, on this step and all later ones.
    pub fn step(
        &mut self,
        now: Instant,
        current: Input<ResidualCurrent>,
    ) -> Result<(), ResidualTrip> {
        if self.trip.is_none() {
            self.trip = self.judge(now, current);
        }
        self.trip.map_or(Ok(()), Err)
    }

    fn judge(&mut self, now: Instant, input: Input<ResidualCurrent>) -> Option<ResidualTrip> {
        let usable = match input {
            Ok(reading) => reading
                .fresh(now, self.config.max_age)
                .map(|value| (reading.at, value)),
            Err(kind) => Err(kind.into()),
        };
        let (at, current) = match usable {
            Ok(usable) => usable,
            Err(cause) => {
                return self.overdue(now).then_some(ResidualTrip::Blind(cause));
            }
        };
        let change = self.change(at, current);
        self.heard = at.max(self.heard);
        let config = &self.config;
        let due = |clear: &mut Instant, above: bool, limit: &ResidualLimit| {
            if !above {
                *clear = at;
            }
            above && now.saturating_since(*clear) >= config.budget(limit)
        };
        let limit = &config.limits.continuous;
        let above = current.total.abs() >= limit.current.saturating_sub(config.noise);
        if due(&mut self.continuous_clear, above, limit) {
            return Some(ResidualTrip::Continuous(current.total));
        }
        let mut trip = None;
        for (clear, step) in self.steps_clear.iter_mut().zip(&config.limits.steps) {
            if due(clear, change.abs() >= config.threshold(step), step) {
                trip = Some(ResidualTrip::Step(change));
            }
        }
        trip
    }

    /// Returns whether a limit's budget has passed since the last reading that showed nothing, whatever has been since.
    fn overdue(&self, now: Instant) -> bool {
        let limits = &self.config.limits;
        let steps = self.steps_clear.iter().zip(&limits.steps);
        steps
            .chain([(&self.continuous_clear, &limits.continuous)])
            .any(|(clear, limit)| now.saturating_since(*clear) >= self.config.budget(limit))
    }

    /// Returns the change from the baseline, after that has followed for the time since the last reading.
    fn change(&mut self, at: Instant, current: ResidualCurrent) -> Current {
        let room = self.config.followed(at.saturating_since(self.heard));
        let (in_phase, direct) = (current.in_phase, current.direct);
        let before = self.baseline.unwrap_or((in_phase, direct));
        let first = toward(before.0, in_phase, room);
        let left = room.saturating_sub(first.abs_diff(before.0));
        let second = toward(before.1, direct, left);
        self.baseline = Some((first, second));
        let (one, other) = (
            in_phase.saturating_sub(first),
            direct.saturating_sub(second),
        );
        let sum = one.abs().saturating_add(other.abs());
        let larger = if one.abs() < other.abs() { other } else { one };
        if larger < Current::ZERO {
            sum.saturating_neg()
        } else {
            sum
        }
    }
}

/// Moves a value towards another, by no more than there is room for.
fn toward(value: Current, goal: Current, room: Current) -> Current {
    goal.max(value.saturating_sub(room))
        .min(value.saturating_add(room))
}

#[cfg(test)]
mod tests;
