//! The run in words. Nothing in a file depends on the machine: the same seed makes the same bytes.

mod page;

pub(crate) use page::page;

use crate::cli::Options;
use all_in_one_firmware::Event;
use all_in_one_house::{Fact, Ledger, Outcome, Verdict};
use hal_power_sim::{Trace, trace::write_vcd};
use std::fmt::Write as _;

/// The log: what is news with its time, and then what differed from how the run had to end.
pub(crate) fn log(outcome: &Outcome, verdict: &Verdict) -> String {
    let mut text = String::new();
    for (at, fact) in outcome.facts.iter().filter(|(_, fact)| fact.is_news()) {
        push(&mut text, format_args!("{:>18}  {fact}\n", at.to_string()));
    }
    for difference in &verdict.differences {
        let at = outcome.end.to_string();
        push(
            &mut text,
            format_args!("{at:>18}  witness   differs: {difference}\n"),
        );
    }
    text
}

/// The traffic, for a wave viewer.
pub(crate) fn traffic(trace: &Trace) -> String {
    let mut text = String::new();
    // writing to a string does not fail
    let _ = write_vcd(trace, &mut text);
    text
}

/// The summary.
pub(crate) fn summary(options: &Options, outcome: &Outcome, verdict: &Verdict) -> String {
    let mut text = format!(
        "{}, {}, seed {}, {} h\n\n",
        options.model.name, options.scenario, options.seed, options.hours
    );
    energy(&mut text, &outcome.ledger);
    events(&mut text, outcome);
    push(
        &mut text,
        format_args!(
            "buses: {} transfers, {} bits\n",
            outcome.bus.transfers, outcome.bus.bits
        ),
    );
    text.push('\n');
    for end in &verdict.ends {
        push(&mut text, format_args!("{end}\n"));
    }
    for difference in &verdict.differences {
        push(&mut text, format_args!("differs: {difference}\n"));
    }
    text.push_str(if verdict.differences.is_empty() {
        "ends as it has to\n"
    } else {
        "does not end as it has to\n"
    });
    text
}

fn energy(text: &mut String, ledger: &Ledger) {
    let rows = [
        ("from PV", ledger.pv),
        ("from the grid", ledger.imported),
        ("to the grid", ledger.exported),
        ("to the house", ledger.house),
        ("to the backup load", ledger.backup),
        ("through the battery", ledger.battery),
        ("through the bridge", ledger.bridge),
        ("drawn from storage", ledger.drawn()),
        ("lost", ledger.losses),
    ];
    for (name, joules) in rows {
        push(
            text,
            format_args!("{name:<20}{:>10.3} kWh\n", joules / 3.6e6),
        );
    }
    push(
        text,
        format_args!(
            "{:<20}{:>10.3} %\n\n",
            "balance is open by",
            ledger.gap() * 100.0
        ),
    );
}

fn events(text: &mut String, outcome: &Outcome) {
    let told = |wanted: fn(&Event) -> bool| {
        let facts = outcome.facts.iter();
        facts
            .filter(|(_, fact)| matches!(fact, Fact::Told(event) if wanted(event)))
            .count()
    };
    push(
        text,
        format_args!(
            "events: {} in all, {} proofs made, {} used, {} stops\n",
            outcome
                .facts
                .iter()
                .filter(|(_, fact)| fact.is_news())
                .count(),
            told(|event| matches!(event, Event::Proven(..))),
            told(|event| matches!(event, Event::Used(..))),
            told(|event| matches!(event, Event::Stopped(_))),
        ),
    );
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // writing to a string does not fail
    let _ = text.write_fmt(line);
}
