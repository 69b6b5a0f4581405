//! What the application decides about the link.

use core::{fmt, time::Duration};
use hal_power::{Error, ErrorKind};

/// Times of a link, the same in the controller and in all modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LinkTimes {
    pub(crate) answer: Duration,
    pub(crate) beat: Duration,
    pub(crate) tries: u8,
}

impl LinkTimes {
    /// Takes how long a module may take to follow an enable line or to answer, on a busy bus too; the time between two
    /// heartbeats; and how often a command is sent before it counts as not heard.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoTime`] where one of them is zero.
    pub const fn new(answer: Duration, beat: Duration, tries: u8) -> Result<Self, ConfigError> {
        if answer.is_zero() || beat.is_zero() || tries == 0 {
            return Err(ConfigError::NoTime);
        }
        Ok(Self {
            answer,
            beat,
            tries,
        })
    }

    /// Returns how long nobody may be heard after a reset: two heartbeats and an answer.
    pub const fn quiet(&self) -> Duration {
        self.beat.saturating_mul(2).saturating_add(self.answer)
    }

    /// Returns how long an enumeration takes where nothing has to be said twice: the resets, the quiet after them, for each module
    /// its line and its answer, and the question that nobody answers any more.
    pub fn enumeration(&self, modules: u8) -> Duration {
        let waits = 2 * u32::from(modules) + 1 + 2 * u32::from(self.tries);
        self.answer
            .saturating_mul(waits)
            .saturating_add(self.quiet())
    }
}

/// Why a link cannot be as configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// The block of identifiers ends beyond the largest one.
    Base,
    /// A time, or the number of tries, is zero.
    NoTime,
    /// More modules are expected than the stack has room for, or than the link has positions for: 15.
    TooMany,
    /// A module counts as vanished before its next heartbeat is due.
    Silence,
    /// The enumeration takes longer than all modules have to be announced in: see [`LinkTimes::enumeration`].
    Assembly,
    /// The module has no cells, or a capacity that a frame cannot carry.
    Identity,
}

impl Error for ConfigError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Base
            | Self::NoTime
            | Self::TooMany
            | Self::Silence
            | Self::Assembly
            | Self::Identity => ErrorKind::OutOfRange,
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "the identifiers end beyond the largest one",
            Self::NoTime => "a time or the number of tries is zero",
            Self::TooMany => "more modules than there are positions",
            Self::Silence => "a heartbeat takes longer than a module may be silent",
            Self::Assembly => "the enumeration takes longer than it may",
            Self::Identity => "no cells, or a capacity out of range",
        })
    }
}

impl core::error::Error for ConfigError {}
