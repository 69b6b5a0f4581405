//! What has to become of a grid relay that is broken.

use super::{
    Verdict,
    scenarios::{ROUND, first_gate_or_contact, first_stop, latched, safe_stop},
    story::{Story, grid_contacts},
};
use crate::{
    chronicle::{Condition, Fact},
    scenario::Relay,
    settings::SETTLE,
};
use all_in_one_firmware::{
    Event, Latch, Stage, Trouble,
    hal_inverter::ChainFault,
    hal_power::{Contacts, Instant, check::RelayFault},
};
use alloc::format;
use core::time::Duration;

/// Nothing is ever connected, neither to the grid nor to the backup output, and the contact is named.
pub(super) fn welded_relay(story: Story<'_>, relay: Relay, verdict: &mut Verdict) {
    let start = Instant::ORIGIN;
    let connects =
        |fact: &Fact| matches!(fact, Fact::Coils(coils) if coils.contains(grid_contacts()));
    verdict.never("connects", story.first(start, connects));
    supplies_nothing(story, verdict);
    let Some(told) = first_stop(story, start) else {
        return verdict.differs("never stops");
    };
    let named = Contacts::only(relay.contact());
    if named_at(story, told) != Some(RelayFault::Welded(named)) {
        verdict.differs(format!("contact {named} is not named, at {told}"));
    }
    safe_stop(story, verdict, told, Duration::ZERO, Duration::ZERO, named);
    stays_stopped(story, told, verdict);
}

/// The grid's relays are told to close, and off again before the bridge is armed; the pole that does not conduct is named. Which
/// contact of a pole it is, is not to be seen from either side of it.
pub(super) fn stuck_relay(story: Story<'_>, relay: Relay, verdict: &mut Verdict) {
    let start = Instant::ORIGIN;
    let sticks = |fact: &Fact| *fact == Fact::Sticks(relay.contact());
    if story.first(start, sticks).is_none() {
        return verdict.differs("the contact never stuck");
    }
    let closes =
        |fact: &Fact| matches!(fact, Fact::Closed(closed) if closed.contains(grid_contacts()));
    verdict.never("connects", story.first(start, closes));
    supplies_nothing(story, verdict);
    let energises =
        |fact: &Fact| matches!(fact, Fact::Coils(coils) if coils.contains(grid_contacts()));
    let Some(energised) = story.first(start, energises) else {
        return verdict.differs("never tries to connect");
    };
    let told = first_stop(story, start);
    let latest = SETTLE + ROUND;
    let Some(told) = verdict.within("named", energised, told, Duration::ZERO, latest) else {
        return;
    };
    let pole = relay.pole();
    if named_at(story, told) != Some(RelayFault::StuckOpen(pole)) {
        verdict.differs(format!("pole {pole} is not named, at {told}"));
    }
    safe_stop(
        story,
        verdict,
        told,
        Duration::ZERO,
        Duration::ZERO,
        Contacts::NONE,
    );
    let again = story.first(told.saturating_add(ROUND), energises);
    verdict.never("connects again", again);
    stays_stopped(story, told, verdict);
}

/// Neither the grid nor the backup output is fed.
fn supplies_nothing(story: Story<'_>, verdict: &mut Verdict) {
    let start = Instant::ORIGIN;
    let arms = |fact: &Fact| *fact == Fact::Gates(Stage::Bridge, true);
    verdict.never("the bridge is armed", story.first(start, arms));
    let supplied = story.begins(start, Condition::BackupSupplied);
    verdict.never("the backup output is supplied", supplied);
}

/// What is wrong with the relays, as the firmware tells when it stops.
fn named_at(story: Story<'_>, told: Instant) -> Option<RelayFault> {
    story.0.iter().find_map(|(at, fact)| match fact {
        Fact::Told(Event::Stopping(Trouble::Relays(ChainFault::Relays(fault)))) if *at == told => {
            Some(*fault)
        }
        _ => None,
    })
}

/// Nothing starts again before somebody has looked at the hardware, and nobody has.
fn stays_stopped(story: Story<'_>, told: Instant, verdict: &mut Verdict) {
    latched(story, verdict, Instant::ORIGIN, Latch::Service);
    let again = first_gate_or_contact(story, told.saturating_add(Duration::from_secs(2)));
    verdict.never("starts again", again);
}
