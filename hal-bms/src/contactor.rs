//! The two main contactors of a battery: when they may close, and in which order of events they open.

mod wear;

pub use wear::{MakeLife, Wear};

use core::time::Duration;
use hal_power::{
    Current, ErrorKind, Input, Instant, Path, Precharged, Reading, Refused, Unusable, Voltage,
};

/// Limits of one contactor pair, from its data sheet and the fuse's.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ContactorConfig {
    make_within: Voltage,
    break_discharging: Current,
    break_charging: Current,
    converter_time: Duration,
    fuse_time: Duration,
    max_age: Duration,
}

impl ContactorConfig {
    /// Takes the voltage across the contacts up to which they may make, the magnitude of current up to which they may break
    /// in either direction, and the age up to which readings are taken. Waits start at zero.
    pub const fn new(make_within: Voltage, break_limit: Current, max_age: Duration) -> Self {
        Self {
            make_within,
            break_discharging: break_limit,
            break_charging: break_limit,
            converter_time: Duration::ZERO,
            fuse_time: Duration::ZERO,
            max_age,
        }
    }

    /// Sets different break limits, as magnitudes, for contacts with a preferred direction.
    #[must_use]
    pub const fn with_break_limits(mut self, discharging: Current, charging: Current) -> Self {
        self.break_discharging = discharging;
        self.break_charging = charging;
        self
    }

    /// Sets how long the converter is given to bring the current down, and the fuse after it.
    #[must_use]
    pub const fn with_waits(mut self, converter: Duration, fuse: Duration) -> Self {
        self.converter_time = converter;
        self.fuse_time = fuse;
        self
    }

    /// Returns whether the contacts may break this current.
    fn breaks(&self, current: Current) -> bool {
        let limit = if current > Current::ZERO {
            self.break_discharging
        } else {
            self.break_charging
        };
        current.abs() <= limit
    }
}

/// What the pair is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ContactorInputs {
    /// Voltage on the battery's side.
    pub battery: Input<Voltage>,
    /// Voltage of the DC link.
    pub link: Input<Voltage>,
    /// Battery current, positive while discharging.
    pub current: Input<Current>,
}

impl ContactorInputs {
    /// Creates inputs.
    pub const fn new(
        battery: Input<Voltage>,
        link: Input<Voltage>,
        current: Input<Current>,
    ) -> Self {
        Self {
            battery,
            link,
            current,
        }
    }
}

/// What the pair wants, as levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ContactorWants {
    /// Both main contactors closed.
    pub closed: bool,
    /// Every converter on the battery's side stopped.
    pub stop_converter: bool,
}

/// What let the contactors open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum OpeningCause {
    /// Current was at or under the break limit.
    CurrentLow,
    /// Neither converter nor fuse brought the current down in their times, or no reading said so.
    TimedOut,
}

/// How the contactors opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Opening {
    /// What let them.
    pub cause: OpeningCause,
    /// The current that they broke, as far as it was known.
    pub broke: Result<Current, Unusable>,
    /// When.
    pub at: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Closed,
    /// Asked to open at this time.
    Opening(Instant),
}

/// Closes both main contactors on a proof, and opens them when current allows or time has run out.
#[derive(Debug)]
pub struct ContactorPair<'a> {
    config: ContactorConfig,
    state: State,
    wear: Wear<'a>,
    opened: Option<Opening>,
}

impl<'a> ContactorPair<'a> {
    /// Creates an open pair with the wear that it had before the restart.
    pub const fn new(config: ContactorConfig, wear: Wear<'a>) -> Self {
        Self {
            config,
            state: State::Open,
            wear,
            opened: None,
        }
    }

    /// Closes, in the tick that the inputs were read in.
    ///
    /// # Errors
    ///
    /// The proof's [`Refused`]; [`Refused::State`] unless open, or when the inputs of this tick do not confirm the proof:
    /// not fresh, failed, or further apart than the contacts may make. The proof is used up in any case.
    pub fn close(
        &mut self,
        proof: Precharged,
        now: Instant,
        path: &Path,
        inputs: ContactorInputs,
    ) -> Result<(), Refused> {
        proof.redeem(now, path)?;
        let fresh = |input: Input<Voltage>| -> Result<Voltage, Unusable> {
            input
                .map_err(Unusable::from)?
                .fresh(now, self.config.max_age)
        };
        let (Ok(battery), Ok(link)) = (fresh(inputs.battery), fresh(inputs.link)) else {
            return Err(Refused::State);
        };
        let across = battery.abs_diff(link);
        if self.state != State::Open || battery <= Voltage::ZERO || across > self.config.make_within
        {
            return Err(Refused::State);
        }
        self.wear.make(battery, link);
        self.state = State::Closed;
        Ok(())
    }

    /// Asks for opening; asking again changes nothing.
    pub fn open(&mut self, now: Instant) {
        if self.state == State::Closed {
            self.state = State::Opening(now);
        }
    }

    /// Looks whether a pair that was asked to open now may.
    pub fn step(&mut self, now: Instant, inputs: ContactorInputs) -> ContactorWants {
        if let State::Opening(asked) = self.state {
            let current = self.fresh_current(now, inputs.current);
            let low = current.is_ok_and(|current| self.config.breaks(current));
            let patience = self
                .config
                .converter_time
                .saturating_add(self.config.fuse_time);
            let cause = if low {
                Some(OpeningCause::CurrentLow)
            } else if now.saturating_since(asked) >= patience {
                Some(OpeningCause::TimedOut)
            } else {
                None
            };
            if let Some(cause) = cause {
                self.opened = Some(Opening {
                    cause,
                    broke: current,
                    at: now,
                });
                self.state = State::Open;
            }
        }
        self.wants()
    }

    /// Returns what the pair wants now.
    pub const fn wants(&self) -> ContactorWants {
        ContactorWants {
            closed: matches!(self.state, State::Closed | State::Opening(_)),
            stop_converter: matches!(self.state, State::Opening(_)),
        }
    }

    /// Takes the log entry of the last opening.
    pub const fn take_opening(&mut self) -> Option<Opening> {
        self.opened.take()
    }

    /// Returns the wear of the contacts. Keep it where it survives a restart.
    pub const fn wear(&self) -> &Wear<'a> {
        &self.wear
    }

    fn fresh_current(&self, now: Instant, current: Input<Current>) -> Result<Current, Unusable> {
        let reading: Reading<Current> = current.map_err(|kind: ErrorKind| Unusable::from(kind))?;
        reading.fresh(now, self.config.max_age)
    }
}

#[cfg(test)]
mod tests;
