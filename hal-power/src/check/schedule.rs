//! When a self-test is due, and what it means that it is not done.

use super::ConfigError;
use crate::{Error, ErrorKind, Instant, ResidualCurrentProven};
use core::{fmt, time::Duration};

/// Why the self-test permits nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SelfTestMissing {
    /// Since the start, or since the contacts opened, no test was passed.
    Untested,
    /// The last test failed.
    Failed,
    /// The last test that was passed is longer ago than the interval.
    Overdue,
}

impl Error for SelfTestMissing {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Untested | Self::Failed | Self::Overdue => ErrorKind::Refused,
        }
    }
}

impl fmt::Display for SelfTestMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Untested => "self-test not passed yet",
            Self::Failed => "self-test failed",
            Self::Overdue => "self-test overdue",
        })
    }
}

impl core::error::Error for SelfTestMissing {}

/// Keeps the residual-current sensor's self-test due before connecting and at its interval.
///
/// No proof but a permissive, judged each step: contacts that are closed have to open once it is lost. Connecting takes the proof
/// itself.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct SelfTestSchedule {
    interval: Duration,
    lead: Duration,
    state: Result<Instant, SelfTestMissing>,
}

impl SelfTestSchedule {
    /// Creates a schedule in which no test was passed yet. A test is due `lead` before the interval has passed: what opening the
    /// contacts for it, and the test, take, and what waiting for a good time may.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoLimit`] where the interval is zero; [`ConfigError::NoTimeLeft`] where the lead takes all of it.
    pub fn new(interval: Duration, lead: Duration) -> Result<Self, ConfigError> {
        if interval.is_zero() {
            return Err(ConfigError::NoLimit);
        }
        if lead >= interval {
            return Err(ConfigError::NoTimeLeft);
        }
        Ok(Self {
            interval,
            lead,
            state: Err(SelfTestMissing::Untested),
        })
    }

    /// Notes a test that was passed, before its proof is used up.
    pub const fn passed(&mut self, proof: &ResidualCurrentProven) {
        self.state = Ok(proof.proven_at());
    }

    /// Notes a test that failed: what was passed before counts no more.
    pub const fn failed(&mut self) {
        self.state = Err(SelfTestMissing::Failed);
    }

    /// Notes that the contacts have opened: the next connecting needs a test of its own. A failure stays one.
    pub const fn opened(&mut self) {
        if self.state.is_ok() {
            self.state = Err(SelfTestMissing::Untested);
        }
    }

    /// Returns whether a test is to be run, now or at the next good time.
    pub fn is_due(&self, now: Instant) -> bool {
        self.within(now, self.interval.saturating_sub(self.lead))
            .is_err()
    }

    /// Returns when the permissive is lost without another test.
    pub fn until(&self) -> Option<Instant> {
        self.state.ok().map(|at| at.saturating_add(self.interval))
    }

    /// Judges the permissive.
    ///
    /// # Errors
    ///
    /// [`SelfTestMissing`]: contacts that are closed have to open.
    pub fn permits(&self, now: Instant) -> Result<(), SelfTestMissing> {
        self.within(now, self.interval)
    }

    fn within(&self, now: Instant, time: Duration) -> Result<(), SelfTestMissing> {
        let passed = self.state?;
        match now.checked_since(passed) {
            Some(age) if age < time => Ok(()),
            _ => Err(SelfTestMissing::Overdue),
        }
    }
}

#[cfg(test)]
mod tests;
