//! What has to become of current that leaks to earth: contacts apart in the time that its limit gives, and nothing connected while the
//! insulation is gone.

use super::{
    Verdict,
    scenarios::{START, first_gate_or_contact, latched, safe_stop},
    story::{Story, grid_contacts},
};
use crate::{
    board::RELAY_RELEASE,
    chronicle::{Condition, Fact},
    scenario::Onset,
    settings::RESIDUAL,
};
use all_in_one_firmware::{
    Event, Latch, State, Trouble,
    hal_power::{
        Contacts, Current, Instant,
        check::{InsulationFault, ResidualLimit, ResidualTrip},
    },
};
use alloc::{format, vec::Vec};
use core::time::Duration;

/// A leak that came at once: when, and by how much its in-phase part changed.
type Step = (Instant, Current);

/// Off in time, and refused by the insulation proof for as long as the fault is there.
pub(super) fn earth_fault(story: Story<'_>, onset: Onset, verdict: &mut Verdict) {
    let apart = match onset {
        Onset::Sudden => match steps(story).first() {
            Some(step) => step_is_cut(story, verdict, *step),
            None => return verdict.differs("nothing ever leaks at once"),
        },
        Onset::Slow => {
            let Some(begin) = story.begins(Instant::ORIGIN, Condition::LeaksTooMuch) else {
                return verdict.differs("what leaks never reaches the limit");
            };
            named(story, verdict, begin, |trip| {
                matches!(trip, ResidualTrip::Continuous(_))
            });
            let apart = is_cut(story, verdict, "continuous", begin, &RESIDUAL.continuous);
            latched(story, verdict, begin, Latch::ClearsItself);
            apart
        }
    };
    let Some(apart) = apart else {
        return;
    };
    let refused = story.first(apart, |fact| {
        let low = |fault| matches!(fault, InsulationFault::Low(_));
        matches!(fact, Fact::Told(Event::Stopping(Trouble::Insulation(fault))) if low(*fault))
    });
    let refused = verdict.within("insulation refused", apart, refused, Duration::ZERO, START);
    let again = story.closed(apart, grid_contacts());
    verdict.never("connects again", again);
    if let Some(refused) = refused {
        latched(story, verdict, refused, Latch::User);
        let low = story.when(refused, Condition::InsulationLow, true);
        if low != Some(refused) {
            verdict.differs("refused on a net that is insulated");
        }
    }
}

/// Cut in time, and connected again by itself once nothing leaks.
pub(super) fn leakage_step(story: Story<'_>, verdict: &mut Verdict) {
    let steps = steps(story);
    let [step] = steps.as_slice() else {
        return verdict.differs(format!("not one step but {}", steps.len()));
    };
    if let Some(apart) = step_is_cut(story, verdict, *step) {
        connected_again(story, verdict, apart);
    }
}

/// Four clear themselves, the fifth is the user's.
pub(super) fn leakage_repeats(story: Story<'_>, verdict: &mut Verdict) {
    let steps = steps(story);
    let [first @ .., fifth] = steps.as_slice() else {
        return verdict.differs("nothing ever leaks at once");
    };
    if first.len() != 4 {
        return verdict.differs(format!("not five steps but {}", steps.len()));
    }
    for step in first {
        if let Some(apart) = step_is_cut(story, verdict, *step) {
            connected_again(story, verdict, apart);
        }
    }
    let Some(apart) = cut(story, verdict, *fifth, Latch::User) else {
        return;
    };
    let Some(pressed) = story.first(apart, |fact| *fact == Fact::Pressed) else {
        return verdict.differs("nobody presses");
    };
    let again = first_gate_or_contact(story, apart.saturating_add(Duration::from_secs(2)));
    let early = again.filter(|at| *at < pressed);
    verdict.never("starts again after the fifth", early);
    connected_again(story, verdict, pressed);
}

fn steps(story: Story<'_>) -> Vec<Step> {
    let steps = story.0.iter().filter_map(|(at, fact)| match fact {
        Fact::Leaks(change) => Some((*at, *change)),
        _ => None,
    });
    steps.collect()
}

fn step_is_cut(story: Story<'_>, verdict: &mut Verdict, step: Step) -> Option<Instant> {
    cut(story, verdict, step, Latch::ClearsItself)
}

/// In the time of the largest limit that the step reaches.
fn cut(story: Story<'_>, verdict: &mut Verdict, step: Step, latch: Latch) -> Option<Instant> {
    let (begin, change) = step;
    let reached = RESIDUAL.steps.iter();
    let reached = reached.filter(|limit| limit.current <= change);
    let Some(limit) = reached.max_by_key(|limit| limit.current) else {
        verdict.differs(format!("a step of {change} reaches no limit"));
        return None;
    };
    named(story, verdict, begin, |trip| {
        matches!(trip, ResidualTrip::Step(_))
    });
    let what = format!("step of {change}");
    let apart = is_cut(story, verdict, &what, begin, limit);
    latched(story, verdict, begin, latch);
    apart
}

/// A stop in order, with the contacts apart in time. Returns when they are.
fn is_cut(
    story: Story<'_>,
    verdict: &mut Verdict,
    what: &str,
    begin: Instant,
    limit: &ResidualLimit,
) -> Option<Instant> {
    if story.closed(begin, grid_contacts()) != Some(begin) {
        verdict.differs(format!("not connected at {begin}"));
        return None;
    }
    let latest = limit.within.saturating_sub(RELAY_RELEASE);
    let none = Contacts::NONE;
    safe_stop(story, verdict, begin, Duration::ZERO, latest, none)?;
    let apart = story.open(begin, grid_contacts())?;
    verdict.tells(what, begin, apart, limit.within, Duration::ZERO);
    if apart.saturating_since(begin) > limit.within {
        let within = limit.within;
        verdict.differs(format!("{what}: not apart within {within:?}"));
    }
    Some(apart)
}

/// The firmware has to say for which kind of current it stops.
fn named(
    story: Story<'_>,
    verdict: &mut Verdict,
    begin: Instant,
    is_it: impl Fn(ResidualTrip) -> bool,
) {
    let told = story.0.iter().find_map(|(at, fact)| match fact {
        Fact::Told(Event::Stopping(trouble)) if *at >= begin => Some(*trouble),
        _ => None,
    });
    match told {
        Some(Trouble::Residual { trip, .. }) if is_it(trip) => {}
        other => verdict.differs(format!("what leaks is not named, but {other:?}")),
    }
}

fn connected_again(story: Story<'_>, verdict: &mut Verdict, since: Instant) {
    let running = story.enters(since, State::Running);
    verdict.within("connected again", since, running, Duration::ZERO, START);
}
