//! Tests whether a contact opens, by the voltage that appears across it.

use super::{ConfigError, Held, causes, usable};
use crate::{Contacts, Input, Instant, Path, PathId, Unusable, Voltage};
use core::time::Duration;

/// What tells an open contact from a closed one.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct WeldConfig {
    difference: Voltage,
    closed: Voltage,
    settle: Duration,
    discharge: Duration,
    max_age: Duration,
}

impl WeldConfig {
    /// Describes the test: the difference that has to appear across a contact that opens, the most there is across a closed one,
    /// how long contacts take to rest after a command, and how long the discharge takes to make the difference.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Ambiguous`] unless the difference is more than what a closed contact shows.
    pub fn new(
        difference: Voltage,
        closed: Voltage,
        settle: Duration,
        discharge: Duration,
        max_age: Duration,
    ) -> Result<Self, ConfigError> {
        if closed < Voltage::ZERO || difference <= closed {
            return Err(ConfigError::Ambiguous);
        }
        Ok(Self {
            difference,
            closed,
            settle,
            discharge,
            max_age,
        })
    }
}

/// What a step of [`WeldTest`] is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct WeldInputs {
    /// Voltage of the source, before the contacts.
    pub source: Input<Voltage>,
    /// Voltage across the contact under test.
    pub across: Input<Voltage>,
}

impl WeldInputs {
    /// Creates inputs.
    pub const fn new(source: Input<Voltage>, across: Input<Voltage>) -> Self {
        Self { source, across }
    }
}

/// What a test came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum WeldVerdict {
    /// The stated difference appeared across it.
    Opens,
    /// A commanded discharge did not make a difference appear. A discharge that is broken looks the same.
    Welded,
    /// The stated difference was there while it was told to be closed.
    StuckOpen,
    /// Nothing can be said.
    Inconclusive(WeldDoubt),
}

/// Why a test says nothing about the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum WeldDoubt {
    /// An input could not be used.
    Input(Unusable),
    /// The path is not the one that the test was started for.
    OtherPath,
    /// A contact that the path watches moved without the test wanting it, or a part reset.
    Moved,
    /// The contact or one of its partners was not closed at the start. The test closes nothing.
    NotClosed,
    /// The levels that the test wants were not commanded in time.
    NotCommanded,
    /// The source is below the difference that has to appear.
    SourceLow,
    /// There is more across the contact than when closed, and less than when open.
    Unclear,
}
causes!(WeldDoubt);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Rest,
    NotClosed,
    /// All are closed still.
    Closed,
    /// The contact under test is told to open.
    Opened,
    /// And the load side is discharged.
    Discharging,
}

/// Opens one contact while its partners stay closed, and looks for the voltage across it.
///
/// Where the load side keeps its charge there is no difference across an open contact: that is no weld, so the test commands a
/// discharge before it says so. Levels only ever go from closed to open: a contact that closed again onto a discharged load
/// would weld for good. So one run tests one contact; take another next time, or let precharge find it.
///
/// The caller sees to it that the current is below the break limit, and that nothing charges the load side. No proof comes of
/// it: what opened once says nothing of the next time.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct WeldTest {
    config: WeldConfig,
    path: Option<PathId>,
    contact: Contacts,
    partners: Contacts,
    phase: Phase,
    since: Instant,
    held: Held,
}

impl WeldTest {
    /// Creates a test at rest.
    pub const fn new(config: WeldConfig) -> Self {
        Self {
            config,
            path: None,
            contact: Contacts::NONE,
            partners: Contacts::NONE,
            phase: Phase::Rest,
            since: Instant::ORIGIN,
            held: Held(None),
        }
    }

    /// Begins the test of `contact`, which is closed on `path` as are all `partners` in series with it.
    pub fn start(&mut self, now: Instant, path: &Path, contact: u32, partners: Contacts) {
        self.path = Some(path.id());
        self.contact = Contacts::only(contact);
        self.partners = partners - self.contact;
        let all = self.contact | self.partners;
        let closed = !self.contact.is_empty() && path.levels().contains(all);
        self.enter(
            if closed {
                Phase::Closed
            } else {
                Phase::NotClosed
            },
            now,
        );
    }

    /// Gives the test up; all open.
    pub const fn release(&mut self) {
        self.phase = Phase::Rest;
    }

    /// Returns which of the contact and its partners have to be closed now. At rest: none.
    pub fn contacts(&self) -> Contacts {
        match self.phase {
            Phase::Rest | Phase::NotClosed => Contacts::NONE,
            Phase::Closed => self.contact | self.partners,
            Phase::Opened | Phase::Discharging => self.partners,
        }
    }

    /// Returns whether the load side has to be discharged now.
    pub const fn discharge(&self) -> bool {
        matches!(self.phase, Phase::Discharging)
    }

    /// Judges one set of inputs, and returns the verdict when there is one.
    pub fn step(&mut self, now: Instant, path: &Path, inputs: WeldInputs) -> Option<WeldVerdict> {
        if self.phase == Phase::Rest {
            return None;
        }
        let verdict = self
            .judge(now, path, inputs)
            .unwrap_or_else(|doubt| Some(WeldVerdict::Inconclusive(doubt)));
        if verdict.is_some() {
            self.release();
        }
        verdict
    }

    fn enter(&mut self, phase: Phase, now: Instant) {
        self.phase = phase;
        self.since = now;
        self.held = Held(None);
    }

    fn judge(
        &mut self,
        now: Instant,
        path: &Path,
        inputs: WeldInputs,
    ) -> Result<Option<WeldVerdict>, WeldDoubt> {
        if self.path != Some(path.id()) {
            return Err(WeldDoubt::OtherPath);
        }
        if self.phase == Phase::NotClosed {
            return Err(WeldDoubt::NotClosed);
        }
        let config = self.config;
        let all = self.contact | self.partners;
        let held = self.held.since(now, path, all, self.contacts())?;
        if held.is_none() && now.saturating_since(self.since) > config.settle {
            return Err(WeldDoubt::NotCommanded);
        }
        // until the levels are held no reading is late enough
        let settled = held.unwrap_or(now).saturating_add(config.settle);
        let source = usable(inputs.source, now, config.max_age, settled)?;
        let across = usable(inputs.across, now, config.max_age, settled)?;
        let (Some(source), Some(across)) = (source, across) else {
            return Ok(None);
        };
        if source.value.abs() < config.difference {
            return Err(WeldDoubt::SourceLow);
        }
        let across = across.value.abs();
        let (apart, together) = (across >= config.difference, across <= config.closed);
        match self.phase {
            Phase::Rest | Phase::NotClosed => {}
            Phase::Closed if apart => return Ok(Some(WeldVerdict::StuckOpen)),
            Phase::Closed if together => self.enter(Phase::Opened, now),
            Phase::Closed => return Err(WeldDoubt::Unclear),
            Phase::Opened | Phase::Discharging if apart => return Ok(Some(WeldVerdict::Opens)),
            Phase::Opened => self.enter(Phase::Discharging, now),
            Phase::Discharging if now.saturating_since(self.since) < config.discharge => {}
            Phase::Discharging if together => return Ok(Some(WeldVerdict::Welded)),
            Phase::Discharging => return Err(WeldDoubt::Unclear),
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
