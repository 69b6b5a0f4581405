//! A high-voltage contactor: a coil with its economiser, contacts that weld, burn and wear, and a mirror that goes with them.
//!
//! Written from what data sheets of contactors state, not from any one part. The coil takes its full drive to pull in and holds
//! with less; an economiser in between does that by itself. Contacts last so many makes at this voltage across them, and weld
//! beyond what the sheet lists; they break so much current in either direction, and beyond it draw an arc.
//!
//! An arc carries on the current for its time, or until the current is zero. Its energy is counted; what its voltage does to
//! the current is left out.

mod coil;

pub use coil::{CoilHeat, Economiser, EconomiserDefect};

use super::{
    armature::{Armature, nanos},
    real,
    relay::{self, Defect},
};
use coil::Coil;
use core::time::Duration;
use hal_power::{Current, Energy, Ratio, Temperature, Voltage};

/// What a data sheet says of a contactor.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// Times, and the drives of the coil.
    pub relay: relay::Sheet,
    /// Between command and coil; without one the coil is driven as commanded.
    pub economiser: Option<Economiser>,
    /// Heat of the coil, where it matters.
    pub coil: Option<CoilHeat>,
    /// Current that the contacts break while the battery discharges, as a magnitude.
    pub breaks_discharging: Current,
    /// The same while it charges.
    pub breaks_charging: Current,
    /// What happens beyond.
    pub arc: Arc,
    /// Makes that the contacts last, least voltage first. Beyond the last row one make welds them, as does a life used up.
    pub makes: &'static [MakeLife],
}

/// Makes that contacts last, up to this voltage across them.
///
/// It counts as far as it drives an inrush: what a precharge resistor takes of it is not across the contacts once they touch.
#[derive(Debug, Clone, Copy)]
pub struct MakeLife {
    /// Voltage across open contacts, as a magnitude.
    pub across: Voltage,
    /// Makes that use them up.
    pub operations: u32,
}

/// An arc between contacts that break more than they can.
#[derive(Debug, Clone, Copy)]
pub struct Arc {
    /// Time for which the current goes on.
    pub lasts: Duration,
    /// Voltage that turns its charge to heat in the contacts.
    pub voltage: Voltage,
    /// Heat of all arcs together that welds them.
    pub welds_at: Energy,
}

/// One contactor of a circuit, which tells it the time and what its contacts make and break.
#[derive(Debug)]
pub struct Contactor {
    sheet: Sheet,
    coil: Coil,
    armature: Armature,
    /// Time that it has come to, in ns.
    at: u64,
    touching: bool,
    /// An arc, until then.
    arc: Option<u64>,
    /// This operation's make is counted: what bounces is no other one.
    made: bool,
    makes: u32,
    life: f64,
    /// This operation's arc is counted.
    burnt: bool,
    arcs: u32,
    arced: f64,
}

impl Contactor {
    pub(super) fn new(sheet: Sheet, at: u64) -> Self {
        Self {
            sheet,
            coil: Coil::new(sheet.economiser, sheet.coil),
            armature: Armature::new(sheet.relay),
            at,
            touching: false,
            arc: None,
            made: false,
            makes: 0,
            life: 0.0,
            burnt: false,
            arcs: 0,
            arced: 0.0,
        }
    }

    /// Returns whether the contacts touch, as a mirror that is linked by force shows.
    pub const fn is_closed(&self) -> bool {
        self.touching
    }

    /// Returns whether current can flow: the contacts touch, or an arc burns between them.
    pub const fn conducts(&self) -> bool {
        self.touching || self.arc.is_some()
    }

    /// Returns whether the contacts are welded, on demand or by what they made and broke.
    pub fn is_welded(&self) -> bool {
        self.armature.defect == Some(Defect::Welded)
    }

    /// Returns how often the contacts closed a circuit. Bounce counts as one.
    pub const fn makes(&self) -> u32 {
        self.makes
    }

    /// Returns the share of their life that makes have used.
    pub fn life_used(&self) -> Ratio {
        real::ratio(self.life)
    }

    /// Returns how often an arc burnt between the contacts. What bounces strikes it again, which counts as one.
    pub const fn arcs(&self) -> u32 {
        self.arcs
    }

    /// Returns the heat of all arcs.
    pub fn arc_heat(&self) -> Energy {
        real::energy(self.arced)
    }

    /// Returns the coil's temperature; `None` where its heat is left out.
    pub fn coil_temperature(&self) -> Option<Temperature> {
        self.coil.celsius().map(real::temperature)
    }

    /// Returns whether the coil has burnt out.
    pub fn is_coil_burnt(&self) -> bool {
        self.coil.is_burnt()
    }

    pub(super) fn drive(&mut self, share: u16) {
        self.coil.command(self.at, share);
        self.follow_coil();
    }

    pub(super) fn set_defect(&mut self, defect: Option<Defect>) {
        self.armature.defect = defect;
    }

    pub(super) fn set_economiser_defect(&mut self, defect: Option<EconomiserDefect>) {
        self.coil.defect = defect;
        self.follow_coil();
    }

    pub(super) fn set_relay(&mut self, sheet: relay::Sheet) {
        self.armature.sheet = sheet;
    }

    /// Returns when something may next happen of itself, at the latest `until`.
    pub(super) fn next(&self, until: u64) -> u64 {
        let edge = self.armature.next_edge(self.at).unwrap_or(until);
        let until = until.min(edge).min(self.arc.unwrap_or(until));
        self.coil.next(self.at, until)
    }

    /// Lets time pass in which nothing happens before its end.
    pub(super) fn pass(&mut self, to: u64) {
        self.coil.pass(self.at, to);
        self.at = to;
        self.follow_coil();
    }

    fn follow_coil(&mut self) {
        let share = self.coil.share(self.at);
        if self.armature.driven() == 0 && share > 0 {
            (self.made, self.burnt) = (false, false);
        }
        self.armature.drive(self.at, share);
    }

    /// Returns whether the contacts have to touch now.
    pub(super) fn is_together(&self) -> bool {
        self.armature.is_closed(self.at)
    }

    /// The contacts touch; `inrush` is the voltage in V that nothing but the battery's resistance stands against.
    pub(super) fn touch(&mut self, inrush: f64) {
        self.touching = true;
        self.quench();
        let lasts = |row: &&MakeLife| inrush <= real::volts(row.across);
        let Some(row) = self.sheet.makes.iter().find(lasts) else {
            self.set_defect(Some(Defect::Welded));
            self.makes += u32::from(!self.made);
            self.made = true;
            return;
        };
        if !self.made {
            self.made = true;
            self.makes += 1;
            self.life += 1.0 / f64::from(row.operations.max(1));
        }
        if self.life >= 1.0 {
            self.set_defect(Some(Defect::Welded));
        }
    }

    /// The contacts part from a current in A, positive while the battery discharges.
    pub(super) fn part(&mut self, current: f64) {
        self.touching = false;
        let limit = if current > 0.0 {
            self.sheet.breaks_discharging
        } else {
            self.sheet.breaks_charging
        };
        if current.abs() > real::amps(limit) {
            self.arcs += u32::from(!self.burnt);
            self.burnt = true;
            self.arc = Some(self.at.saturating_add(nanos(self.sheet.arc.lasts)));
        }
    }

    pub(super) const fn is_arcing(&self) -> bool {
        self.arc.is_some()
    }

    /// Returns whether an arc has had its time.
    pub(super) fn is_arc_over(&self) -> bool {
        self.arc.is_some_and(|until| until <= self.at)
    }

    /// Heats the contacts by the charge in As that went through an arc.
    pub(super) fn burn(&mut self, charge: f64) {
        if self.is_arcing() {
            self.arced += charge.abs() * real::volts(self.sheet.arc.voltage);
        }
    }

    /// Ends an arc; contacts that had too much of it are welded from then on.
    pub(super) fn quench(&mut self) {
        let burnt = self.arced >= real::joules(self.sheet.arc.welds_at);
        if self.arc.take().is_some() && burnt {
            self.touching = true;
            self.set_defect(Some(Defect::Welded));
        }
    }
}
