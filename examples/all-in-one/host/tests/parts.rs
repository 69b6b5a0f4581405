//! Every scenario with every part and every wiring: the firmware is the same, and so is the end.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use all_in_one_firmware::hal_inverter::Profile;
use all_in_one_house::{BusLayout, MeterPart, Monitor, Plan, RelayDriver, Scenario, judge, run};

#[test]
#[ignore = "takes minutes unless optimised: cargo test --release -p all-in-one --test parts -- --ignored"]
fn every_scenario_ends_well_whatever_drives_the_relays_and_however_the_sensors_are_wired() {
    for scenario in Scenario::ALL {
        for relays in RelayDriver::ALL {
            for layout in BusLayout::ALL {
                if is_tried(scenario, relays, layout) {
                    ends_well(scenario, relays, layout);
                }
            }
        }
    }
}

/// A scenario with waves takes as long as all others together: of its combinations only the one that differs in everything from what
/// `tests/waves.rs` runs.
fn is_tried(scenario: Scenario, relays: RelayDriver, layout: BusLayout) -> bool {
    !scenario.has_waves() || (relays, layout) == (RelayDriver::Pins, BusLayout::Shared)
}

fn ends_well(scenario: Scenario, relays: RelayDriver, layout: BusLayout) {
    let plan = Plan {
        model: Profile::named("HS2-5K-S2").unwrap(),
        scenario,
        seed: 1,
        relays,
        layout,
        monitor: Monitor::Ades183x,
        meter: MeterPart::Ade7953,
        modules: 4,
        seconds: Plan::seconds_in(scenario.least_hours()),
        recorded: false,
    };
    let verdict = judge(scenario, &run(&plan, |_| {}).unwrap());
    let found = verdict.differences;
    assert!(
        found.is_empty(),
        "{scenario}, {relays}, {layout}: {found:#?}"
    );
}
