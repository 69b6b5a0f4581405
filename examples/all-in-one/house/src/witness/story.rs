//! Questions to a chronicle.

use crate::chronicle::{Condition, Fact};
use all_in_one_firmware::{
    Event, Proof, Stage, State, contact,
    hal_power::{Contacts, Instant, PathId},
};
use alloc::vec::Vec;

/// Contacts of the grid relays.
pub(super) fn grid_contacts() -> Contacts {
    let upto_bond = Contacts::first(contact::NEUTRAL_BOND);
    upto_bond - Contacts::first(contact::LINE_A)
}

/// Main contactors of the battery.
pub(super) fn main_contactors() -> Contacts {
    Contacts::only(contact::BATTERY_POSITIVE) | Contacts::only(contact::BATTERY_NEGATIVE)
}

/// The battery's contactors, precharge included.
pub(super) fn battery_contacts() -> Contacts {
    Contacts::first(contact::LINE_A)
}

/// Facts in the order of time.
#[derive(Clone, Copy)]
pub(super) struct Story<'a>(pub(super) &'a [(Instant, Fact)]);

impl Story<'_> {
    /// Time of the first fact from `from` on that is wanted.
    pub(super) fn first(&self, from: Instant, wanted: impl Fn(&Fact) -> bool) -> Option<Instant> {
        let mut facts = self.0.iter();
        facts
            .find(|(at, fact)| *at >= from && wanted(fact))
            .map(|(at, _)| *at)
    }

    /// First time from `from` on at which what `known` makes of the facts so far is wanted: `from` itself where it is at its end.
    fn first_when<S: Default>(
        &self,
        from: Instant,
        known: impl Fn(&mut S, &Fact),
        wanted: impl Fn(&S) -> bool,
    ) -> Option<Instant> {
        let mut state = S::default();
        let (before, after) = self
            .0
            .split_at(self.0.partition_point(|(at, _)| *at <= from));
        for (_, fact) in before {
            known(&mut state, fact);
        }
        if wanted(&state) {
            return Some(from);
        }
        after.iter().find_map(|(at, fact)| {
            known(&mut state, fact);
            wanted(&state).then_some(*at)
        })
    }

    /// When a condition first begins.
    pub(super) fn begins(&self, from: Instant, condition: Condition) -> Option<Instant> {
        self.first(from, |fact| *fact == Fact::Now(condition, true))
    }

    /// First time from `from` on at which a condition holds, or does not.
    pub(super) fn when(&self, from: Instant, condition: Condition, holds: bool) -> Option<Instant> {
        self.first_when(
            from,
            |state: &mut bool, fact| {
                if let Fact::Now(found, now) = fact
                    && *found == condition
                {
                    *state = *now;
                }
            },
            |state| *state == holds,
        )
    }

    /// First time from `from` on at which no gate of the stages is on.
    pub(super) fn gates_off(&self, from: Instant, stages: &[Stage]) -> Option<Instant> {
        self.first_when(
            from,
            |on: &mut Vec<Stage>, fact| {
                if let Fact::Gates(stage, is_on) = fact
                    && stages.contains(stage)
                {
                    on.retain(|other| other != stage);
                    if *is_on {
                        on.push(*stage);
                    }
                }
            },
            Vec::is_empty,
        )
    }

    /// First time from `from` on at which none of the coils is energised.
    pub(super) fn coils_off(&self, from: Instant, coils: Contacts) -> Option<Instant> {
        self.first_when(
            from,
            |state: &mut Contacts, fact| {
                if let Fact::Coils(found) = fact {
                    *state = *found & coils;
                }
            },
            |state| state.is_empty(),
        )
    }

    /// First time from `from` on at which none of the contacts is closed.
    pub(super) fn open(&self, from: Instant, contacts: Contacts) -> Option<Instant> {
        self.first_when(
            from,
            |state: &mut Contacts, fact| {
                if let Fact::Closed(found) = fact {
                    *state = *found & contacts;
                }
            },
            |state| state.is_empty(),
        )
    }

    /// First time from `from` on at which all of the contacts are closed.
    pub(super) fn closed(&self, from: Instant, contacts: Contacts) -> Option<Instant> {
        self.first_when(
            from,
            |state: &mut Contacts, fact| {
                if let Fact::Closed(found) = fact {
                    *state = *found & contacts;
                }
            },
            |state| *state == contacts,
        )
    }

    /// When the firmware first enters a state.
    pub(super) fn enters(&self, from: Instant, state: State) -> Option<Instant> {
        self.first(from, |fact| *fact == Fact::Told(Event::Entered(state)))
    }

    /// Whether a proof was used between two times.
    pub(super) fn uses(&self, from: Instant, to: Instant, proof: Proof, path: PathId) -> bool {
        let used = |fact: &Fact| matches!(fact, Fact::Told(Event::Used(found, of, _)) if *found == proof && *of == path);
        self.first(from, used).is_some_and(|at| at <= to)
    }
}
