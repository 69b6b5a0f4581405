//! The scenarios of the battery, to their ends, on either kind of monitor; `docs/battery.md` shows them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[path = "../../../../tests/page.rs"]
mod page;

use all_in_one_firmware::hal_inverter::Profile;
use all_in_one_house::{
    BusLayout, MeterPart, Monitor, Plan, Pole, RelayDriver, Scenario, judge, run,
};

/// Runs a scenario that has to end well on both monitors; the page shows how it did.
fn ends_well(scenario: Scenario, modules: usize) -> String {
    let mut shown = String::new();
    for monitor in Monitor::ALL {
        let plan = Plan {
            model: Profile::named("HS2-5K-S2").unwrap(),
            scenario,
            seed: 1,
            relays: RelayDriver::Drv8860,
            layout: BusLayout::Separate,
            monitor,
            meter: MeterPart::Ade7953,
            modules,
            seconds: Plan::seconds_in(scenario.hours()),
            recorded: false,
        };
        let verdict = judge(scenario, &run(&plan, |_| {}).unwrap());
        let found = verdict.differences;
        assert!(found.is_empty(), "{scenario}, {monitor}: {found:#?}");
        let ends = verdict.ends.join("\n");
        shown += &format!("```text\n{monitor}, {modules} modules\n{ends}\n```\n");
    }
    let name = match scenario {
        Scenario::WeldedContactor(Pole::Negative) => "welded-contactor --contact 2",
        _ => scenario.name(),
    };
    page::holds("battery.md", name, &shown);
    shown
}

#[test]
fn a_full_cell_is_charged_no_further_and_the_battery_never_used_again() {
    let shown = ends_well(Scenario::Overcharge, 4);
    assert_eq!(shown.matches("cleared by: Permanent").count(), 2, "{shown}");
}

#[test]
fn cells_that_are_apart_come_together() {
    let shown = ends_well(Scenario::CellImbalance, 4);
    assert_eq!(shown.matches("Level").count(), 2, "{shown}");
}

#[test]
fn a_wire_that_breaks_is_found() {
    let shown = ends_well(Scenario::OpenWire, 3);
    assert_eq!(shown.matches("OpenWires({9})").count(), 2, "{shown}");
}

#[test]
fn a_hot_cell_waits_for_its_cooling_and_for_the_user() {
    let shown = ends_well(Scenario::HotCell, 4);
    assert_eq!(shown.matches("TooHot").count(), 2, "{shown}");
}

#[test]
fn a_precharge_that_does_not_conduct_is_given_up() {
    ends_well(Scenario::PrechargeOpen, 1);
}

#[test]
fn a_precharge_that_is_shorted_is_for_service() {
    ends_well(Scenario::PrechargeShort, 2);
}

#[test]
fn a_contactor_that_welds_is_named_before_anything_closes_on_it() {
    for pole in Pole::ALL {
        ends_well(Scenario::WeldedContactor(pole), 5);
    }
}

#[test]
fn a_link_that_is_cut_takes_the_current_away_and_then_the_battery() {
    ends_well(Scenario::LinkLost, 4);
}
