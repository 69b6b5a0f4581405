//! What a short circuit in the bridge has to end like: off before the switch is destroyed, then the stop; the user's to clear once,
//! and service's the second time.

use super::{
    Verdict,
    scenarios::{STAGES, START, first_gate_or_contact, latched, safe_stop},
    story::Story,
};
use crate::{
    chronicle::Fact,
    settings::{CARRIER, RECONNECT, WITHSTANDS},
};
use all_in_one_firmware::{
    Latch, State,
    hal_power::{Contacts, Instant},
};
use alloc::format;
use core::time::Duration;

/// From a hardware cause until every gate is off.
const HARDWARE: Duration = Duration::from_micros(1);

/// The switch turns on within a period of the carrier, and is turned off before it is destroyed.
const SEEN: Duration = CARRIER.saturating_add(WITHSTANDS);

/// A short circuit, mended; the user has it cleared; another, and nothing starts again.
pub(super) fn desaturation(story: Story<'_>, verdict: &mut Verdict) {
    let Some(first) = shorts(story, Instant::ORIGIN) else {
        return verdict.differs("no switch ever shorts");
    };
    if let Some(free) = turned_off(story, verdict, first, Latch::User) {
        let again = first_gate_or_contact(story, first.saturating_add(Duration::from_secs(2)));
        let again = verdict.within("starts again", free, again, Duration::ZERO, START);
        verdict.never("starts again too early", again.filter(|at| *at < free));
        let running = story.enters(free, State::Running);
        let latest = RECONNECT + START;
        verdict.within("connected again", free, running, Duration::ZERO, latest);
    }
    let Some(second) = shorts(story, first.saturating_add(Duration::from_secs(1))) else {
        return verdict.differs("no switch shorts again");
    };
    if turned_off(story, verdict, second, Latch::Service).is_some() {
        let again = first_gate_or_contact(story, second.saturating_add(Duration::from_secs(2)));
        verdict.never("starts again after the second", again);
    }
}

/// The driver turns the switch off in time, hardware everything else, and the stop follows. Returns when the user presses.
fn turned_off(
    story: Story<'_>,
    verdict: &mut Verdict,
    short: Instant,
    latch: Latch,
) -> Option<Instant> {
    if story
        .enters(Instant::ORIGIN, State::Running)
        .is_none_or(|at| at > short)
    {
        verdict.differs("not connected when the switch shorts");
    }
    let carried = story.0.iter().find_map(|(at, fact)| match fact {
        Fact::Carried(time) if *at >= short => Some(*time),
        _ => None,
    });
    match carried {
        Some(time) => {
            let line =
                format!("the switch carries {time:?} of short circuit, withstands {WITHSTANDS:?}");
            if time > WITHSTANDS || time.is_zero() {
                verdict.differs(line);
            } else {
                verdict.ends.push(line);
            }
        }
        None => verdict.differs("the switch is never turned off"),
    }
    let reports = story.first(short, |fact| *fact == Fact::Reports(true));
    let reports = verdict.within("the driver reports", short, reports, Duration::ZERO, SEEN)?;
    let gates = story.gates_off(reports, &STAGES);
    verdict.within("every gate off", reports, gates, Duration::ZERO, HARDWARE);
    let none = Contacts::NONE;
    safe_stop(story, verdict, reports, Duration::ZERO, HARDWARE, none);
    latched(story, verdict, short, latch);
    let pressed = story.first(short, |fact| *fact == Fact::Pressed);
    if pressed.is_none() {
        verdict.differs("nobody presses");
    }
    pressed
}

fn shorts(story: Story<'_>, from: Instant) -> Option<Instant> {
    story.first(from, |fact| *fact == Fact::Shorts(true))
}
