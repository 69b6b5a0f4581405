//! The scenarios of what leaks to earth, to their ends; `docs/earth.md` shows them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[path = "../../../../tests/page.rs"]
mod page;

use all_in_one_firmware::hal_inverter::Profile;
use all_in_one_house::{
    BusLayout, MeterPart, Monitor, Onset, Place, Plan, RelayDriver, Scenario, Step, judge, run,
};
use std::sync::Mutex;

/// One run at a time: each takes a processor for a while.
static RUNNING: Mutex<()> = Mutex::new(());

/// Runs a scenario that has to end well, and returns how it did.
fn ends_well(scenario: Scenario) -> Vec<String> {
    let _running = RUNNING.lock();
    let plan = Plan {
        model: Profile::named("HS2-5K-S2").unwrap(),
        scenario,
        seed: 1,
        relays: RelayDriver::Drv8860,
        layout: BusLayout::Separate,
        monitor: Monitor::Ades183x,
        meter: MeterPart::Ade7953,
        modules: 4,
        seconds: Plan::seconds_in(scenario.hours()),
        recorded: false,
    };
    let verdict = judge(scenario, &run(&plan, |_| {}).unwrap());
    let found = verdict.differences;
    assert!(found.is_empty(), "{scenario}: {found:#?}");
    verdict.ends
}

/// The rows of a table of times, and the page's block of ends of the last.
fn shown(block: &str, scenarios: impl IntoIterator<Item = Scenario>) -> Vec<String> {
    let mut table = String::from(
        "| scenario | what leaks | contacts apart after | limit |\n| --- | --- | --: | --: |\n",
    );
    let mut last = Vec::new();
    for scenario in scenarios {
        last = ends_well(scenario);
        for end in &last {
            let Some((what, times)) = end.split_once(": apart after ") else {
                continue;
            };
            let (after, limit) = times.split_once(", limit ").unwrap();
            table += &format!("| `{scenario}` | {what} | {after} | {limit} |\n");
        }
    }
    let ends = last.join("\n");
    let name = block.to_owned();
    page::holds(
        "earth.md",
        &name,
        &format!("{table}\n```text\n{ends}\n```\n"),
    );
    last
}

fn count(ends: &[String], words: &str) -> usize {
    ends.iter().filter(|end| end.contains(words)).count()
}

#[test]
fn an_insulation_that_fails_is_cut_off_and_not_connected_again() {
    let faults = Onset::ALL
        .into_iter()
        .flat_map(|onset| Place::ALL.map(|place| Scenario::EarthFault(onset, place)));
    let ends = shown("earth-fault", faults);
    assert_eq!(count(&ends, "insulation refused"), 1, "{ends:#?}");
    assert_eq!(count(&ends, "cleared by: User"), 1, "{ends:#?}");
}

#[test]
fn each_step_is_cut_off_in_its_time_beside_the_current_of_a_wet_array() {
    let ends = shown("leakage-step", Step::ALL.map(Scenario::LeakageStep));
    assert_eq!(count(&ends, "limit 40ms"), 1, "{ends:#?}");
    assert_eq!(count(&ends, "cleared by: ClearsItself"), 1, "{ends:#?}");
}

#[test]
fn the_fifth_within_a_day_waits_for_the_user() {
    let ends = shown("leakage-repeats", [Scenario::LeakageRepeats]);
    assert_eq!(count(&ends, "cleared by: ClearsItself"), 4, "{ends:#?}");
    assert_eq!(count(&ends, "cleared by: User"), 1, "{ends:#?}");
}
