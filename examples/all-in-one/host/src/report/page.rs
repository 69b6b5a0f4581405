//! The run as a page: curves, bars and events over time, in one file that needs no other.

use crate::cli::Options;
use all_in_one_firmware::{
    Event, Permissive, contact,
    hal_power::{Contacts, Instant},
};
use all_in_one_house::{Fact, Outcome, SERIES, Verdict};
use serde_json::{Value, json};

/// The page's frame, with places for style, script and data.
const FRAME: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Names of the contacts, by number.
const CONTACTS: [(u32, &str); 8] = [
    (contact::PRECHARGE, "precharge"),
    (contact::BATTERY_POSITIVE, "battery +"),
    (contact::BATTERY_NEGATIVE, "battery -"),
    (contact::LINE_A, "line A"),
    (contact::LINE_B, "line B"),
    (contact::NEUTRAL_A, "neutral A"),
    (contact::NEUTRAL_B, "neutral B"),
    (contact::NEUTRAL_BOND, "neutral bond"),
];

/// Makes the page.
pub(crate) fn page(options: &Options, outcome: &Outcome, verdict: &Verdict) -> String {
    let title = format!(
        "{}, {}, seed {}",
        options.model.name, options.scenario, options.seed
    );
    let data = json!({
        "title": title,
        "verdict": {
            "ends": verdict.ends,
            "differences": verdict.differences,
        },
        "end": seconds(outcome.end),
        "series": series(outcome),
        "times": outcome.samples.iter().map(|sample| seconds(sample.at)).collect::<Vec<_>>(),
        "lanes": lanes(outcome),
        "events": events(outcome),
    });
    // a closing tag inside the data would end the script
    let data = data.to_string().replace("</", "<\\/");
    FRAME
        .replace("{{title}}", &title)
        .replace("{{style}}", STYLE)
        .replace("{{data}}", &data)
        .replace("{{script}}", SCRIPT)
}

fn seconds(at: Instant) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "µs of a year are exact in f64")]
    let micros = at.as_micros() as f64;
    micros / 1e6
}

fn series(outcome: &Outcome) -> Vec<Value> {
    let column = |index: usize| -> Vec<f64> {
        let samples = outcome.samples.iter();
        samples
            .filter_map(|sample| sample.values.get(index))
            .map(|value| (value * 1e3).round() / 1e3)
            .collect()
    };
    SERIES
        .iter()
        .enumerate()
        .map(|(index, series)| {
            json!({ "name": series.name, "unit": series.unit, "values": column(index) })
        })
        .collect()
}

fn events(outcome: &Outcome) -> Vec<Value> {
    let news = outcome.facts.iter().filter(|(_, fact)| fact.is_news());
    news.map(|(at, fact)| json!([seconds(*at), fact.to_string()]))
        .collect()
}

/// Bars of one kind, by name.
struct Lanes<'a> {
    outcome: &'a Outcome,
    rows: Vec<Value>,
}

fn lanes(outcome: &Outcome) -> Vec<Value> {
    let mut lanes = Lanes {
        outcome,
        rows: Vec::new(),
    };
    lanes.states();
    lanes.gates();
    lanes.contacts();
    lanes.proofs();
    lanes.permissives();
    lanes.conditions();
    lanes.rows
}

impl Lanes<'_> {
    fn push(&mut self, kind: &str, name: &str, bars: Vec<(f64, f64, String)>) {
        if !bars.is_empty() {
            self.rows
                .push(json!({ "kind": kind, "name": name, "bars": bars }));
        }
    }

    fn end(&self) -> f64 {
        seconds(self.outcome.end)
    }

    /// The states of the firmware, one after the other.
    fn states(&mut self) {
        let entered = self
            .outcome
            .facts
            .iter()
            .filter_map(|(at, fact)| match fact {
                Fact::Told(Event::Entered(state)) => Some((seconds(*at), format!("{state:?}"))),
                _ => None,
            });
        let mut bars: Vec<(f64, f64, String)> = Vec::new();
        for (at, name) in entered {
            if let Some((_, to, _)) = bars.last_mut() {
                *to = at;
            }
            bars.push((at, self.end(), name));
        }
        self.push("state", "state", bars);
    }

    fn gates(&mut self) {
        let mut stages = Vec::new();
        for (_, fact) in &self.outcome.facts {
            if let Fact::Gates(stage, _) = fact
                && !stages.contains(stage)
            {
                stages.push(*stage);
            }
        }
        for stage in stages {
            let name = format!("{stage:?}");
            let bars = self.bars(&name, |fact| match fact {
                Fact::Gates(found, on) if *found == stage => Some(*on),
                _ => None,
            });
            self.push("gates", &name, bars);
        }
    }

    fn contacts(&mut self) {
        for (number, name) in CONTACTS {
            let bars = self.bars(name, |fact| match fact {
                Fact::Closed(closed) => Some(closed.contains(Contacts::only(number))),
                _ => None,
            });
            self.push("contacts", &format!("{number} {name}"), bars);
        }
    }

    /// Each proof from when it was made to when it was used.
    fn proofs(&mut self) {
        let mut kinds = Vec::new();
        for (_, fact) in &self.outcome.facts {
            if let Fact::Told(Event::Used(proof, ..)) = fact
                && !kinds.contains(proof)
            {
                kinds.push(*proof);
            }
        }
        for kind in kinds {
            let used = self
                .outcome
                .facts
                .iter()
                .filter_map(|(at, fact)| match fact {
                    Fact::Told(Event::Used(proof, path, made)) if *proof == kind => {
                        let label = format!("{kind:?} of path {}", path.0);
                        Some((seconds(*made), seconds(*at), label))
                    }
                    _ => None,
                });
            let bars = used.collect();
            self.push("proofs", &format!("{kind:?}"), bars);
        }
    }

    fn permissives(&mut self) {
        for permissive in Permissive::ALL {
            let name = format!("{permissive:?}");
            let bars = self.bars(&name, |fact| match fact {
                Fact::Told(Event::Permits(found, holds)) if *found == permissive => Some(*holds),
                _ => None,
            });
            self.push("permissives", &name, bars);
        }
    }

    fn conditions(&mut self) {
        let mut conditions = Vec::new();
        for (_, fact) in self.outcome.facts.iter().filter(|(_, fact)| fact.is_news()) {
            if let Fact::Now(condition, _) = fact
                && !conditions.contains(condition)
            {
                conditions.push(*condition);
            }
        }
        for condition in conditions {
            let name = format!("{condition:?}");
            let bars = self.bars(&name, |fact| match fact {
                Fact::Now(found, holds) if *found == condition => Some(*holds),
                _ => None,
            });
            self.push("conditions", &name, bars);
        }
    }

    /// Bars for as long as `holds` says so; facts that it has nothing to say of change nothing.
    fn bars(&self, name: &str, holds: impl Fn(&Fact) -> Option<bool>) -> Vec<(f64, f64, String)> {
        let mut bars = Vec::new();
        let mut since = None;
        for (at, fact) in &self.outcome.facts {
            match (holds(fact), since) {
                (Some(true), None) => since = Some(seconds(*at)),
                (Some(false), Some(begin)) => {
                    bars.push((begin, seconds(*at), name.to_owned()));
                    since = None;
                }
                _ => {}
            }
        }
        if let Some(begin) = since {
            bars.push((begin, self.end(), name.to_owned()));
        }
        bars
    }
}
