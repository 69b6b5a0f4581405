//! Plausibility of a sensor that cannot tell whether it still measures.

mod config;

pub use config::{PlausibilityConfig, PlausibilityError};

use crate::{Error, ErrorKind, Input, Instant, Reading, quantity::Quantity};
use core::fmt;

/// Why a reading is not plausible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Implausible<T> {
    /// Not one count of noise for as long as a sensor that measures never takes.
    Frozen {
        /// When this value came first.
        since: Instant,
    },
    /// Further from the last plausible value than is possible in the time, and not confirmed yet.
    Step {
        /// The last plausible value.
        from: T,
        /// The value.
        to: T,
        /// Readings so far that agree on the new level.
        confirmed: u8,
    },
    /// Older than a reading before it.
    Backwards,
}

impl<T: fmt::Debug> Error for Implausible<T> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Frozen { .. } => ErrorKind::NotReady,
            Self::Step { .. } | Self::Backwards => ErrorKind::Integrity,
        }
    }
}

impl<T: fmt::Display> fmt::Display for Implausible<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frozen { since } => write!(f, "unchanged since {since}"),
            Self::Step { from, to, .. } => write!(f, "step from {from} to {to}"),
            Self::Backwards => f.write_str("older than the reading before"),
        }
    }
}

impl<T: fmt::Debug + fmt::Display> core::error::Error for Implausible<T> {}

/// A level that readings agree on, and which may become the plausible one.
#[derive(Debug, Clone, Copy)]
struct Level<T> {
    last: Reading<T>,
    count: u8,
}

/// Judges the readings of a sensor without data-ready flag or counter, for what such a sensor cannot tell by itself.
///
/// What is noisy by nature and has not changed by one count for the configured time is frozen: [`ErrorKind::NotReady`], until it
/// changes. A step larger than is possible in the time since the last plausible value is [`ErrorKind::Integrity`], until as many
/// readings as configured agree on the new level. Readings that are plausible are passed on as they are, and so are errors, which say
/// nothing about the value and leave everything else as it was.
///
/// A reading with the stamp of the one before is that one again, and counts for nothing.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use hal_power::{ErrorKind, Instant, Plausibility, PlausibilityConfig, Reading, Voltage};
///
/// let millivolts = Voltage::from_millivolts;
/// let second = Duration::from_secs(1);
/// let config = PlausibilityConfig::new()
///     .with_frozen(second)?
///     .with_step(millivolts(100), millivolts(20), 2)?;
/// let mut battery = Plausibility::new(config);
/// let at = |millis: u64| Instant::from_micros(millis * 1_000);
/// assert!(battery.step(Ok(Reading::new(millivolts(51_200), at(0)))).is_ok());
/// assert!(battery.step(Ok(Reading::new(millivolts(51_205), at(100)))).is_ok());
/// // a cable that came off
/// let far = battery.step(Ok(Reading::new(millivolts(12), at(200))));
/// assert_eq!(far, Err(ErrorKind::Integrity));
/// // nothing moves any more
/// let _ = battery.step(Ok(Reading::new(millivolts(51_206), at(300))));
/// let still = battery.step(Ok(Reading::new(millivolts(51_206), at(1_300))));
/// assert_eq!(still, Err(ErrorKind::NotReady));
/// # Ok::<(), hal_power::PlausibilityError>(())
/// ```
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct Plausibility<T> {
    config: PlausibilityConfig<T>,
    /// The last reading.
    seen: Option<Reading<T>>,
    /// When the value of the last reading came first.
    since: Instant,
    plausible: Option<Reading<T>>,
    candidate: Option<Level<T>>,
    cause: Option<Implausible<T>>,
}

impl<T: Quantity> Plausibility<T> {
    /// Creates a judge that has seen nothing. The first reading is taken as it is.
    pub const fn new(config: PlausibilityConfig<T>) -> Self {
        Self {
            config,
            seen: None,
            since: Instant::ORIGIN,
            plausible: None,
            candidate: None,
            cause: None,
        }
    }

    /// Returns why the last reading was not plausible; `None` where it was, or where the sensor failed.
    pub const fn cause(&self) -> Option<Implausible<T>> {
        self.cause
    }

    /// Forgets what was seen: the sensor was initialised anew, or measures something else.
    pub const fn reset(&mut self) {
        *self = Self::new(self.config);
    }

    /// Judges the newest answer, and returns it, or what it is instead.
    ///
    /// # Errors
    ///
    /// The sensor's own as they are; the kind of [`cause`](Self::cause) for a reading that is not plausible.
    pub fn step(&mut self, input: Input<T>) -> Input<T> {
        self.cause = None;
        let reading = input?;
        self.cause = self.judge(reading);
        self.cause.map_or(input, |cause| Err(cause.kind()))
    }

    fn judge(&mut self, reading: Reading<T>) -> Option<Implausible<T>> {
        let is_new = self.seen.is_none_or(|seen| reading.at > seen.at);
        if is_new {
            let is_same = self.seen.is_some_and(|seen| seen.value == reading.value);
            if !is_same {
                self.since = reading.at;
            }
            self.seen = Some(reading);
        } else if self.seen != Some(reading) {
            return Some(Implausible::Backwards);
        }
        let step = self.judge_step(reading, is_new);
        let unchanged = reading.at.saturating_since(self.since);
        match self.config.frozen {
            Some(frozen) if unchanged >= frozen => Some(Implausible::Frozen { since: self.since }),
            _ => step,
        }
    }

    /// Judges a step, and takes a level that is confirmed for the plausible one.
    fn judge_step(&mut self, reading: Reading<T>, is_new: bool) -> Option<Implausible<T>> {
        let Some(plausible) = self.plausible else {
            self.plausible = Some(reading);
            return None;
        };
        if self.config.reaches(plausible, reading) {
            self.plausible = Some(reading);
            self.candidate = None;
            return None;
        }
        let count = match self.candidate {
            Some(level) if !is_new => level.count,
            Some(level) if self.config.reaches(level.last, reading) => {
                level.count.saturating_add(1)
            }
            _ => 1,
        };
        if count >= self.config.confirmations() {
            self.plausible = Some(reading);
            self.candidate = None;
            return None;
        }
        self.candidate = Some(Level {
            last: reading,
            count,
        });
        Some(Implausible::Step {
            from: plausible.value,
            to: reading.value,
            confirmed: count,
        })
    }
}

#[cfg(test)]
mod tests;
