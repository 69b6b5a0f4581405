//! Proves that the residual-current sensor sees what it has to see, with a test current of known size.

use super::{ConfigError, Step, causes, unmoved, usable};
use crate::{Current, Input, Instant, Path, ResidualCurrentProven, Unusable, path::Mark};
use core::time::Duration;

/// The test current and what the sensor has to make of it.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ResidualCurrentConfig {
    test: Current,
    tolerance: Current,
    idle: Current,
    settle: Duration,
    max_age: Duration,
    life: Duration,
}

impl ResidualCurrentConfig {
    /// Describes the self-test: by how much the reading rises, within which tolerance, and the most it shows without.
    ///
    /// All in the sense of the sensor's reading: signed for a direct test current, effective for an alternating one. The sensor
    /// settles within, and the proof lives for, `max_age` until set otherwise.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Ambiguous`] where a reading could pass without leaving the idle band: the test current less its tolerance
    /// has to exceed twice the idle limit, from one edge of the band to beyond the other.
    pub fn new(
        test: Current,
        tolerance: Current,
        idle: Current,
        max_age: Duration,
    ) -> Result<Self, ConfigError> {
        let least = test.abs().saturating_sub(tolerance);
        if tolerance < Current::ZERO
            || idle < Current::ZERO
            || least <= Current::ZERO
            || least <= idle.saturating_mul(2)
        {
            return Err(ConfigError::Ambiguous);
        }
        Ok(Self {
            test,
            tolerance,
            idle,
            settle: max_age,
            max_age,
            life: max_age,
        })
    }

    /// Sets how long after the test current has gone on or off a reading may begin.
    #[must_use]
    pub const fn with_settle_time(mut self, settle: Duration) -> Self {
        self.settle = settle;
        self
    }

    /// Sets the interval of the self-test, for which the proof lives.
    #[must_use]
    pub const fn with_interval(mut self, interval: Duration) -> Self {
        self.life = interval;
        self
    }
}

/// What a step of [`ResidualCurrentCheck`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ResidualCurrentInputs {
    /// What the sensor reads.
    pub current: Input<Current>,
}

impl ResidualCurrentInputs {
    /// Creates inputs.
    pub const fn new(current: Input<Current>) -> Self {
        Self { current }
    }
}

/// Why the sensor was not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ResidualCurrentFault {
    /// The input could not be used.
    Input(Unusable),
    /// The path is not the one that the check was started for.
    OtherPath,
    /// A contact of the path moved, or a part reset, during the test.
    Moved,
    /// The reading is above the idle limit before the test: a real residual current, or an offset.
    NotIdle(Current),
    /// The reading rose by less than the test current: sensor, winding or test source is dead.
    Deaf(Current),
    /// The reading rose by more than the test current.
    TooMuch(Current),
    /// The reading did not fall back below the idle limit.
    Stuck(Current),
}
causes!(ResidualCurrentFault);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Rest,
    /// Nothing is injected.
    Idle,
    /// The test current flows on top of what the sensor read idle.
    Injecting(Current),
    /// The test current is off again.
    Falling,
}

/// Runs the sensor's self-test and mints [`ResidualCurrentProven`].
///
/// The contacts stay as they are during the test; with them open nothing but the test current can move the reading.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct ResidualCurrentCheck {
    config: ResidualCurrentConfig,
    mark: Option<Mark>,
    phase: Phase,
    /// Readings count from after this.
    since: Instant,
}

impl ResidualCurrentCheck {
    /// Creates a check at rest.
    pub const fn new(config: ResidualCurrentConfig) -> Self {
        Self {
            config,
            mark: None,
            phase: Phase::Rest,
            since: Instant::ORIGIN,
        }
    }

    /// Begins a test on `path` as it stands, whatever went before.
    pub fn start(&mut self, now: Instant, path: &Path) {
        self.mark = Some(path.mark());
        self.phase = Phase::Idle;
        self.since = now;
    }

    /// Gives the test up.
    pub const fn release(&mut self) {
        self.phase = Phase::Rest;
    }

    /// Returns whether the test current has to flow now.
    pub const fn inject(&self) -> bool {
        matches!(self.phase, Phase::Injecting(_))
    }

    /// Judges one input. Step often: a reading older than the configured age ends the test.
    pub fn step(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: ResidualCurrentInputs,
    ) -> Step<ResidualCurrentProven, ResidualCurrentFault> {
        match self.judge(now, path, inputs) {
            Ok(false) => Step::Wait,
            Ok(true) => {
                self.release();
                Step::Done(ResidualCurrentProven::mint(now, self.config.life, path))
            }
            Err(fault) => {
                self.release();
                Step::Failed(fault)
            }
        }
    }

    /// Returns whether the proof is earned.
    fn judge(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: ResidualCurrentInputs,
    ) -> Result<bool, ResidualCurrentFault> {
        if self.phase == Phase::Rest {
            return Ok(false);
        }
        unmoved(self.mark, path)?;
        let Some(reading) = usable(inputs.current, now, self.config.max_age, self.since)? else {
            return Ok(false);
        };
        let current = reading.value;
        let idle = current.abs() <= self.config.idle;
        match self.phase {
            Phase::Rest => {}
            Phase::Idle if !idle => return Err(ResidualCurrentFault::NotIdle(current)),
            Phase::Idle => self.phase = Phase::Injecting(current),
            Phase::Injecting(before) => {
                self.rise(current.saturating_sub(before))?;
                self.phase = Phase::Falling;
            }
            Phase::Falling if !idle => return Err(ResidualCurrentFault::Stuck(current)),
            Phase::Falling => return Ok(true),
        }
        self.since = now.saturating_add(self.config.settle);
        Ok(false)
    }

    fn rise(&self, rise: Current) -> Result<(), ResidualCurrentFault> {
        if rise.abs_diff(self.config.test) <= self.config.tolerance {
            Ok(())
        } else if rise.abs() < self.config.test.abs() {
            Err(ResidualCurrentFault::Deaf(rise))
        } else {
            Err(ResidualCurrentFault::TooMuch(rise))
        }
    }
}

#[cfg(test)]
mod tests;
