//! The table in `docs/contacts.md`: what each defect is found to be, and after which time.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use crate::{chain::Chain, contactors::Contactors, page, relays::Relays};
use core::time::Duration;
use hal_conformance::{
    WeldBench,
    weld::{Finding, Trouble, Verdict},
};
use hal_power::Contacts;
use std::fmt::Write as _;

const RELAYS: [&str; 4] = ["line A", "line B", "neutral A", "neutral B"];
const CONTACTORS: [&str; 2] = ["battery +", "battery -"];

/// Tests one contact with a trouble; returns what was found, and the time from the begin of the test.
fn test<B: WeldBench>(contact: u32, trouble: Option<Trouble>) -> (Verdict, Duration) {
    let mut bench = B::new();
    if let Some(trouble) = trouble {
        bench.impose(trouble);
    }
    let begun = bench.world().now();
    bench.start(contact);
    let verdict = (0..B::STEPS).find_map(|_| bench.step());
    let taken = bench.world().now().saturating_since(begun);
    (verdict.unwrap(), taken)
}

fn found(verdict: Verdict, names: &[&str]) -> String {
    let named: Vec<_> = (0..)
        .zip(names)
        .filter(|(contact, _)| verdict.contacts.is_closed(*contact))
        .map(|(_, name)| *name)
        .collect();
    let all = verdict.contacts == Contacts::first(u32::try_from(names.len()).unwrap());
    match verdict.finding {
        Finding::Isolates if all => "all isolate and close".to_owned(),
        Finding::Isolates => format!("{} isolates", named.join(", ")),
        Finding::Welded => format!("**{} welded**", named.join(", ")),
        Finding::StuckOpen => format!("**{} stuck open**", named.join(" or ")),
        Finding::Doubtful => "nothing can be said".to_owned(),
    }
}

fn rows<B: WeldBench>(table: &mut String, what: &str, names: &[&str]) {
    let mut row = |contact: u32, name: &str, wrong: &str, trouble| {
        let (verdict, taken) = test::<B>(contact, trouble);
        let verdict = found(verdict, names);
        writeln!(
            table,
            "| {what} {name} | {wrong} | {verdict} | {} |",
            taken.as_millis()
        )
        .unwrap();
    };
    for (contact, name) in (0..).zip(names) {
        row(contact, name, "nothing", None);
        row(contact, name, "welded", Some(Trouble::Welded(contact)));
        row(
            contact,
            name,
            "stuck open",
            Some(Trouble::StuckOpen(contact)),
        );
        row(contact, name, "slow", Some(Trouble::Slow(contact)));
        row(contact, name, "bounces", Some(Trouble::Bouncing(contact)));
    }
    for (wrong, trouble) in [
        ("residual voltage", Trouble::Residual),
        ("drift", Trouble::Drift),
        ("no source", Trouble::Absent),
        ("silent sensors", Trouble::Silent),
        ("stale readings", Trouble::Stale),
    ] {
        row(0, "any", wrong, Some(trouble));
    }
}

fn table() -> String {
    let mut table = String::from(
        "| contact | what is wrong | verdict | after, in ms |\n| --- | --- | --- | --: |\n",
    );
    rows::<Relays<Chain>>(&mut table, "relay", &RELAYS);
    rows::<Contactors>(&mut table, "contactor", &CONTACTORS);
    table
}

#[test]
fn the_page_tells_what_is_found_and_when() {
    page::holds("contacts.md", "components", &table());
}
