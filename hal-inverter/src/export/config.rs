//! What an export limit is built for.

use core::{fmt, time::Duration};
use hal_power::Power;

/// The limit, and how old a reading of the meter may be.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ExportLimitConfig {
    pub(super) limit: Option<Power>,
    pub(super) max_age: Duration,
    pub(super) most_load: Option<Power>,
    pub(super) rise: Option<Power>,
}

/// A limit that would limit nothing, or never allow anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ExportLimitError {
    /// The limit is negative.
    Limit,
    /// No reading could be young enough.
    Age,
    /// A house that may consume nothing.
    Load,
    /// A cap that could never rise.
    Rise,
}

impl fmt::Display for ExportLimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Limit => "negative export limit",
            Self::Age => "no reading could be young enough",
            Self::Load => "a house that may consume nothing",
            Self::Rise => "a cap that could never rise",
        })
    }
}

impl core::error::Error for ExportLimitError {}

impl ExportLimitConfig {
    /// Takes the age up to which a reading counts. Until a limit is set nothing may be delivered.
    ///
    /// # Errors
    ///
    /// [`ExportLimitError::Age`] for zero.
    pub const fn new(max_age: Duration) -> Result<Self, ExportLimitError> {
        if max_age.is_zero() {
            return Err(ExportLimitError::Age);
        }
        Ok(Self {
            limit: None,
            max_age,
            most_load: None,
            rise: None,
        })
    }

    /// Sets the most that may leave the house, zero for nothing.
    ///
    /// # Errors
    ///
    /// [`ExportLimitError::Limit`] below zero.
    pub fn with_limit(mut self, limit: Power) -> Result<Self, ExportLimitError> {
        if limit < Power::ZERO {
            return Err(ExportLimitError::Limit);
        }
        self.limit = Some(limit);
        Ok(self)
    }

    /// Sets the most that the house can consume, by its fuses: what is above is a meter that is wrong.
    ///
    /// # Errors
    ///
    /// [`ExportLimitError::Load`] up to zero.
    pub fn with_most_load(mut self, load: Power) -> Result<Self, ExportLimitError> {
        if load <= Power::ZERO {
            return Err(ExportLimitError::Load);
        }
        self.most_load = Some(load);
        Ok(self)
    }

    /// Sets by how much the cap may rise each second above the limit; at once until set.
    ///
    /// # Errors
    ///
    /// [`ExportLimitError::Rise`] up to zero.
    pub fn with_rise(mut self, each_second: Power) -> Result<Self, ExportLimitError> {
        if each_second <= Power::ZERO {
            return Err(ExportLimitError::Rise);
        }
        self.rise = Some(each_second);
        Ok(self)
    }

    /// Returns how long export may be beyond the limit after a load has gone, where the limit is stepped at least each `period` and
    /// the inverter is within a lower cap after `response`.
    #[must_use]
    pub const fn reaction(&self, period: Duration, response: Duration) -> Duration {
        self.max_age.saturating_add(period).saturating_add(response)
    }
}
