//! Judges from what was true how a run ended, whatever the firmware says of itself.

mod battery;
mod bond;
mod earth;
mod relays;
mod scenarios;
mod shorts;
mod story;
mod waves;

use crate::{chronicle::Fact, run::Outcome, scenario::Scenario};
use all_in_one_firmware::hal_power::Instant;
use alloc::{format, string::String, vec::Vec};
use core::time::Duration;

/// How a run ended.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Who opened, in which order, after how long, and what is latched.
    pub ends: Vec<String>,
    /// What should have been otherwise.
    pub differences: Vec<String>,
}

/// Judges a run.
pub fn judge(scenario: Scenario, outcome: &Outcome) -> Verdict {
    let gap = outcome.ledger.gap();
    judge_facts(scenario, &outcome.facts, gap)
}

fn judge_facts(scenario: Scenario, facts: &[(Instant, Fact)], gap: f64) -> Verdict {
    let mut verdict = Verdict::default();
    let story = story::Story(facts);
    scenarios::always(story, &mut verdict);
    verdict.balance(gap);
    match scenario {
        Scenario::Day => scenarios::day(story, &mut verdict),
        Scenario::GridLoss => scenarios::grid_loss(story, &mut verdict),
        Scenario::HotBattery => scenarios::hot_battery(story, &mut verdict),
        Scenario::BusFault => scenarios::bus_fault(story, &mut verdict),
        Scenario::WeldedRelay(relay) => relays::welded_relay(story, relay, &mut verdict),
        Scenario::StuckRelay(relay) => relays::stuck_relay(story, relay, &mut verdict),
        Scenario::TripStuck => scenarios::trip_stuck(story, &mut verdict),
        Scenario::Desaturation => shorts::desaturation(story, &mut verdict),
        Scenario::Sag => waves::sag(story, &mut verdict),
        Scenario::FrequencyDrift => waves::frequency_drift(story, &mut verdict),
        Scenario::Islanding(_) => waves::islanding(story, &mut verdict),
        Scenario::PrechargeOpen => battery::precharge(story, false, &mut verdict),
        Scenario::PrechargeShort => battery::precharge(story, true, &mut verdict),
        Scenario::WeldedContactor(pole) => battery::welded_contactor(story, pole, &mut verdict),
        Scenario::BondStuck(stuck) => bond::bond_stuck(story, stuck, &mut verdict),
        Scenario::LinkLost => battery::link_lost(story, &mut verdict),
        Scenario::Overcharge => battery::overcharge(story, &mut verdict),
        Scenario::CellImbalance => battery::cell_imbalance(story, &mut verdict),
        Scenario::OpenWire => battery::open_wire(story, &mut verdict),
        Scenario::HotCell => battery::hot_cell(story, &mut verdict),
        Scenario::EarthFault(onset, _) => earth::earth_fault(story, onset, &mut verdict),
        Scenario::LeakageStep(_) => earth::leakage_step(story, &mut verdict),
        Scenario::LeakageRepeats => earth::leakage_repeats(story, &mut verdict),
    }
    verdict
}

/// Share of the energy that may be missing in the balance.
const GAP: f64 = 0.005;

impl Verdict {
    fn balance(&mut self, gap: f64) {
        if gap.is_nan() || gap > GAP {
            let percent = gap * 100.0;
            self.differs(format!("the energy balance is open by {percent:.2} %"));
        }
    }

    fn differs(&mut self, what: impl Into<String>) {
        self.differences.push(what.into());
    }

    /// `what` has to have come, between two times after `since`. Returns when it came.
    fn within(
        &mut self,
        what: &str,
        since: Instant,
        came: Option<Instant>,
        earliest: Duration,
        latest: Duration,
    ) -> Option<Instant> {
        let Some(at) = came else {
            self.differs(format!("{what} never, after {since}"));
            return None;
        };
        let after = at.saturating_since(since);
        self.ends.push(if earliest == Duration::ZERO {
            format!("{what} {after:?} after {since}, at most {latest:?}")
        } else {
            format!("{what} {after:?} after {since}, {earliest:?} to {latest:?}")
        });
        if after < earliest {
            self.differs(format!(
                "{what} {after:?} after {since}, before {earliest:?}"
            ));
        }
        if after > latest {
            self.differs(format!(
                "{what} {after:?} after {since}, not within {latest:?}"
            ));
        }
        Some(at)
    }

    /// `what` must not come.
    fn never(&mut self, what: &str, came: Option<Instant>) {
        if let Some(at) = came {
            self.differs(format!("{what}, at {at}"));
        }
    }
}

#[cfg(test)]
mod tests;
