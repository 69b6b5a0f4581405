//! Simulated relays in series, with what can be wrong with them.

use alloc::{rc::Rc, vec::Vec};
use core::{cell::RefCell, time::Duration};
use hal_conformance::weld::Trouble;
use hal_power::{Contacts, Instant};
use hal_power_sim::{
    World,
    model::relay::{Defect, FULL, Relay, Sheet},
};

/// Half a period of a contact that goes to and fro.
const FLICKER: Duration = Duration::from_millis(1);

/// Relays of one kind.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) usual: Sheet,
    /// The latest that its contact may move.
    pub(crate) slowest: Sheet,
    /// The longest that its contact may go to and fro.
    pub(crate) bounces_for: Duration,
}

struct Contact {
    relay: Rc<RefCell<Relay>>,
    bounces: bool,
    commanded: bool,
    changed: Instant,
}

/// Relays and what is commanded of them.
pub(crate) struct Bank {
    world: World,
    kind: Kind,
    contacts: Vec<Contact>,
    levels: Contacts,
}

impl Bank {
    pub(crate) fn new(world: &World, kind: Kind, count: usize) -> Self {
        let contact = || Contact {
            relay: Relay::new(world.clock(), kind.usual),
            bounces: false,
            commanded: false,
            changed: Instant::ORIGIN,
        };
        Self {
            contacts: (0..count).map(|_| contact()).collect(),
            world: world.clone(),
            kind,
            levels: Contacts::NONE,
        }
    }

    /// Makes a contact go wrong; other troubles are none of a contact.
    pub(crate) fn impose(&mut self, trouble: Trouble) {
        let kind = self.kind;
        let mut change = |number: u32, change: &dyn Fn(&mut Contact)| {
            let contact = usize::try_from(number).ok();
            if let Some(contact) = contact.and_then(|index| self.contacts.get_mut(index)) {
                change(contact);
            }
        };
        let defect = |defect| {
            move |contact: &mut Contact| contact.relay.borrow_mut().set_defect(Some(defect))
        };
        match trouble {
            Trouble::Welded(contact) => change(contact, &defect(Defect::Welded)),
            Trouble::StuckOpen(contact) => change(contact, &defect(Defect::StuckOpen)),
            Trouble::Slow(contact) => change(contact, &|contact| {
                contact.relay.borrow_mut().set_sheet(kind.slowest);
            }),
            Trouble::Bouncing(contact) => change(contact, &|contact| contact.bounces = true),
            _ => {}
        }
    }

    pub(crate) fn command(&mut self, levels: Contacts) {
        let now = self.world.now();
        for (number, contact) in (0..).zip(&mut self.contacts) {
            let level = levels.is_closed(number);
            if contact.commanded != level {
                (contact.commanded, contact.changed) = (level, now);
            }
            contact
                .relay
                .borrow_mut()
                .drive(if level { FULL } else { 0 });
        }
        self.levels = levels;
    }

    pub(crate) const fn levels(&self) -> Contacts {
        self.levels
    }

    /// Which contacts are closed now.
    pub(crate) fn closed(&self) -> Contacts {
        let contacts = (0..).zip(&self.contacts);
        contacts.fold(Contacts::NONE, |all, (number, contact)| {
            let is_closed = contact.relay.borrow().is_closed() != self.flickers(contact);
            all.with(number, is_closed)
        })
    }

    /// Whether a contact that bounces is on its way back.
    fn flickers(&self, contact: &Contact) -> bool {
        let sheet = self.kind.usual;
        let travel = if contact.commanded {
            sheet.operate
        } else {
            sheet.release
        };
        let since = self.world.now().saturating_since(contact.changed);
        let bounces = contact.bounces && contact.changed > Instant::ORIGIN;
        let Some(arrived) = since.checked_sub(travel).filter(|_| bounces) else {
            return false;
        };
        arrived < self.kind.bounces_for && (arrived.as_micros() / FLICKER.as_micros()) % 2 == 1
    }
}

/// How sensors answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sensors {
    Live,
    Silent,
    Stale,
}

impl Sensors {
    /// A trouble of sensors makes them answer otherwise.
    pub(crate) fn impose(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::Silent => *self = Self::Silent,
            Trouble::Stale => *self = Self::Stale,
            _ => {}
        }
    }

    /// What they say, of what they would say if they were live and what they said last.
    pub(crate) fn say<T: Copy>(
        self,
        live: T,
        last: &mut Option<T>,
    ) -> Result<T, hal_power::ErrorKind> {
        match self {
            Self::Silent => Err(hal_power::ErrorKind::Bus),
            Self::Live => Ok(*last.insert(live)),
            Self::Stale => Ok(*last.get_or_insert(live)),
        }
    }
}
