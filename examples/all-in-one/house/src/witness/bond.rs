//! What has to become of a neutral bond that does not move.

use super::{
    Verdict,
    scenarios::{ROUND, first_gate_or_contact, first_stop, latched, leaves_grid, safe_stop},
    story::{Story, grid_contacts},
};
use crate::{
    chronicle::{Condition, Fact},
    scenario::Bond,
    settings::{GONE, SETTLE, TICK},
};
use all_in_one_firmware::{
    Event, Latch, State, Trouble, contact,
    hal_inverter::TransferFault,
    hal_power::{Contacts, Instant},
};
use core::time::Duration;

/// The neutral bond's contact.
const BOND: Contacts = Contacts::only(contact::NEUTRAL_BOND);

/// Time in which a bond that does not move is named.
const NAMED: Duration = SETTLE.saturating_add(TICK).saturating_add(ROUND);

/// The grid is left as always. A bond that does not close leaves no backup supply, one that does not open no grid; both are named, and
/// are for service to clear.
pub(super) fn bond_stuck(story: Story<'_>, bond: Bond, verdict: &mut Verdict) {
    let Some(gone) = story.begins(Instant::ORIGIN, Condition::GridDead) else {
        return verdict.differs("the grid was never lost");
    };
    let running = story.enters(Instant::ORIGIN, State::Running);
    if running.is_none_or(|at| at > gone) {
        verdict.differs("not connected when the grid was lost");
    }
    let Some(apart) = leaves_grid(story, verdict, gone, GONE, GONE + ROUND, Contacts::NONE) else {
        return;
    };
    let supplied = story.begins(apart, Condition::BackupSupplied);
    let (cause, fault) = match bond {
        Bond::Open => {
            verdict.never("supplies the backup output", supplied);
            let told = |fact: &Fact| matches!(fact, Fact::Coils(coils) if coils.contains(BOND));
            (story.first(apart, told), TransferFault::BondOpen)
        }
        Bond::Closed => {
            if supplied.is_none() {
                verdict.differs("the backup output was never supplied");
            }
            let welds = |fact: &Fact| *fact == Fact::Welds(contact::NEUTRAL_BOND);
            let Some(welded) = story.first(apart, welds) else {
                return verdict.differs("the bond never welded");
            };
            (story.coils_off(welded, BOND), TransferFault::BondClosed)
        }
    };
    let Some(cause) = cause else {
        return verdict.differs("the bond was never told to move");
    };
    let latest = NAMED;
    safe_stop(
        story,
        verdict,
        cause,
        Duration::ZERO,
        latest,
        Contacts::NONE,
    );
    let named = Fact::Told(Event::Stopping(Trouble::Transfer(fault)));
    if first_stop(story, gone) != story.first(gone, |fact| *fact == named) {
        verdict.differs("the bond is not named");
    }
    latched(story, verdict, gone, Latch::Service);
    let connects =
        |fact: &Fact| matches!(fact, Fact::Coils(coils) if coils.contains(grid_contacts()));
    verdict.never("connects again", story.first(apart, connects));
    let after = cause.saturating_add(Duration::from_secs(2));
    verdict.never("starts again", first_gate_or_contact(story, after));
}
