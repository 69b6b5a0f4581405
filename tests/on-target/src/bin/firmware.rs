//! The firmware of the all-in-one in its simulated house: the scenarios that go wrong, each to its end.
#![no_std]
#![no_main]

use all_in_one_house::{
    BusLayout, MeterPart, Monitor, Plan, RelayDriver, Scenario, all_in_one_firmware::hal_inverter::Profile, judge,
    run,
};
use cortex_m_rt::entry;
use cortex_m_semihosting::hprintln;
use on_target::{begin, end};

/// Runs a scenario on a model for as long as its end takes; returns what differs.
fn differences(model: &'static Profile, scenario: Scenario) -> usize {
    let plan = Plan {
        model,
        scenario,
        seed: 1,
        relays: RelayDriver::Drv8860,
        layout: BusLayout::Separate,
        monitor: Monitor::Ades183x,
        meter: MeterPart::Ade7953,
        modules: 4,
        seconds: Plan::seconds_in(scenario.least_hours()),
        recorded: false,
    };
    let outcome = match run(&plan, |_| ()) {
        Ok(outcome) => outcome,
        Err(broken) => {
            hprintln!("{} {}: {}", model.name, scenario, broken);
            return 1;
        }
    };
    let verdict = judge(scenario, &outcome);
    for difference in &verdict.differences {
        hprintln!("{} {} differs: {}", model.name, scenario, difference);
    }
    hprintln!(
        "{} {}: {} s, {} transfers, {} facts, {} differences",
        model.name,
        scenario,
        plan.seconds,
        outcome.bus.transfers,
        outcome.facts.len(),
        verdict.differences.len()
    );
    verdict.differences.len()
}

#[entry]
fn main() -> ! {
    begin();
    let Some(model) = Profile::named("HS2-5K-S2") else {
        end(1)
    };
    let scenarios = [Scenario::Day, Scenario::GridLoss, Scenario::BusFault];
    end(scenarios
        .map(|scenario| differences(model, scenario))
        .into_iter()
        .sum())
}
