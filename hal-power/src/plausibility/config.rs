//! What is plausible.

use crate::{Reading, quantity::Quantity};
use core::{fmt, time::Duration};

/// How fast a value may change, and how often a larger step has to be confirmed.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
struct StepLimit<T> {
    each_second: T,
    noise: T,
    confirmations: u8,
}

/// What a sensor's readings are judged by. What is not set is not judged.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PlausibilityConfig<T> {
    pub(super) frozen: Option<Duration>,
    step: Option<StepLimit<T>>,
}

/// A limit that no sensor could keep, or that would never end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PlausibilityError {
    /// Every reading would be frozen.
    Frozen,
    /// No change is allowed, or a negative one.
    Step,
    /// A step is confirmed by nothing, or by the step itself.
    Confirmations,
}

impl crate::Error for PlausibilityError {
    fn kind(&self) -> crate::ErrorKind {
        match self {
            Self::Frozen | Self::Step | Self::Confirmations => crate::ErrorKind::OutOfRange,
        }
    }
}

impl fmt::Display for PlausibilityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Frozen => "every reading would be frozen",
            Self::Step => "no change is allowed",
            Self::Confirmations => "a step would confirm itself",
        })
    }
}

impl core::error::Error for PlausibilityError {}

impl<T: Quantity> PlausibilityConfig<T> {
    /// Judges nothing yet.
    pub const fn new() -> Self {
        Self {
            frozen: None,
            step: None,
        }
    }

    /// Sets after which time without a change of one count a sensor is frozen. Only for what is noisy by nature.
    ///
    /// # Errors
    ///
    /// [`PlausibilityError::Frozen`] for zero.
    pub const fn with_frozen(mut self, after: Duration) -> Result<Self, PlausibilityError> {
        if after.is_zero() {
            return Err(PlausibilityError::Frozen);
        }
        self.frozen = Some(after);
        Ok(self)
    }

    /// Sets how far a value may change each second, how far two readings of the same truth may lie apart, and how many readings in a
    /// row, at least two, have to agree on a level that is further away.
    ///
    /// # Errors
    ///
    /// [`PlausibilityError::Step`] where both are zero or one is negative; [`PlausibilityError::Confirmations`] below two.
    pub fn with_step(
        mut self,
        each_second: T,
        noise: T,
        confirmations: u8,
    ) -> Result<Self, PlausibilityError> {
        let (rate, apart) = (each_second.base(), noise.base());
        if rate < 0 || apart < 0 || (rate, apart) == (0, 0) {
            return Err(PlausibilityError::Step);
        }
        if confirmations < 2 {
            return Err(PlausibilityError::Confirmations);
        }
        self.step = Some(StepLimit {
            each_second,
            noise,
            confirmations,
        });
        Ok(self)
    }

    pub(super) fn confirmations(&self) -> u8 {
        self.step.map_or(0, |step| step.confirmations)
    }

    /// Returns whether the value can have got from one to the other.
    pub(super) fn reaches(&self, from: Reading<T>, to: Reading<T>) -> bool {
        let Some(step) = self.step else {
            return true;
        };
        let micros = i128::try_from(to.at.saturating_since(from.at).as_micros());
        let rate = i128::from(step.each_second.base());
        let way = rate.saturating_mul(micros.unwrap_or(i128::MAX)) / 1_000_000;
        let room = way.saturating_add(i128::from(step.noise.base()));
        let off = i128::from(from.value.base()) - i128::from(to.value.base());
        off.abs() <= room
    }
}

impl<T: Quantity> Default for PlausibilityConfig<T> {
    fn default() -> Self {
        Self::new()
    }
}
