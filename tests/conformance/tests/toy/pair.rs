//! A pair of contacts between a source of 100 V and a capacitor, and a test of it that closes each without the
//! other, and then both.

use core::{cell::Cell, marker::PhantomData, time::Duration};
use hal_conformance::{
    WeldBench,
    weld::{Finding, Trouble, Verdict},
};
use hal_power::{Contacts, Instant};
use hal_power_sim::World;

const MS: Duration = Duration::from_millis(1);
const BOTH: Contacts = Contacts::first(2);
/// Travel of a contact that is not slow and of one that is, and the bounce of one that bounces, in ms.
const TRAVEL: u64 = 4;
const SLOW: u64 = 8;
const BOUNCE: u64 = 6;
/// Ms until every contact rests, of a commanded discharge, and of the age up to which a reading is taken.
const REST: u64 = 15;
const DISCHARGE: u64 = 10;
const MAX_AGE: u64 = 3;

/// What is wrong with a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    DoubtsAlways,
    PassesWelds,
    PassesStuckOpen,
    NamesPartner,
    NamesBoth,
    SwapsContacts,
    NeverDischarges,
    DoesNotWait,
    IgnoresBounce,
    RemembersSource,
    SilenceIsZero,
    IgnoresAge,
    ClosesBlindly,
    BlamesTheContact,
    ClosesOntoWelds,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

#[derive(Clone, Copy, Default)]
struct Contact {
    told: bool,
    /// When it was told otherwise, in ms.
    at: Option<u64>,
    welded: bool,
    stuck: bool,
    slow: bool,
    bounces: bool,
}

impl Contact {
    fn is_closed(&self, now: u64) -> bool {
        let since = self.at.map_or(u64::MAX, |at| now - at);
        let travel = if self.slow { SLOW } else { TRAVEL };
        let flickers = self.bounces
            && since >= travel
            && since < travel.saturating_add(BOUNCE)
            && (since - travel) % 2 == 1;
        let rests = match (self.welded, self.stuck) {
            (true, _) => true,
            (_, true) => false,
            _ => self.told != (since < travel),
        };
        rests != flickers
    }
}

/// Source and load in V, and when they were read.
#[derive(Clone, Copy)]
struct Reading {
    source: f64,
    load: f64,
    at: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Only the partner is told to close, and then the load is discharged.
    Alone,
    Discharging,
    Open,
    Both,
    Ended,
}

/// The pair, its test, and what is wrong around them.
pub struct Bench<F> {
    world: World,
    contacts: [Contact; 2],
    load: f64,
    residual: bool,
    drifts: bool,
    absent: bool,
    silent: bool,
    stale: bool,
    last: Cell<Option<Reading>>,
    first_source: Option<f64>,
    tested: u32,
    phase: Phase,
    since: u64,
    flaw: PhantomData<F>,
}

impl<F: Flawed> Bench<F> {
    fn now(&self) -> u64 {
        self.world
            .now()
            .saturating_since(Instant::ORIGIN)
            .as_millis() as u64
    }

    fn is(&self, flaw: Flaw) -> bool {
        F::FLAW == flaw
    }

    fn source(&self) -> f64 {
        match (self.absent, self.drifts) {
            (true, _) => 0.0,
            (false, true) => 100.0 - 0.4 * self.now() as f64 % 40.0,
            (false, false) => 100.0,
        }
    }

    fn closed(&self) -> bool {
        let now = self.now();
        self.contacts.iter().all(|contact| contact.is_closed(now))
    }

    fn wants(&self) -> Contacts {
        let partner = Contacts::only(1 - self.tested);
        match self.phase {
            Phase::Alone if self.is(Flaw::ClosesOntoWelds) => BOTH,
            Phase::Alone | Phase::Discharging => partner,
            Phase::Open if self.is(Flaw::SwapsContacts) => BOTH - partner,
            Phase::Open | Phase::Ended => Contacts::NONE,
            Phase::Both => BOTH,
        }
    }

    fn drive(&mut self) {
        let (wants, now) = (self.wants(), self.now());
        for (number, contact) in (0..).zip(&mut self.contacts) {
            if contact.told != wants.is_closed(number) {
                (contact.told, contact.at) = (!contact.told, Some(now));
            }
        }
    }

    fn pass(&mut self) {
        self.world.clock().advance(MS);
        if self.closed() {
            self.load = self.source();
        } else if self.phase == Phase::Discharging {
            self.load *= 0.5;
        } else if !self.residual {
            self.load *= 0.8;
        }
    }

    /// What is read, `None` for an error.
    fn read(&self) -> Option<Reading> {
        let live = Reading {
            source: self.source(),
            load: self.load,
            at: self.now(),
        };
        if self.silent {
            return self.is(Flaw::SilenceIsZero).then_some(Reading {
                load: 0.0,
                source: 100.0,
                ..live
            });
        }
        let last = self.last.get().filter(|_| self.stale).unwrap_or(live);
        self.last.set(Some(last));
        Some(if self.is(Flaw::IgnoresAge) {
            Reading {
                at: live.at,
                ..last
            }
        } else {
            last
        })
    }

    fn enter(&mut self, phase: Phase) {
        (self.phase, self.since) = (phase, self.now());
    }

    fn find(&mut self, finding: Finding, contacts: Contacts) -> Option<Verdict> {
        self.phase = Phase::Ended;
        Some(Verdict::new(finding, contacts))
    }

    fn doubt(&mut self) -> Option<Verdict> {
        self.find(Finding::Doubtful, Contacts::NONE)
    }

    fn welded(&mut self) -> Option<Verdict> {
        let named = match F::FLAW {
            Flaw::NamesPartner => Contacts::only(1 - self.tested),
            Flaw::NamesBoth => BOTH,
            _ => Contacts::only(self.tested),
        };
        self.find(Finding::Welded, named)
    }

    fn rest(&self) -> u64 {
        match F::FLAW {
            Flaw::DoesNotWait => TRAVEL + 1,
            Flaw::IgnoresBounce => SLOW + 1,
            _ => REST,
        }
    }

    fn judge(&mut self) -> Option<Verdict> {
        let Some(reading) = self.read() else {
            return self.doubt();
        };
        if self.now() - reading.at > MAX_AGE {
            return self.doubt();
        }
        if self.is(Flaw::DoubtsAlways) {
            return self.doubt();
        }
        let first = *self.first_source.get_or_insert(reading.source);
        let source = if self.is(Flaw::RemembersSource) {
            first
        } else {
            reading.source
        };
        let blind = self.is(Flaw::ClosesBlindly) && self.phase != Phase::Both;
        if source < 50.0 && !blind && !self.is(Flaw::BlamesTheContact) {
            return self.doubt();
        }
        let waited = self.now() - self.since;
        let follows = source >= 50.0 && (source - reading.load).abs() < 5.0;
        match self.phase {
            Phase::Ended => self.doubt(),
            Phase::Discharging if waited < DISCHARGE => None,
            Phase::Alone | Phase::Open | Phase::Both if waited < self.rest() => None,
            Phase::Alone if self.is(Flaw::NeverDischarges) && follows => self.welded(),
            Phase::Alone => {
                self.enter(Phase::Discharging);
                None
            }
            Phase::Discharging if follows && !self.is(Flaw::PassesWelds) => self.welded(),
            Phase::Discharging => {
                self.enter(Phase::Open);
                None
            }
            Phase::Open if self.tested == 0 => {
                self.tested = 1;
                self.enter(Phase::Alone);
                None
            }
            Phase::Open => {
                self.enter(Phase::Both);
                None
            }
            Phase::Both if follows || self.is(Flaw::PassesStuckOpen) => {
                self.find(Finding::Isolates, BOTH)
            }
            Phase::Both => self.find(Finding::StuckOpen, BOTH),
        }
    }
}

impl<F: Flawed> WeldBench for Bench<F> {
    const STEPS: u32 = 100;
    const NOTICE: Duration = Duration::from_millis(5);

    fn new() -> Self {
        let world = World::new();
        world.clock().advance(MS * 100);
        Self {
            world,
            contacts: [Contact::default(); 2],
            load: 0.0,
            residual: false,
            drifts: false,
            absent: false,
            silent: false,
            stale: false,
            last: Cell::new(None),
            first_source: None,
            tested: 0,
            phase: Phase::Ended,
            since: 0,
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn paths() -> &'static [Contacts] {
        const { &[BOTH] }
    }

    fn impose(&mut self, trouble: Trouble) {
        let contacts = &mut self.contacts;
        match trouble {
            Trouble::Welded(contact) => contacts[contact as usize].welded = true,
            Trouble::StuckOpen(contact) => contacts[contact as usize].stuck = true,
            Trouble::Slow(contact) => contacts[contact as usize].slow = true,
            Trouble::Bouncing(contact) => contacts[contact as usize].bounces = true,
            Trouble::Residual => (self.residual, self.load) = (true, 100.0),
            Trouble::Drift => self.drifts = true,
            Trouble::Absent => self.absent = true,
            Trouble::Silent => self.silent = true,
            Trouble::Stale => self.stale = true,
        }
    }

    fn start(&mut self, _contact: u32) {
        self.enter(Phase::Alone);
    }

    fn step(&mut self) -> Option<Verdict> {
        self.drive();
        self.pass();
        self.judge()
    }

    fn levels(&self) -> Contacts {
        let contacts = (0..).zip(&self.contacts);
        contacts.fold(Contacts::NONE, |all, (number, contact)| {
            all.with(number, contact.told)
        })
    }
}
