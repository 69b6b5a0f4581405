//! The coil of a contactor, what is between it and its command, and its heat.

use crate::model::{
    armature::nanos,
    real,
    relay::FULL,
    thermal::{Body, Heating, Thermal},
};
use core::time::Duration;
use hal_power::Power;

/// Gives a coil its whole command to pull in, and a share of it to hold.
#[derive(Debug, Clone, Copy)]
pub struct Economiser {
    /// Time with the whole command.
    pub pull_in: Duration,
    /// Share of [`FULL`] that holds.
    pub hold: u16,
}

/// What is wrong with an economiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EconomiserDefect {
    /// It never reduces: the coil overheats.
    StaysFull,
    /// It gives nothing to hold: the armature drops.
    DropsOut,
}

/// What a coil turns to heat.
#[derive(Debug, Clone, Copy)]
pub struct CoilHeat {
    /// Power at full drive; it goes with the square of the share.
    pub full: Power,
    /// The coil.
    pub body: Body,
}

#[derive(Debug)]
pub(super) struct Coil {
    economiser: Option<Economiser>,
    pub(super) defect: Option<EconomiserDefect>,
    heat: Option<(f64, Thermal)>,
    command: u16,
    /// Commanded since then, in ns.
    since: u64,
    burnt: bool,
}

impl Coil {
    pub(super) fn new(economiser: Option<Economiser>, heat: Option<CoilHeat>) -> Self {
        Self {
            economiser,
            defect: None,
            heat: heat.map(|heat| (real::watts(heat.full), Thermal::new(heat.body))),
            command: 0,
            since: 0,
            burnt: false,
        }
    }

    pub(super) const fn command(&mut self, at: u64, share: u16) {
        if self.command == 0 {
            self.since = at;
        }
        self.command = share;
    }

    /// Returns the drive of the coil.
    pub(super) fn share(&self, at: u64) -> u16 {
        match (self.burnt, self.economiser) {
            (true, _) => 0,
            (false, Some(economiser)) if at >= self.reduces(economiser) => match self.defect {
                Some(EconomiserDefect::StaysFull) => self.command,
                Some(EconomiserDefect::DropsOut) => 0,
                None => {
                    let held = u32::from(self.command) * u32::from(economiser.hold);
                    u16::try_from(held / u32::from(FULL)).unwrap_or(FULL)
                }
            },
            (false, _) => self.command,
        }
    }

    fn reduces(&self, economiser: Economiser) -> u64 {
        self.since.saturating_add(nanos(economiser.pull_in))
    }

    /// Returns when it next switches or burns out, at the latest `until`.
    pub(super) fn next(&self, at: u64, until: u64) -> u64 {
        let reduces = self.economiser.map(|economiser| self.reduces(economiser));
        let until = reduces
            .filter(|reduces| *reduces > at)
            .map_or(until, |reduces| until.min(reduces));
        let burns = self
            .heat
            .as_ref()
            .filter(|_| !self.burnt)
            .and_then(|(full, thermal)| {
                let span = real::seconds(until.saturating_sub(at));
                thermal.reaches_limit(&[self.heating(*full, at)], span)
            });
        // from the next nanosecond on, so that time goes on
        burns.map_or(until, |burns| {
            until.min(at.saturating_add(real::nanos(burns)) + 1)
        })
    }

    pub(super) fn pass(&mut self, from: u64, to: u64) {
        let span = real::seconds(to.saturating_sub(from));
        let share = self.share(from);
        if let Some((full, thermal)) = &mut self.heat {
            thermal.pass(&[heating(*full, share)], span);
            self.burnt |= thermal.is_at_limit();
        }
    }

    fn heating(&self, full: f64, at: u64) -> Heating {
        heating(full, self.share(at))
    }

    pub(super) fn celsius(&self) -> Option<f64> {
        self.heat.as_ref().map(|(_, thermal)| thermal.celsius())
    }

    pub(super) const fn is_burnt(&self) -> bool {
        self.burnt
    }
}

fn heating(full: f64, share: u16) -> Heating {
    let share = f64::from(share) / f64::from(FULL);
    Heating::steady(full * share * share)
}
