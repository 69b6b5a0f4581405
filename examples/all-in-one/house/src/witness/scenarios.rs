//! What each scenario has to end like.

use super::{
    Verdict,
    story::{Story, battery_contacts, grid_contacts, main_contactors},
};
use crate::{
    board::{CONTACTOR_RELEASE, RELAY_RELEASE},
    chronicle::{Condition, Fact},
    settings::{CURRENT_PATIENCE, DISCHARGE_WAIT, GONE, MAX_AGE, RECONNECT, TICK},
};
use all_in_one_firmware::{
    BATTERY, Event, GRID, Latch, Proof, Stage, State, Trouble, contact,
    hal_power::{Contacts, Instant, check::TripFault},
};
use alloc::format;
use core::time::Duration;

/// Every stage.
pub(super) const STAGES: [Stage; 3] = [Stage::Bridge, Stage::BatteryLeg, Stage::Boost];

/// Time from the gates to the coils of the grid relays.
const AT_ONCE: Duration = Duration::from_millis(1);

/// From a thing's being true until a round of the firmware has read it and acted.
pub(super) const ROUND: Duration = TICK.saturating_mul(2);

/// Longest that the contacts of a battery are tested one by one, on one proof of its insulation.
const TESTS: Duration = Duration::from_secs(1);

/// Long enough for self-test, insulation, precharge and relay proof.
pub(super) const START: Duration = Duration::from_secs(30);

/// What holds in every scenario.
pub(super) fn always(story: Story<'_>, verdict: &mut Verdict) {
    let bond = Contacts::only(contact::NEUTRAL_BOND);
    for (at, fact) in story.0 {
        match fact {
            Fact::Closed(closed) if closed.contains(bond | grid_contacts()) => {
                verdict.differs(format!("the bond is closed on the grid, at {at}"));
            }
            Fact::Coils(coils) if coils.contains(grid_contacts()) => {
                let proven = [Proof::Relays, Proof::Insulation];
                if !proven
                    .iter()
                    .all(|proof| just_used(story, *at, *proof, GRID))
                {
                    verdict.differs(format!("the grid is connected without proof, at {at}"));
                }
            }
            _ => {}
        }
    }
    insulated(story, verdict);
    let (mut joined, mut closed) = (false, false);
    for (at, fact) in story.0 {
        if let Fact::Coils(coils) = fact {
            let joins = coils.intersects(battery_contacts());
            if joins
                && !joined
                && !story.uses(at.saturating_sub(TESTS), *at, Proof::Insulation, BATTERY)
            {
                verdict.differs(format!(
                    "the battery is connected without insulation, at {at}"
                ));
            }
            joined = joins;
            let closes = coils.contains(main_contactors());
            if closes && !closed && !just_used(story, *at, Proof::Precharged, BATTERY) {
                verdict.differs(format!(
                    "the battery is connected without precharge, at {at}"
                ));
            }
            closed = closes;
        }
    }
}

/// The grid is not connected while the insulation is below its limit.
fn insulated(story: Story<'_>, verdict: &mut Verdict) {
    let (mut low, mut connected) = (false, false);
    for (at, fact) in story.0 {
        match fact {
            Fact::Now(Condition::InsulationLow, now) => low = *now,
            Fact::Coils(coils) => {
                let connects = coils.contains(grid_contacts());
                if low && connects && !connected {
                    verdict.differs(format!(
                        "connects onto a net that is not insulated, at {at}"
                    ));
                }
                connected = connects;
            }
            _ => {}
        }
    }
}

/// A proof is used in the round of the command that it allows.
fn just_used(
    story: Story<'_>,
    at: Instant,
    proof: Proof,
    path: all_in_one_firmware::hal_power::PathId,
) -> bool {
    story.uses(at.saturating_sub(ROUND), at, proof, path)
}

/// No trip, and not by doing nothing.
pub(super) fn day(story: Story<'_>, verdict: &mut Verdict) {
    let start = Instant::ORIGIN;
    let Some(running) = verdict.within(
        "connected",
        start,
        story.enters(start, State::Running),
        RECONNECT,
        RECONNECT + START,
    ) else {
        return;
    };
    verdict.never("stops", first_stop(story, start));
    let off = |fact: &Fact| matches!(fact, Fact::Gates(_, false));
    verdict.never("a stage goes off", story.first(running, off));
    let moves = |fact: &Fact| matches!(fact, Fact::Coils(_));
    verdict.never("a contact moves", story.first(running, moves));
}

/// The grid side stops, the backup output starts, and the grid is taken again.
pub(super) fn grid_loss(story: Story<'_>, verdict: &mut Verdict) {
    let Some(gone) = story.begins(Instant::ORIGIN, Condition::GridDead) else {
        return verdict.differs("the grid was never lost");
    };
    if story
        .enters(Instant::ORIGIN, State::Running)
        .is_none_or(|at| at > gone)
    {
        verdict.differs("not connected when the grid was lost");
    }
    verdict.never("stops", first_stop(story, Instant::ORIGIN));
    let Some(apart) = leaves_grid(story, verdict, gone, GONE, GONE + ROUND, Contacts::NONE) else {
        return;
    };
    let back = story.when(gone, Condition::GridDead, false);
    let until = back.unwrap_or(Instant::from_micros(u64::MAX));
    let fed = story.begins(apart.saturating_add(TICK), Condition::FeedsBack);
    verdict.never("feeds the dead grid", fed);
    let closes =
        |fact: &Fact| matches!(fact, Fact::Closed(closed) if closed.contains(grid_contacts()));
    let closed = story.first(apart, closes).filter(|at| *at < until);
    verdict.never("connects to the dead grid", closed);

    let supplied = story.begins(apart, Condition::BackupSupplied);
    let supplied = verdict.within("backup output on", gone, supplied, Duration::ZERO, START);
    if let Some(supplied) = supplied
        && !story.uses(apart, supplied, Proof::Relays, GRID)
    {
        verdict.differs(format!(
            "the backup output is on without proof, at {supplied}"
        ));
    }
    let Some(back) = back else {
        return verdict.differs("the grid never came back");
    };
    let again = story.closed(back, grid_contacts());
    if let Some(again) =
        verdict.within("connected again", back, again, RECONNECT, RECONNECT + START)
    {
        let bond = Contacts::only(contact::NEUTRAL_BOND);
        if story.open(again, bond) != Some(again) {
            verdict.differs(format!("the bond is closed when connecting, at {again}"));
        }
    }
}

/// The battery is stopped, and used again after it has cooled and the user has said so.
pub(super) fn hot_battery(story: Story<'_>, verdict: &mut Verdict) {
    let Some(hot) = story.begins(Instant::ORIGIN, Condition::CellHot) else {
        return verdict.differs("no cell ever grew hot");
    };
    let second = Duration::from_secs(1);
    let stop = safe_stop(story, verdict, hot, Duration::ZERO, second, Contacts::NONE);
    let low = story.when(hot, Condition::CurrentBreakable, true);
    verdict.within("current breakable", hot, low, Duration::ZERO, second);
    let open = story.open(hot, main_contactors());
    verdict.within("contactors open", hot, open, Duration::ZERO, second * 2);
    if let Some(stop) = stop {
        let safe = story.when(stop, Condition::LinkSafe, true);
        verdict.within("link safe", hot, safe, Duration::ZERO, DISCHARGE_WAIT);
    }
    latched(story, verdict, hot, Latch::User);
    let Some(recovered) = story.begins(hot, Condition::CellRecovered) else {
        return verdict.differs("the cell never recovered");
    };
    let Some(free) = story.first(recovered, |fact| *fact == Fact::Pressed) else {
        return verdict.differs("nobody pressed after the cell had recovered");
    };
    let again = first_gate_or_contact(story, hot.saturating_add(Duration::from_secs(2)));
    let latest = RECONNECT + START;
    verdict.within("starts again", free, again, Duration::ZERO, latest);
    verdict.never("starts again too early", again.filter(|at| *at < free));
    let running = story.enters(free, State::Running);
    verdict.within("connected again", free, running, Duration::ZERO, latest);
}

/// The stale value is refused at its age limit; all is well again when the bus is.
pub(super) fn bus_fault(story: Story<'_>, verdict: &mut Verdict) {
    let Some(dead) = story.begins(Instant::ORIGIN, Condition::BusDead) else {
        return verdict.differs("the bus never failed");
    };
    // the last good value was read a tick before, and is as old as the sensor's latency then
    let earliest = MAX_AGE.saturating_sub(TICK * 3);
    safe_stop(
        story,
        verdict,
        dead,
        earliest,
        MAX_AGE + TICK,
        Contacts::NONE,
    );
    latched(story, verdict, dead, Latch::ClearsItself);
    let Some(back) = story.when(dead, Condition::BusDead, false) else {
        return verdict.differs("the bus never came back");
    };
    let again = first_gate_or_contact(story, dead.saturating_add(Duration::from_secs(2)));
    verdict.within("starts again", back, again, Duration::ZERO, START);
    verdict.never("starts again on a dead bus", again.filter(|at| *at < back));
    let running = story.enters(back, State::Running);
    verdict.within(
        "connected again",
        back,
        running,
        Duration::ZERO,
        RECONNECT + START,
    );
}

/// Nothing is ever armed.
pub(super) fn trip_stuck(story: Story<'_>, verdict: &mut Verdict) {
    let start = Instant::ORIGIN;
    let arms = |fact: &Fact| matches!(fact, Fact::Gates(_, true));
    verdict.never("a stage is armed", story.first(start, arms));
    let moves = |fact: &Fact| matches!(fact, Fact::Coils(coils) if !coils.is_empty());
    verdict.never("a contact is closed", story.first(start, moves));
    let named = Trouble::TripPath(TripFault::NeverTrips);
    let told = story.first(start, |fact| *fact == Fact::Told(Event::Stopping(named)));
    verdict.within("the trip path is named", start, told, Duration::ZERO, START);
    latched(story, verdict, start, Latch::Service);
}

/// A stop in order, but for contacts that cannot open. Returns when the gates went off.
pub(super) fn safe_stop(
    story: Story<'_>,
    verdict: &mut Verdict,
    cause: Instant,
    earliest: Duration,
    latest: Duration,
    welded: Contacts,
) -> Option<Instant> {
    let gates = story.gates_off(cause, &STAGES);
    let gates = verdict.within("gates off", cause, gates, earliest, latest)?;
    leaves_grid(story, verdict, cause, earliest, latest, welded)?;

    let coils = story.coils_off(gates, battery_contacts());
    let patience = CURRENT_PATIENCE + ROUND;
    let coils = verdict.within(
        "contactor coils off",
        gates,
        coils,
        Duration::ZERO,
        patience,
    )?;
    let low = story.when(coils, Condition::CurrentBreakable, true);
    let waited = coils.saturating_since(gates);
    if low != Some(coils) && waited < CURRENT_PATIENCE {
        verdict.differs(format!("contactors open under current, at {coils}"));
    }
    let open = story.open(coils, battery_contacts());
    let open = verdict.within(
        "contactors open",
        coils,
        open,
        Duration::ZERO,
        CONTACTOR_RELEASE,
    )?;
    bond_after_backup(story, verdict, gates);
    let discharging = story.begins(gates, Condition::Discharging);
    let discharging = verdict.within("discharge on", gates, discharging, Duration::ZERO, START)?;
    if discharging < open {
        verdict.differs(format!(
            "discharge before the contactors are open, at {discharging}"
        ));
    }
    Some(gates)
}

/// Bridge off and relays open. Returns when they are apart.
pub(super) fn leaves_grid(
    story: Story<'_>,
    verdict: &mut Verdict,
    cause: Instant,
    earliest: Duration,
    latest: Duration,
    welded: Contacts,
) -> Option<Instant> {
    let gates = story.gates_off(cause, &[Stage::Bridge]);
    let gates = verdict.within("bridge off", cause, gates, earliest, latest)?;
    let coils = story.coils_off(cause, grid_contacts());
    let coils = verdict.within("grid coils off", gates, coils, Duration::ZERO, AT_ONCE)?;
    let open = story.open(cause, grid_contacts() - welded);
    verdict.within(
        "grid relays open",
        coils,
        open,
        Duration::ZERO,
        RELAY_RELEASE,
    )
}

/// The bond does not move before the backup output is dead.
fn bond_after_backup(story: Story<'_>, verdict: &mut Verdict, gates: Instant) {
    let bond = Contacts::only(contact::NEUTRAL_BOND);
    let was_closed = story.closed(gates, bond) == Some(gates);
    let (opens, dead) = (
        story.open(gates, bond),
        story.when(gates, Condition::BackupDead, true),
    );
    if was_closed && opens.is_some_and(|opens| dead.is_none_or(|dead| opens < dead)) {
        verdict.differs(format!(
            "the bond opens under a live backup output, after {gates}"
        ));
    }
}

/// What the firmware stopped for is latched as it has to be.
pub(super) fn latched(story: Story<'_>, verdict: &mut Verdict, cause: Instant, wanted: Latch) {
    let stops = story.0.iter().find_map(|(at, fact)| match fact {
        Fact::Told(Event::Stopping(trouble)) if *at >= cause => Some(*trouble),
        _ => None,
    });
    let Some(trouble) = stops else {
        return verdict.differs("the firmware never told why it stops");
    };
    let latch = trouble.latch();
    verdict
        .ends
        .push(format!("latched: {trouble:?}, cleared by: {latch:?}"));
    if latch != wanted {
        verdict.differs(format!(
            "{trouble:?} is cleared by {latch:?}, not by {wanted:?}"
        ));
    }
}

pub(super) fn first_stop(story: Story<'_>, from: Instant) -> Option<Instant> {
    story.first(from, |fact| matches!(fact, Fact::Told(Event::Stopping(_))))
}

/// First gate that goes on or coil that is energised.
pub(super) fn first_gate_or_contact(story: Story<'_>, from: Instant) -> Option<Instant> {
    story.first(from, |fact| match fact {
        Fact::Gates(_, on) => *on,
        Fact::Coils(coils) => !coils.is_empty(),
        _ => false,
    })
}
