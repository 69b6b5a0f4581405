//! The two main contactors of a battery: when they may close, and in which order of events they open.

mod config;
mod wear;

pub use config::ContactorConfig;
pub use wear::{MakeLife, Wear};

use hal_power::{Current, Input, Instant, Path, Precharged, Refused, Unusable, Voltage};

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

/// What a pair that is told to be closed was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ContactorFault {
    /// Its sides differed for longer than they may: a contact has dropped, or never closed.
    Apart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Closed,
    /// Asked to open at this time.
    Opening(Instant),
}

/// Closes both main contactors on a proof, and opens them when current allows or time has run out.
///
/// A pair whose sides come apart opens by itself: a contact that has dropped would close again onto an empty link.
#[derive(Debug)]
pub struct ContactorPair<'a> {
    config: ContactorConfig,
    state: State,
    wear: Wear<'a>,
    opened: Option<Opening>,
    /// The sides of the closed pair differ since then.
    apart: Option<Instant>,
    fault: Option<ContactorFault>,
}

impl<'a> ContactorPair<'a> {
    /// Creates an open pair with the wear that it had before the restart.
    pub const fn new(config: ContactorConfig, wear: Wear<'a>) -> Self {
        Self {
            config,
            state: State::Open,
            wear,
            opened: None,
            apart: None,
            fault: None,
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
        let Ok((battery, link)) = self.sides(now, inputs) else {
            return Err(Refused::State);
        };
        let across = battery.abs_diff(link);
        if self.state != State::Open || battery <= Voltage::ZERO || across > self.config.make_within
        {
            return Err(Refused::State);
        }
        self.wear.make(battery, link);
        self.apart = None;
        self.state = State::Closed;
        Ok(())
    }

    /// Asks for opening; asking again changes nothing.
    pub fn open(&mut self, now: Instant) {
        if self.state == State::Closed {
            self.state = State::Opening(now);
        }
    }

    /// Looks whether a closed pair has come apart, and whether one that was asked to open now may.
    pub fn step(&mut self, now: Instant, inputs: ContactorInputs) -> ContactorWants {
        if self.state == State::Closed && self.is_apart(now, inputs) {
            self.fault = Some(ContactorFault::Apart);
            self.open(now);
        }
        if let State::Opening(asked) = self.state {
            let current = self.fresh(now, inputs.current);
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

    /// Takes the fault that the pair opened for by itself.
    pub const fn take_fault(&mut self) -> Option<ContactorFault> {
        self.fault.take()
    }

    /// Returns the wear of the contacts. Keep it where it survives a restart.
    pub const fn wear(&self) -> &Wear<'a> {
        &self.wear
    }

    /// Sides that cannot be read leave it at what was read last.
    fn is_apart(&mut self, now: Instant, inputs: ContactorInputs) -> bool {
        let Some((limit, time)) = self.config.apart else {
            return false;
        };
        if let Ok((battery, link)) = self.sides(now, inputs) {
            let since = self.apart.unwrap_or(now);
            self.apart = (battery.abs_diff(link) > limit).then_some(since);
        }
        self.apart
            .is_some_and(|since| now.saturating_since(since) >= time)
    }

    fn sides(&self, now: Instant, inputs: ContactorInputs) -> Result<(Voltage, Voltage), Unusable> {
        Ok((
            self.fresh(now, inputs.battery)?,
            self.fresh(now, inputs.link)?,
        ))
    }

    fn fresh<T>(&self, now: Instant, input: Input<T>) -> Result<T, Unusable> {
        input?.fresh(now, self.config.max_age)
    }
}

#[cfg(test)]
mod tests;
