//! Proves that a current sensor reads zero where nothing can flow.

use super::{ConfigError, Step, causes, unmoved, usable};
use crate::{Contacts, Current, Input, Instant, Path, Unusable, ZeroProven, path::Mark};
use core::time::Duration;

/// What makes the current zero, and what zero may look like.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ZeroConfig {
    open: Contacts,
    limit: Current,
    readings: u16,
    max_age: Duration,
    life: Duration,
}

impl ZeroConfig {
    /// Describes the condition: the contacts of the path that interrupt the current, how far from zero a reading may lie, and how
    /// many readings it takes (one at least). The proof lives for `max_age` until set otherwise.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Contacts`] where no contact interrupts the current; [`ConfigError::NoLimit`] for a limit below zero.
    pub fn new(
        open: Contacts,
        limit: Current,
        readings: u16,
        max_age: Duration,
    ) -> Result<Self, ConfigError> {
        if open.is_empty() {
            return Err(ConfigError::Contacts);
        }
        if limit < Current::ZERO {
            return Err(ConfigError::NoLimit);
        }
        Ok(Self {
            open,
            limit,
            readings: readings.max(1),
            max_age,
            life: max_age,
        })
    }

    /// Sets how long the proof lives.
    #[must_use]
    pub const fn with_life(mut self, life: Duration) -> Self {
        self.life = life;
        self
    }
}

/// What a step of [`ZeroCheck`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ZeroInputs {
    /// What the sensor reads.
    pub current: Input<Current>,
}

impl ZeroInputs {
    /// Creates inputs.
    pub const fn new(current: Input<Current>) -> Self {
        Self { current }
    }
}

/// Why zero was not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ZeroFault {
    /// The input could not be used.
    Input(Unusable),
    /// The path is not the one that the check was started for.
    OtherPath,
    /// A contact of the path moved, or a part reset, during the check.
    Moved,
    /// The path does not watch the contacts that interrupt the current.
    NotWatched,
    /// A contact that interrupts the current is closed.
    Closed,
    /// The sensor reads this where nothing can flow.
    Offset(Current),
}
causes!(ZeroFault);

/// Reads a current sensor where nothing can flow and mints [`ZeroProven`].
///
/// A sensor that is dead at zero passes: only a current that is known to flow can show that it lives.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct ZeroCheck {
    config: ZeroConfig,
    mark: Option<Mark>,
    running: bool,
    /// Stamp of the last reading that counted.
    since: Instant,
    count: u16,
    microamps: i64,
}

impl ZeroCheck {
    /// Creates a check at rest.
    pub const fn new(config: ZeroConfig) -> Self {
        Self {
            config,
            mark: None,
            running: false,
            since: Instant::ORIGIN,
            count: 0,
            microamps: 0,
        }
    }

    /// Begins on `path` as it stands, whatever went before.
    pub fn start(&mut self, now: Instant, path: &Path) {
        *self = Self {
            mark: Some(path.mark()),
            running: true,
            since: now,
            ..Self::new(self.config)
        };
    }

    /// Returns the mean of the readings so far, or of the run that has ended.
    pub fn offset(&self) -> Option<Current> {
        let mean = self.microamps.checked_div(i64::from(self.count))?;
        i32::try_from(mean).ok().map(Current::from_microamps)
    }

    /// Judges one input. The same reading again, by its stamp, does not count twice.
    pub fn step(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: ZeroInputs,
    ) -> Step<ZeroProven, ZeroFault> {
        let verdict = self.judge(now, path, inputs);
        self.running &= matches!(verdict, Ok(false));
        match verdict {
            Ok(false) => Step::Wait,
            Ok(true) => Step::Done(ZeroProven::mint(now, self.config.life, path)),
            Err(fault) => Step::Failed(fault),
        }
    }

    /// Returns whether the proof is earned.
    fn judge(&mut self, now: Instant, path: &Path, inputs: ZeroInputs) -> Result<bool, ZeroFault> {
        if !self.running {
            return Ok(false);
        }
        unmoved(self.mark, path)?;
        if !path.watches(self.config.open) {
            return Err(ZeroFault::NotWatched);
        }
        if path.levels().intersects(self.config.open) {
            return Err(ZeroFault::Closed);
        }
        let Some(reading) = usable(inputs.current, now, self.config.max_age, self.since)? else {
            return Ok(false);
        };
        if reading.value.abs() > self.config.limit {
            return Err(ZeroFault::Offset(reading.value));
        }
        self.since = reading.at;
        self.count = self.count.saturating_add(1);
        self.microamps = self
            .microamps
            .saturating_add(i64::from(reading.value.as_microamps()));
        Ok(self.count >= self.config.readings)
    }
}

#[cfg(test)]
mod tests;
