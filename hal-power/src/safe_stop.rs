//! The order in which a system stops.

use crate::{Current, Input, Instant, Voltage};
use core::time::Duration;

/// Limits and times of one system's stop.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SafeStopConfig {
    break_limit: Current,
    current_patience: Duration,
    relay_release: Duration,
    contactor_release: Duration,
    backup_dead: Voltage,
    backup_patience: Duration,
    max_age: Duration,
}

impl SafeStopConfig {
    /// Takes the current up to which the battery contactors may break, as a magnitude; the voltage below which the backup
    /// output is dead; and the age up to which readings are taken. All times start at zero.
    pub const fn new(break_limit: Current, backup_dead: Voltage, max_age: Duration) -> Self {
        Self {
            break_limit,
            current_patience: Duration::ZERO,
            relay_release: Duration::ZERO,
            contactor_release: Duration::ZERO,
            backup_dead,
            backup_patience: Duration::ZERO,
            max_age,
        }
    }

    /// Sets how long, from the begin of the stop, the battery contactors wait for the current to fall, and the neutral bond for
    /// the backup output to die.
    #[must_use]
    pub const fn with_patience(mut self, current: Duration, backup: Duration) -> Self {
        self.current_patience = current;
        self.backup_patience = backup;
        self
    }

    /// Sets the release times, arc included, of the grid relays and of the battery contactors.
    #[must_use]
    pub const fn with_release_times(mut self, relays: Duration, contactors: Duration) -> Self {
        self.relay_release = relays;
        self.contactor_release = contactors;
        self
    }
}

/// What a step is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct SafeStopInputs {
    /// Battery current.
    pub current: Input<Current>,
    /// Voltage of the backup output, RMS.
    pub backup: Input<Voltage>,
}

impl SafeStopInputs {
    /// Creates inputs.
    pub const fn new(current: Input<Current>, backup: Input<Voltage>) -> Self {
        Self { current, backup }
    }
}

/// Number that an application gives to a cause, such as the id of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Cause(pub u16);

/// What a stop demands, as levels. Once demanded, each stays demanded until the stop is reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct SafeStopWants {
    /// Every gate off. Hardware has done so already where the cause was its own.
    pub gates_off: bool,
    /// Every grid relay's coil off.
    pub grid_open: bool,
    /// Battery contactors open.
    pub battery_open: bool,
    /// Neutral bond of the backup output open.
    pub bond_open: bool,
    /// Discharge of the DC link on.
    pub discharge: bool,
}

/// What ended the wait before a stage of the stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Ended {
    /// What was waited for was measured.
    Measured,
    /// Patience was over; what was waited for was not measured.
    TimedOut,
}

/// When each stage of a stop came, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Progress {
    /// The first cause, when gates and grid relays went off.
    pub cause: Cause,
    /// When.
    pub begun: Instant,
    /// Battery contactors opened: when, and whether current had fallen.
    pub battery: Option<(Instant, Ended)>,
    /// The neutral bond opened ([`Ended::Measured`]), or was left where it is because the backup output never read dead.
    pub bond: Option<(Instant, Ended)>,
    /// Discharge went on: the end of the stop.
    pub discharge: Option<Instant>,
}

/// Stops a system in order, whatever the cause and however many come.
///
/// 1. In the step of the first cause: every gate off, and every grid relay's coil off. Below the peak of the grid's voltage a
///    bridge conducts through its diodes with every gate off, so the relays follow at once and never wait for a zero crossing.
/// 2. Battery contactors, once the current is under the break limit or the patience for it is over.
/// 3. The neutral bond, once the relays have released and the backup output is measured dead. If it never is, the bond stays.
/// 4. Discharge, once the contactors have released and the bond is done with.
///
/// The order never goes back. A sensor that fails says nothing: the patience then ends the wait.
#[derive(Debug)]
pub struct SafeStop {
    config: SafeStopConfig,
    progress: Option<Progress>,
    last: Option<Cause>,
}

impl SafeStop {
    /// Creates a stop that has not begun.
    pub const fn new(config: SafeStopConfig) -> Self {
        Self {
            config,
            progress: None,
            last: None,
        }
    }

    /// Begins the stop. A cause that comes while one is under way is noted, and changes nothing else.
    pub fn demand(&mut self, now: Instant, cause: Cause) {
        self.last = Some(cause);
        self.progress.get_or_insert(Progress {
            cause,
            begun: now,
            battery: None,
            bond: None,
            discharge: None,
        });
    }

    /// Moves on as far as the inputs and the time allow.
    pub fn step(&mut self, now: Instant, inputs: SafeStopInputs) -> SafeStopWants {
        if let Some(progress) = &mut self.progress {
            self.config.advance(progress, now, inputs);
        }
        self.wants()
    }

    /// Returns what is demanded now.
    pub const fn wants(&self) -> SafeStopWants {
        match &self.progress {
            None => SafeStopWants {
                gates_off: false,
                grid_open: false,
                battery_open: false,
                bond_open: false,
                discharge: false,
            },
            Some(progress) => SafeStopWants {
                gates_off: true,
                grid_open: true,
                battery_open: progress.battery.is_some(),
                bond_open: matches!(progress.bond, Some((_, Ended::Measured))),
                discharge: progress.discharge.is_some(),
            },
        }
    }

    /// Returns when each stage came, or `None` where no stop was demanded.
    pub const fn progress(&self) -> Option<&Progress> {
        self.progress.as_ref()
    }

    /// Returns the cause that came last.
    pub const fn last_cause(&self) -> Option<Cause> {
        self.last
    }

    /// Forgets a stop that has come to its end, and returns whether it had. Call when no cause persists.
    pub fn reset(&mut self) -> bool {
        let ended = self
            .progress
            .is_some_and(|progress| progress.discharge.is_some());
        if ended {
            self.progress = None;
            self.last = None;
        }
        ended
    }
}

impl SafeStopConfig {
    fn advance(&self, progress: &mut Progress, now: Instant, inputs: SafeStopInputs) {
        let elapsed = now.saturating_since(progress.begun);
        if progress.battery.is_none() {
            let current = fresh(inputs.current, now, self.max_age);
            let low = current.is_some_and(|current| current.abs() <= self.break_limit);
            progress.battery = ended(low, elapsed >= self.current_patience, now);
        }
        if progress.bond.is_none() && elapsed >= self.relay_release {
            let backup = fresh(inputs.backup, now, self.max_age);
            let dead = backup.is_some_and(|backup| backup.abs() < self.backup_dead);
            progress.bond = ended(dead, elapsed >= self.backup_patience, now);
        }
        if let (Some((opened, _)), Some(_), None) =
            (progress.battery, progress.bond, progress.discharge)
        {
            if now.saturating_since(opened) >= self.contactor_release {
                progress.discharge = Some(now);
            }
        }
    }
}

fn fresh<T>(input: Input<T>, now: Instant, max_age: Duration) -> Option<T> {
    input.ok()?.fresh(now, max_age).ok()
}

fn ended(measured: bool, timed_out: bool, now: Instant) -> Option<(Instant, Ended)> {
    match (measured, timed_out) {
        (true, _) => Some((now, Ended::Measured)),
        (false, true) => Some((now, Ended::TimedOut)),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests;
