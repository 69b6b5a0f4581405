//! What the scenarios have to end like that integrate the waves of the AC side.

use super::{
    Verdict,
    scenarios::{START, first_stop, leaves_grid},
    story::{Story, grid_contacts},
};
use crate::{
    board::RELAY_RELEASE,
    chronicle::{Condition, Fact},
    settings::{CODE, RECONNECT, grid_tolerances},
};
use all_in_one_firmware::{
    Stage,
    hal_power::{Contacts, Instant},
};
use alloc::{format, vec::Vec};
use core::time::Duration;

/// The last moment of any run.
const EVER: Instant = Instant::from_micros(u64::MAX);

/// Time within which an island has to be left: AS 4777.2's, as its guide gives it.
const ISLAND: Duration = Duration::from_secs(2);

/// A cycle, over which the plant's powers are metered, and a look at them.
const METERED: Duration = Duration::from_millis(25);

/// A limit of the code: what is true beyond it, and for how long it may be.
struct Limit {
    name: &'static str,
    beyond: Condition,
    within: Duration,
    tolerance: Duration,
}

/// Sags of two depths, each once too short to trip and once not.
pub(super) fn sag(story: Story<'_>, verdict: &mut Verdict) {
    let (voltage, _) = grid_tolerances();
    let stages = [Condition::VoltageLow, Condition::VoltageVeryLow]
        .into_iter()
        .zip(CODE.under_voltage);
    for (beyond, stage) in stages {
        let limit = Limit {
            name: "undervoltage",
            beyond,
            within: stage.within,
            tolerance: voltage(stage.within),
        };
        keeps_to(story, verdict, &limit, true);
    }
}

/// What the frequency is known to in mHz, and how fast it drifts in mHz/s: the pulses that show an island move zero crossings.
const KNOWN: u32 = 20;
const DRIFTS: u32 = 200;

/// Drifts upwards and downwards, each once to within the limit and once beyond.
pub(super) fn frequency_drift(story: Story<'_>, verdict: &mut Verdict) {
    let (_, tolerance) = grid_tolerances();
    let tolerance = tolerance + Duration::from_secs(1) * KNOWN / DRIFTS;
    let up = CODE.over_frequency.first();
    let down = CODE.under_frequency.first();
    let stages = [Condition::FrequencyHigh, Condition::FrequencyLow]
        .into_iter()
        .zip([up, down]);
    for (beyond, stage) in stages {
        let Some(stage) = stage else {
            return verdict.differs("the code has no limits of the frequency");
        };
        let limit = Limit {
            name: "frequency",
            beyond,
            within: stage.within,
            tolerance,
        };
        keeps_to(story, verdict, &limit, false);
    }
    let start = story.begins(Instant::ORIGIN, Condition::FrequencyHigh);
    let off = story.first(Instant::ORIGIN, bridge_off);
    if off.is_none_or(|off| start.is_none_or(|start| off < start)) {
        verdict.differs("the bridge goes off with the frequency inside, or never");
    }
}

/// Out of the island in time, nothing fed afterwards, and back after the reconnection time.
pub(super) fn islanding(story: Story<'_>, verdict: &mut Verdict) {
    let Some(cut) = story.begins(Instant::ORIGIN, Condition::StreetCut) else {
        return verdict.differs("the street was never cut");
    };
    if story.closed(cut, grid_contacts()) != Some(cut) {
        verdict.differs("not connected when the street was cut");
    }
    verdict.never("stops", first_stop(story, Instant::ORIGIN));
    let latest = ISLAND.saturating_sub(RELAY_RELEASE);
    let none = Contacts::NONE;
    let Some(apart) = leaves_grid(story, verdict, cut, Duration::ZERO, latest, none) else {
        return;
    };
    verdict.tells("island left", cut, apart, ISLAND, Duration::ZERO);
    let fed = story.begins(apart.saturating_add(METERED), Condition::FeedsBack);
    let Some(back) = story.when(cut, Condition::StreetCut, false) else {
        return verdict.differs("the street was never closed again");
    };
    verdict.never("feeds the island", fed.filter(|at| *at < back));
    reconnects(story, verdict, apart, back);
}

/// Neither earlier nor later than the limit says, and not at all where it is over sooner. Of several times of the first kind the
/// first is followed until it is connected again.
fn keeps_to(story: Story<'_>, verdict: &mut Verdict, limit: &Limit, has_short: bool) {
    let stretches = story.stretches(limit.beyond);
    let (long, short): (Vec<_>, Vec<_>) = stretches
        .into_iter()
        .partition(|(begin, end)| end.saturating_since(*begin) > limit.within);
    if long.is_empty() || (has_short && short.is_empty()) {
        return verdict.differs(format!("{:?} never, or never for long", limit.beyond));
    }
    for (begin, end) in short {
        let off = story.first(begin, bridge_off);
        let off = off.filter(|at| *at < end.saturating_add(limit.within));
        verdict.never("trips on what is over in time", off);
    }
    for (begin, end) in long {
        if story.closed(begin, grid_contacts()) != Some(begin) {
            verdict.differs(format!("not connected at {begin}"));
        }
        let due = limit.within.saturating_sub(RELAY_RELEASE);
        let (earliest, latest) = (due.saturating_sub(limit.tolerance), due + limit.tolerance);
        let none = Contacts::NONE;
        let apart = leaves_grid(story, verdict, begin, earliest, latest, none);
        if let Some(apart) = apart {
            verdict.tells(limit.name, begin, apart, limit.within, limit.tolerance);
            reconnects(story, verdict, apart, end);
        }
    }
}

/// Not before the reconnection time has passed; and after it, where the run lasts so long.
fn reconnects(story: Story<'_>, verdict: &mut Verdict, apart: Instant, back: Instant) {
    let again = story.closed(apart, grid_contacts());
    let ended = story.0.last().map_or(Instant::ORIGIN, |(at, _)| *at);
    if again.is_none() && ended < back.saturating_add(RECONNECT + START) {
        return;
    }
    let latest = RECONNECT + START;
    verdict.within("connected again", back, again, RECONNECT, latest);
}

fn bridge_off(fact: &Fact) -> bool {
    *fact == Fact::Gates(Stage::Bridge, false)
}

impl Story<'_> {
    /// Every stretch of time in which a condition holds.
    fn stretches(&self, condition: Condition) -> Vec<(Instant, Instant)> {
        let mut stretches = Vec::new();
        let mut from = Instant::ORIGIN;
        while let Some(begin) = self.begins(from, condition) {
            let end = self.when(begin, condition, false).unwrap_or(EVER);
            stretches.push((begin, end));
            if end == EVER {
                break;
            }
            from = end;
        }
        stretches
    }
}

impl Verdict {
    /// Notes how long it took, beside its limit.
    pub(super) fn tells(
        &mut self,
        what: &str,
        since: Instant,
        apart: Instant,
        limit: Duration,
        tolerance: Duration,
    ) {
        let after = apart.saturating_since(since);
        let line = if tolerance == Duration::ZERO {
            format!("{what}: apart after {after:?}, limit {limit:?}")
        } else {
            format!("{what}: apart after {after:?}, limit {limit:?} ± {tolerance:?}")
        };
        self.ends.push(line);
    }
}
