//! What has to become of troubles in and around the battery.

use super::{
    Verdict,
    scenarios::{ROUND, START, first_gate_or_contact, first_stop, latched},
    story::{Story, battery_contacts, main_contactors},
};
use crate::{
    board::CONTACTOR_RELEASE,
    chronicle::{Condition, Fact},
    scenario::Pole,
    settings::{LINK_SILENCE, PRECHARGE_CONSTANT, RECONNECT, WIRES_EVERY},
};
use all_in_one_firmware::{
    Event, Latch, Permissive, State, Trouble, contact,
    hal_bms::{BalanceOutcome, CellFault},
    hal_power::{Contacts, Instant, Voltage, check::PrechargeFault, fault::LatchClass},
    pack,
};
use alloc::format;
use core::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Longest that the monitors, the controller and the link may take to pass on what is wrong.
const NOTICED: Duration = Duration::from_secs(1);

/// The precharge is given up within a time constant, or at once on excess current; a short is for service.
pub(super) fn precharge(story: Story<'_>, is_short: bool, verdict: &mut Verdict) {
    let both = Contacts::only(contact::PRECHARGE) | Contacts::only(contact::BATTERY_NEGATIVE);
    let Some(closed) = story.closed(Instant::ORIGIN, both) else {
        return verdict.differs("the precharge path was never closed");
    };
    let fault = |fact: &Fact| match fact {
        Fact::Told(Event::Stopping(Trouble::Precharge(fault))) => Some(*fault),
        _ => None,
    };
    let told = story.first(closed, |fact| fault(fact).is_some());
    let latest = if is_short {
        ROUND
    } else {
        PRECHARGE_CONSTANT + ROUND
    };
    let told = verdict.within("given up", closed, told, Duration::ZERO, latest);
    let Some(told) = told else {
        return;
    };
    let wanted = |fault| match fault {
        PrechargeFault::Open => !is_short,
        PrechargeFault::Short | PrechargeFault::ExcessCurrent => is_short,
        _ => false,
    };
    let named = story
        .0
        .iter()
        .any(|(at, fact_)| *at == told && fault(fact_).is_some_and(wanted));
    if !named {
        verdict.differs(format!("the resistor is not named, at {told}"));
    }
    let open = story.open(told, battery_contacts());
    let latest = ROUND + CONTACTOR_RELEASE;
    verdict.within("contacts open", told, open, Duration::ZERO, latest);
    let again = story.first(told.saturating_add(ROUND), energises);
    if is_short {
        latched(story, verdict, told, Latch::Service);
        verdict.never(
            "the battery is connected",
            story.first(Instant::ORIGIN, closes_battery),
        );
        verdict.never("tries again", again);
        return;
    }
    latched(story, verdict, told, Latch::User);
    let Some(free) = story.first(told, |fact| *fact == Fact::Pressed) else {
        return verdict.differs("nobody pressed");
    };
    verdict.never("tries again too early", again.filter(|at| *at < free));
    let running = story.enters(free, State::Running);
    let latest = RECONNECT + START;
    verdict.within("connected", free, running, Duration::ZERO, latest);
}

/// The partner opens when everything stops; then the welded one is named, and nothing closes again.
pub(super) fn welded_contactor(story: Story<'_>, pole: Pole, verdict: &mut Verdict) {
    let Some(welds) = story.first(Instant::ORIGIN, |fact| *fact == Fact::Welds(pole.contact()))
    else {
        return verdict.differs("the contactor never welded");
    };
    let Some(stop) = first_stop(story, welds) else {
        return verdict.differs("never stops");
    };
    let partner = Contacts::only(pole.partner());
    let open = story.open(stop, partner);
    let latest = SECOND * 2;
    verdict.within("partner opens", stop, open, Duration::ZERO, latest);
    let reports = |fact: &Fact| match fact {
        Fact::Told(Event::BatteryNotIsolated(contacts)) => contacts.is_closed(pole.contact()),
        _ => false,
    };
    let back = story.when(stop, Condition::BusDead, false).unwrap_or(stop);
    let reported = story.first(stop, reports);
    let latest = START;
    let Some(reported) = verdict.within(
        "reported as not isolated",
        back,
        reported,
        Duration::ZERO,
        latest,
    ) else {
        return;
    };
    latched(story, verdict, reported, Latch::Service);
    verdict.never(
        "the battery is connected again",
        story.first(open.unwrap_or(stop), closes_battery),
    );
    let coils = story.first(reported.saturating_add(ROUND), energises);
    verdict.never("a contact closes again", coils);
}

/// Limits are void at the time-out, then the current is gone, then the contactors open; it clears itself.
pub(super) fn link_lost(story: Story<'_>, verdict: &mut Verdict) {
    let Some(cut) = story.begins(Instant::ORIGIN, Condition::LinkCut) else {
        return verdict.differs("the link was never cut");
    };
    let voids = |fact: &Fact| *fact == Fact::Told(Event::Permits(Permissive::BatteryLimits, false));
    let void = story.first(cut, voids);
    let latest = LINK_SILENCE + ROUND;
    let Some(void) = verdict.within("limits void", cut, void, Duration::ZERO, latest) else {
        return;
    };
    let low = story.when(void, Condition::CurrentBreakable, true);
    let low = verdict.within("current breakable", void, low, Duration::ZERO, SECOND);
    let open = story.open(void, main_contactors());
    let open = verdict.within("contactors open", void, open, Duration::ZERO, SECOND * 2);
    if let (Some(low), Some(open)) = (low, open)
        && open < low
    {
        verdict.differs(format!("contactors open under current, at {open}"));
    }
    latched(story, verdict, cut, Latch::ClearsItself);
    let Some(back) = story
        .when(cut, Condition::LinkCut, false)
        .filter(|at| *at > cut)
    else {
        return verdict.differs("the link never came back");
    };
    let again = open.and_then(|open| first_gate_or_contact(story, open));
    verdict.never("starts again on a dead link", again.filter(|at| *at < back));
    let running = story.enters(back, State::Running);
    let latest = RECONNECT + START;
    verdict.within("connected again", back, running, Duration::ZERO, latest);
}

/// Nothing charges a full cell, and the battery is never used again.
pub(super) fn overcharge(story: Story<'_>, verdict: &mut Verdict) {
    let Some(full) = story.begins(Instant::ORIGIN, Condition::CellFull) else {
        return verdict.differs("no cell was ever full");
    };
    let ends = story.when(full, Condition::Charging, false);
    let latest = Duration::from_millis(100);
    verdict.within("charge current zero", full, ends, Duration::ZERO, latest);
    let open = story.open(full, main_contactors());
    verdict.within("contactors open", full, open, Duration::ZERO, SECOND * 2);
    let Some(trouble) = left_for(story, full.saturating_sub(NOTICED), verdict) else {
        return;
    };
    if !matches!(trouble, pack::Trouble::Cells(CellFault::Overvoltage { .. })) {
        verdict.differs(format!("the cell is not named: {trouble:?}"));
    }
    pack_latched(trouble, |class| class == LatchClass::Permanent, verdict);
    let again = open.and_then(|open| first_gate_or_contact(story, open.saturating_add(SECOND)));
    verdict.never("starts again", again);
}

/// Cells come as close as they should, or balancing is given up on time-out or heat; nothing stops.
pub(super) fn cell_imbalance(story: Story<'_>, verdict: &mut Verdict) {
    let Some(apart) = story.begins(Instant::ORIGIN, Condition::CellsApart) else {
        return verdict.differs("the cells were never apart");
    };
    verdict.never("stops", first_stop(story, apart));
    let ended = story.0.iter().find_map(|(at, fact)| match fact {
        Fact::Pack(pack::Event::BalancingEnds(
            outcome @ (BalanceOutcome::Level(_)
            | BalanceOutcome::TimedOut(_)
            | BalanceOutcome::Hot { .. }),
        )) => Some((*at, *outcome)),
        _ => None,
    });
    let Some((ended, outcome)) = ended else {
        return verdict.differs("balancing never came to an end");
    };
    verdict
        .ends
        .push(format!("balancing ends with {outcome:?} at {ended}"));
    if let BalanceOutcome::Level(spread) = outcome {
        let level = story.when(ended, Condition::CellsApart, false);
        verdict.within("cells level", ended, level, Duration::ZERO, Duration::ZERO);
        if spread > Voltage::from_millivolts(5) {
            verdict.differs(format!("cells are {spread} apart at the end"));
        }
    }
}

/// Left within the time of a test, and used again once it is mended and the user has said so.
pub(super) fn open_wire(story: Story<'_>, verdict: &mut Verdict) {
    let Some(broken) = story.begins(Instant::ORIGIN, Condition::WireBroken) else {
        return verdict.differs("no wire ever broke");
    };
    let Some(mended) = story
        .when(broken, Condition::WireBroken, false)
        .filter(|at| *at > broken)
    else {
        return verdict.differs("the wire was never mended");
    };
    left_and_used_again(story, broken, WIRES_EVERY + NOTICED, mended, verdict);
}

/// Left when the cell is hot, and used again once it has cooled and the user has said so.
pub(super) fn hot_cell(story: Story<'_>, verdict: &mut Verdict) {
    let Some(hot) = story.begins(Instant::ORIGIN, Condition::CellHot) else {
        return verdict.differs("no cell ever grew hot");
    };
    let Some(recovered) = story.begins(hot, Condition::CellRecovered) else {
        return verdict.differs("the cell never recovered");
    };
    left_and_used_again(story, hot, NOTICED, recovered, verdict);
}

/// The current is gone a second after the battery's controller has told, and the contactors are open after two; `over` is when
/// it may be used again, once the user has said so.
fn left_and_used_again(
    story: Story<'_>,
    cause: Instant,
    noticed: Duration,
    over: Instant,
    verdict: &mut Verdict,
) {
    let early = cause.saturating_sub(SECOND * 30);
    let Some(trouble) = left_for(story, early, verdict) else {
        return;
    };
    let leaves = |fact: &Fact| matches!(fact, Fact::Pack(pack::Event::Leave(_)));
    let Some(told) = story.first(early, leaves) else {
        return;
    };
    if told > cause.saturating_add(noticed) {
        verdict.differs(format!("noticed at {told}, {cause} it was true"));
    }
    let low = story.when(told, Condition::CurrentBreakable, true);
    verdict.within("current breakable", told, low, Duration::ZERO, SECOND);
    let open = story.open(told, main_contactors());
    verdict.within("contactors open", told, open, Duration::ZERO, SECOND * 2);
    pack_latched(trouble, |class| class == LatchClass::User, verdict);
    let Some(free) = story.first(over, |fact| *fact == Fact::Pressed) else {
        return verdict.differs("nobody pressed after it was over");
    };
    let again = open.and_then(|open| first_gate_or_contact(story, open.saturating_add(SECOND)));
    verdict.never("starts again too early", again.filter(|at| *at < free));
    let running = story.enters(free, State::Running);
    let latest = RECONNECT + START;
    verdict.within("connected again", free, running, Duration::ZERO, latest);
}

/// Why the battery's controller first asks to be left.
fn left_for(story: Story<'_>, from: Instant, verdict: &mut Verdict) -> Option<pack::Trouble> {
    let found = story.0.iter().find_map(|(at, fact)| match fact {
        Fact::Pack(pack::Event::Leave(trouble)) if *at >= from => Some(*trouble),
        _ => None,
    });
    if found.is_none() {
        verdict.differs("the battery never asks to be left");
    }
    found
}

fn pack_latched(
    trouble: pack::Trouble,
    wanted: impl Fn(LatchClass) -> bool,
    verdict: &mut Verdict,
) {
    let latch = trouble.latch();
    verdict.ends.push(format!(
        "latched by the battery: {trouble:?}, cleared by: {latch:?}"
    ));
    if !wanted(latch) {
        verdict.differs(format!("{trouble:?} is not cleared by {latch:?}"));
    }
}

/// Both main contactors are told to close.
fn closes_battery(fact: &Fact) -> bool {
    matches!(fact, Fact::Coils(coils) if coils.contains(main_contactors()))
}

/// Some coil is energised.
fn energises(fact: &Fact) -> bool {
    matches!(fact, Fact::Coils(coils) if !coils.is_empty())
}
