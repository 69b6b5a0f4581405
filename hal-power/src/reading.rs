//! Values that know when they were true.

use crate::{Error, ErrorKind, Instant};
use core::{fmt, time::Duration};

/// Value with the earliest instant that it may speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Reading<T> {
    /// What was measured.
    pub value: T,
    /// No part of the measurement is older than this.
    pub at: Instant,
}

impl<T> Reading<T> {
    /// Creates a reading that speaks of `at`.
    pub const fn new(value: T, at: Instant) -> Self {
        Self { value, at }
    }

    /// Stamps a sensor's answer: `before` was taken before the call, `latency` is [`Sensor::latency`](crate::Sensor::latency).
    pub const fn taken(value: T, before: Instant, latency: Duration) -> Self {
        Self {
            value,
            at: before.saturating_sub(latency),
        }
    }

    /// Converts the value and keeps the stamp.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Reading<U> {
        Reading {
            value: convert(self.value),
            at: self.at,
        }
    }

    /// Returns the value if it is no older than `max_age` and not from the future.
    ///
    /// # Errors
    ///
    /// [`Unusable::Stale`] otherwise.
    pub fn fresh(self, now: Instant, max_age: Duration) -> Result<T, Unusable> {
        match now.checked_since(self.at) {
            Some(age) if age <= max_age => Ok(self.value),
            _ => Err(Unusable::Stale),
        }
    }
}

/// What a component is told about a sensor: a reading, or the kind of its failure. A failure is an input, not an absence.
pub type Input<T> = Result<Reading<T>, ErrorKind>;

/// Makes an input of a sensor's answer: `before` was taken before the call, `latency` is [`Sensor::latency`](crate::Sensor::latency).
pub fn answered<T, E: Error>(answer: Result<T, E>, before: Instant, latency: Duration) -> Input<T> {
    match answer {
        Ok(value) => Ok(Reading::taken(value, before, latency)),
        Err(error) => Err(error.kind()),
    }
}

/// Why an input cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Unusable {
    /// The sensor failed.
    Sensor(ErrorKind),
    /// The reading is too old, from before the time asked about, or from the future.
    Stale,
}

impl Error for Unusable {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Sensor(kind) => *kind,
            Self::Stale => ErrorKind::NotReady,
        }
    }
}

impl From<ErrorKind> for Unusable {
    fn from(kind: ErrorKind) -> Self {
        Self::Sensor(kind)
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sensor(kind) => write!(f, "sensor: {kind}"),
            Self::Stale => f.write_str("reading is stale"),
        }
    }
}

impl core::error::Error for Unusable {}

/// Slot that an application keeps per measurement: the last answer, good or bad.
#[derive(Debug, Clone, Copy)]
pub struct Latest<T> {
    slot: Input<T>,
}

impl<T: Copy> Latest<T> {
    /// Creates an empty slot: [`ErrorKind::NotReady`].
    pub const fn new() -> Self {
        Self {
            slot: Err(ErrorKind::NotReady),
        }
    }

    /// Puts in the newest answer. An error replaces a value: the sensor was asked and failed.
    pub fn store(&mut self, input: Input<T>) {
        self.slot = input;
    }

    /// Puts in the newest answer, but lets the value that is there age where the error says nothing about the sensor or what it
    /// measures: a transfer that failed or came through damaged, or no fresh value yet. One lost transfer is then no loss, and
    /// a sensor that stays silent is refused at the age limit.
    pub fn keep(&mut self, input: Input<T>) {
        let passing = matches!(
            input,
            Err(ErrorKind::Bus | ErrorKind::Integrity | ErrorKind::NotReady)
        );
        if !(passing && self.slot.is_ok()) {
            self.slot = input;
        }
    }

    /// Returns the value if there is one that is no older than `max_age`.
    ///
    /// # Errors
    ///
    /// [`Unusable::Sensor`] when the last answer was an error, [`Unusable::Stale`] when it is too old.
    pub fn get(&self, now: Instant, max_age: Duration) -> Result<T, Unusable> {
        self.slot?.fresh(now, max_age)
    }

    /// Returns the last answer as it was stored.
    pub const fn input(&self) -> Input<T> {
        self.slot
    }
}

impl<T: Copy> Default for Latest<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(micros: u64) -> Instant {
        Instant::from_micros(micros)
    }

    #[test]
    fn fresh_up_to_its_age_and_never_from_the_future() {
        let reading = Reading::new(7, at(100));
        let age = Duration::from_micros(10);
        assert_eq!(reading.fresh(at(110), age), Ok(7));
        assert_eq!(reading.fresh(at(111), age), Err(Unusable::Stale));
        assert_eq!(reading.fresh(at(99), age), Err(Unusable::Stale));
    }

    #[test]
    fn latency_makes_a_reading_older() {
        let reading = Reading::taken(7, at(100), Duration::from_micros(30));
        assert_eq!(reading.at, at(70));
    }

    #[test]
    fn a_kept_value_ages_over_what_passes_and_falls_to_what_does_not() {
        let age = Duration::from_micros(10);
        for kind in [ErrorKind::Bus, ErrorKind::Integrity, ErrorKind::NotReady] {
            let mut slot = Latest::new();
            slot.keep(Ok(Reading::new(7, at(100))));
            slot.keep(Err(kind));
            assert_eq!(slot.get(at(110), age), Ok(7), "{kind}");
            assert_eq!(slot.get(at(111), age), Err(Unusable::Stale), "{kind}");
            slot.keep(Ok(Reading::new(8, at(111))));
            assert_eq!(slot.get(at(111), age), Ok(8), "{kind}");
        }
        for kind in [
            ErrorKind::ConfigurationLost,
            ErrorKind::Saturated,
            ErrorKind::Fault,
        ] {
            let mut slot = Latest::new();
            slot.keep(Ok(Reading::new(7, at(100))));
            slot.keep(Err(kind));
            assert_eq!(slot.get(at(100), age), Err(Unusable::Sensor(kind)));
        }
    }

    #[test]
    fn an_empty_slot_keeps_the_cause() {
        let mut slot = Latest::<i32>::new();
        slot.keep(Err(ErrorKind::Bus));
        let age = Duration::from_micros(10);
        assert_eq!(slot.get(at(0), age), Err(Unusable::Sensor(ErrorKind::Bus)));
    }

    #[test]
    fn a_slot_is_empty_then_good_then_bad() {
        let mut slot = Latest::new();
        let age = Duration::from_micros(10);
        assert_eq!(
            slot.get(at(0), age),
            Err(Unusable::Sensor(ErrorKind::NotReady))
        );
        slot.store(Ok(Reading::new(7, at(100))));
        assert_eq!(slot.get(at(105), age), Ok(7));
        slot.store(Err(ErrorKind::Bus));
        assert_eq!(
            slot.get(at(105), age),
            Err(Unusable::Sensor(ErrorKind::Bus))
        );
    }
}
