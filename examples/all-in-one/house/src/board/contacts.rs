//! Simulated contacts: coils, and where their contacts are some milliseconds later.

use super::bank::{Part, RelayDriver};
use crate::{
    chronicle::{Chronicle, Fact},
    plant::Paths,
    settings::CHAIN,
};
use all_in_one_firmware::{
    contact,
    hal_inverter::Channel,
    hal_power::{Contacts, ErrorType, Instant, Positions, asynch::ContactFeedback},
};
use alloc::{rc::Rc, vec::Vec};
use core::{cell::RefCell, convert::Infallible, time::Duration};
use hal_power_sim::{Pin, World, clock::Clock};

/// Contacts in the bank.
pub(super) const COUNT: u32 = 8;

/// A relay or contactor's times.
#[derive(Debug, Clone, Copy)]
struct Times {
    operate: Duration,
    release: Duration,
}

/// HF165F grid relay.
const RELAY: Times = Times {
    operate: Duration::from_millis(15),
    release: Duration::from_millis(10),
};

/// EVC135 contactor, bounce and arc included.
const CONTACTOR: Times = Times {
    operate: Duration::from_millis(25),
    release: Duration::from_millis(10),
};

/// Time that the slowest contact takes to rest after a command.
pub(crate) const REST: Duration = CONTACTOR.operate;
/// Time from a grid relay's coil going off until its contact is open.
pub(crate) const RELAY_RELEASE: Duration = RELAY.release;
/// Time from a grid relay's coil going on until its contact is closed.
pub(crate) const RELAY_OPERATE: Duration = RELAY.operate;
/// Time from a contactor's coil going off until its contact is open.
pub(crate) const CONTACTOR_RELEASE: Duration = CONTACTOR.release;

fn times(index: u32) -> Times {
    match index {
        contact::BATTERY_POSITIVE | contact::BATTERY_NEGATIVE => CONTACTOR,
        _ => RELAY,
    }
}

/// Coils and contacts.
#[derive(Debug)]
struct State {
    coils: Contacts,
    closed: Contacts,
    /// Contacts that stay closed whatever their coils do.
    welded: Contacts,
    /// Contacts that stay open whatever their coils do.
    stuck: Contacts,
    /// When each coil last changed.
    changed: [Instant; COUNT as usize],
}

/// The relays: a part that drives coils, and contacts that follow them.
pub(crate) struct Coils {
    state: RefCell<State>,
    part: Part,
    /// The coils of a channel's contacts have no supply while its line is high.
    inhibits: [Pin; 2],
    /// The coils of the battery's contacts have a supply while this line is high.
    release: Pin,
    clock: Clock,
    chronicle: Rc<Chronicle>,
}

impl Coils {
    pub(super) fn new(world: &World, driver: RelayDriver, chronicle: Rc<Chronicle>) -> Rc<Self> {
        Rc::new(Self {
            part: Part::new(world, driver),
            inhibits: [world.pin(false), world.pin(false)],
            release: world.pin(false),
            clock: world.clock(),
            state: RefCell::new(State {
                coils: Contacts::NONE,
                closed: Contacts::NONE,
                welded: Contacts::NONE,
                stuck: Contacts::NONE,
                changed: [Instant::ORIGIN; COUNT as usize],
            }),
            chronicle,
        })
    }

    /// Lets contacts follow their coils up to now. Each is noted at the time at which it moved.
    pub(crate) fn settle(&self) -> Contacts {
        let now = self.clock.now();
        let mut state = self.state.borrow_mut();
        let mut moves = Vec::new();
        for (index, changed) in (0..COUNT).zip(state.changed) {
            let coil = ((state.coils | state.welded) - state.stuck).is_closed(index);
            let times = times(index);
            let due = changed.saturating_add(if coil { times.operate } else { times.release });
            if state.closed.is_closed(index) != coil && due <= now {
                moves.push((due, index, coil));
            }
        }
        moves.sort_unstable();
        for together in moves.chunk_by(|(one, ..), (other, ..)| one == other) {
            for (_, index, coil) in together {
                state.closed = state.closed.with(*index, *coil);
            }
            if let Some((due, ..)) = together.first() {
                self.chronicle.note(*due, Fact::Closed(state.closed));
            }
        }
        state.closed
    }

    /// Welds a contact: it closes now, and for good.
    pub(crate) fn weld(&self, index: u32) {
        self.breaks(index, true);
    }

    /// Makes a contact stick: it opens now, and for good.
    pub(crate) fn stick(&self, index: u32) {
        self.breaks(index, false);
    }

    fn breaks(&self, index: u32, closed: bool) {
        self.settle();
        let now = self.clock.now();
        let mut state = self.state.borrow_mut();
        let (set, fact) = if closed {
            (&mut state.welded, Fact::Welds(index))
        } else {
            (&mut state.stuck, Fact::Sticks(index))
        };
        *set = set.with(index, true);
        self.chronicle.note(now, fact);
        if state.closed.is_closed(index) != closed {
            state.closed = state.closed.with(index, closed);
            self.chronicle.note(now, Fact::Closed(state.closed));
        }
    }

    /// The part that drives them.
    pub(super) const fn part(&self) -> &Part {
        &self.part
    }

    /// The lines by which the channels take the supply.
    pub(super) fn inhibits(&self) -> [Pin; 2] {
        self.inhibits.clone()
    }

    /// The line by which the battery supplies the coils of its contacts.
    pub(super) fn release(&self) -> Pin {
        self.release.clone()
    }

    /// Coils without a supply, whatever the part drives.
    fn inhibited(&self) -> Contacts {
        let held = self.inhibits.iter().zip([Channel::A, Channel::B]);
        let held = held
            .filter(|(line, _)| line.level())
            .fold(Contacts::NONE, |all, (_, channel)| {
                all | channel.opens(&CHAIN)
            });
        if self.release.level() {
            held
        } else {
            held | Contacts::first(contact::LINE_A)
        }
    }

    /// Lets the coils be what the part drives now and is supplied.
    pub(crate) fn follow(&self) {
        self.settle();
        let coils = self.part.driven() - self.inhibited();
        let now = self.clock.now();
        let mut state = self.state.borrow_mut();
        for index in 0..COUNT {
            if state.coils.is_closed(index) != coils.is_closed(index)
                && let Some(changed) = usize::try_from(index)
                    .ok()
                    .and_then(|index| state.changed.get_mut(index))
            {
                *changed = now;
            }
        }
        if state.coils != coils {
            state.coils = coils;
            self.chronicle.note(now, Fact::Coils(coils));
        }
    }
}

/// The mirror contact of the neutral bond.
pub(crate) struct BondMirror(pub(super) Rc<Coils>);

impl ErrorType for BondMirror {
    type Error = Infallible;
}

impl ContactFeedback for BondMirror {
    async fn positions(&mut self) -> Result<Positions, Infallible> {
        let bond = Contacts::only(contact::NEUTRAL_BOND);
        Ok(Positions::new(self.0.settle() & bond, bond))
    }
}

/// What closed contacts conduct.
pub(crate) fn paths(closed: Contacts) -> Paths {
    let both = |one, other| closed.is_closed(one) && closed.is_closed(other);
    Paths {
        precharge: both(contact::PRECHARGE, contact::BATTERY_NEGATIVE),
        battery: both(contact::BATTERY_POSITIVE, contact::BATTERY_NEGATIVE),
        line: both(contact::LINE_A, contact::LINE_B),
        neutral: both(contact::NEUTRAL_A, contact::NEUTRAL_B),
        bond: closed.is_closed(contact::NEUTRAL_BOND),
    }
}
