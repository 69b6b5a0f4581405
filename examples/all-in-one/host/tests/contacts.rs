//! The table in `docs/contacts.md`: when the firmware names a relay, and what becomes of it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

#[path = "../../../../tests/page.rs"]
mod page;

use all_in_one_firmware::{
    Event, State, Trouble,
    hal_inverter::{ChainFault, Profile},
    hal_power::{Contacts, Instant, check::RelayFault},
};
use all_in_one_house::{
    BusLayout, Fact, MeterPart, Monitor, Outcome, Plan, Relay, RelayDriver, Scenario, run,
};
use std::fmt::Write as _;

/// Contacts by their number in the bank.
const NAMES: [(u32, &str); 4] = [
    (3, "line A"),
    (4, "line B"),
    (5, "neutral A"),
    (6, "neutral B"),
];

fn outcome(scenario: Scenario, seconds: u64) -> Outcome {
    let plan = Plan {
        model: Profile::named("HS2-5K-S2").unwrap(),
        scenario,
        seed: 1,
        relays: RelayDriver::Drv8860,
        layout: BusLayout::Separate,
        monitor: Monitor::Ades183x,
        meter: MeterPart::Ade7953,
        modules: 4,
        seconds,
        recorded: false,
    };
    run(&plan, |_| {}).unwrap()
}

fn first<T>(outcome: &Outcome, of: impl Fn(&Fact) -> Option<T>) -> (Instant, T) {
    let mut facts = outcome.facts.iter();
    facts.find_map(|(at, fact)| Some((*at, of(fact)?))).unwrap()
}

fn named(contacts: Contacts, between: &str) -> String {
    let names: Vec<_> = NAMES
        .into_iter()
        .filter(|(number, _)| contacts.is_closed(*number))
        .map(|(_, name)| name)
        .collect();
    names.join(between)
}

fn told(fault: RelayFault) -> String {
    match fault {
        RelayFault::Welded(contacts) => format!("**{} welded**", named(contacts, ", ")),
        RelayFault::StuckOpen(contacts) => format!("**{} stuck open**", named(contacts, " or ")),
        other => panic!("{other:?}"),
    }
}

/// One row: from `begins` until the firmware stops, and until no grid relay that can is closed.
fn row(
    table: &mut String,
    (name, wrong): (&str, &str),
    outcome: &Outcome,
    begins: impl Fn(&Fact) -> bool,
) {
    let (begun, ()) = first(outcome, |fact| begins(fact).then_some(()));
    let (stopped, trouble) = first(outcome, |fact| match fact {
        Fact::Told(Event::Stopping(trouble)) => Some(*trouble),
        _ => None,
    });
    let Trouble::Relays(ChainFault::Relays(fault)) = trouble else {
        panic!("{trouble:?}");
    };
    let after = stopped.saturating_since(begun).as_secs_f64() * 1e3;
    let latch = trouble.latch();
    writeln!(
        table,
        "| {name} | {wrong} | {} | {after:.1} | {latch:?} |",
        told(fault)
    )
    .unwrap();
}

fn table() -> String {
    let mut table = String::from(
        "| relay | what is wrong | the firmware stops for | after, in ms | cleared by |\n| --- | --- | --- | --: | --- |\n",
    );
    let all = NAMES.map(|(number, _)| Contacts::only(number));
    let all = all.into_iter().fold(Contacts::NONE, |all, one| all | one);
    for (relay, (_, name)) in Relay::ALL.into_iter().zip(NAMES) {
        let outcome = outcome(Scenario::WeldedRelay(relay), 10);
        row(&mut table, (name, "welded"), &outcome, |fact| {
            *fact == Fact::Told(Event::Entered(State::RelayProof))
        });
    }
    for (relay, (_, name)) in Relay::ALL.into_iter().zip(NAMES) {
        let outcome = outcome(Scenario::StuckRelay(relay), 90);
        row(
            &mut table,
            (name, "stuck open"),
            &outcome,
            |fact| matches!(fact, Fact::Coils(coils) if coils.contains(all)),
        );
    }
    table
}

#[test]
fn the_page_tells_when_the_firmware_names_a_relay() {
    page::holds("contacts.md", "all-in-one", &table());
}
