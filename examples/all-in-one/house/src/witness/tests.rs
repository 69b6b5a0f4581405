//! A story that ends well, and the same story with one thing wrong, for every thing that is judged.

mod battery;
mod bond;
mod earth;
mod shorts;
mod waves;

use super::*;
use crate::{chronicle::Condition, scenario::Relay};
use all_in_one_firmware::{
    BATTERY, Event, GRID, Proof, Stage, State, Trouble, contact,
    hal_inverter::ChainFault,
    hal_power::{Contacts, PathId, Temperature, Unusable, check::RelayFault},
};

type Facts = Vec<(Instant, Fact)>;

const fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

fn contacts(numbers: &[u32]) -> Contacts {
    let each = numbers.iter().map(|number| Contacts::only(*number));
    each.fold(Contacts::NONE, |sum, contact| sum | contact)
}

const PRECHARGE: [u32; 2] = [contact::PRECHARGE, contact::BATTERY_NEGATIVE];
const MAIN: [u32; 2] = [contact::BATTERY_POSITIVE, contact::BATTERY_NEGATIVE];
const CONNECTED: [u32; 6] = [1, 2, 3, 4, 5, 6];
const BOND: [u32; 3] = [1, 2, contact::NEUTRAL_BOND];

fn now(condition: Condition, holds: bool) -> Fact {
    Fact::Now(condition, holds)
}

fn used(proof: Proof, path: PathId) -> Fact {
    Fact::Told(Event::Used(proof, path, at(0)))
}

/// Coils at a time, contacts 10 ms later.
fn moved(facts: &mut Facts, millis: u64, numbers: &[u32]) {
    facts.push((at(millis), Fact::Coils(contacts(numbers))));
    facts.push((at(millis + 10), Fact::Closed(contacts(numbers))));
}

/// The precharge contacts, onto a battery that is insulated.
fn precharges(facts: &mut Facts, millis: u64) {
    facts.push((at(millis), used(Proof::Insulation, BATTERY)));
    moved(facts, millis, &PRECHARGE);
}

/// From rest to connected, at `begin`; the connection is made `window` after it.
fn starts(facts: &mut Facts, begin: u64, window: u64) {
    precharges(facts, begin);
    facts.push((at(begin + 500), used(Proof::Precharged, BATTERY)));
    moved(facts, begin + 500, &MAIN);
    facts.push((at(begin + 600), Fact::Gates(Stage::BatteryLeg, true)));
    facts.push((at(begin + 600), Fact::Gates(Stage::Boost, true)));
    facts.push((at(begin + 610), now(Condition::CurrentBreakable, false)));
    connects(facts, begin + window);
}

fn connects(facts: &mut Facts, millis: u64) {
    facts.push((at(millis), used(Proof::Relays, GRID)));
    facts.push((at(millis), used(Proof::Insulation, GRID)));
    moved(facts, millis, &CONNECTED);
    facts.push((at(millis + 100), Fact::Gates(Stage::Bridge, true)));
    facts.push((at(millis + 100), Fact::Told(Event::Entered(State::Running))));
}

/// A stop in order, `begin` after the cause, with contactors that wait for `patience`.
fn stops(facts: &mut Facts, begin: u64, trouble: Trouble, patience: u64) {
    for stage in [Stage::Bridge, Stage::BatteryLeg, Stage::Boost] {
        facts.push((at(begin), Fact::Gates(stage, false)));
    }
    facts.push((at(begin), Fact::Told(Event::Stopping(trouble))));
    moved(facts, begin, &MAIN);
    facts.push((at(begin), now(Condition::CurrentBreakable, true)));
    facts.push((at(begin), now(Condition::BackupDead, true)));
    moved(facts, begin + patience, &[]);
    facts.push((at(begin + patience + 30), now(Condition::Discharging, true)));
    facts.push((at(begin + 30_000), now(Condition::LinkSafe, true)));
}

fn begin() -> Facts {
    vec![(at(0), now(Condition::CurrentBreakable, true))]
}

fn good_day() -> Facts {
    let mut facts = begin();
    starts(&mut facts, 300, 60_000);
    facts
}

fn good_grid_loss() -> Facts {
    let mut facts = good_day();
    facts.push((at(600_000), now(Condition::GridDead, true)));
    facts.push((at(600_000), now(Condition::FeedsBack, true)));
    facts.push((at(600_205), Fact::Gates(Stage::Bridge, false)));
    moved(&mut facts, 600_205, &MAIN);
    facts.push((at(600_220), now(Condition::FeedsBack, false)));
    facts.push((at(600_800), used(Proof::Relays, GRID)));
    moved(&mut facts, 600_800, &BOND);
    facts.push((at(600_820), now(Condition::BackupSupplied, true)));
    facts.push((at(1_500_000), now(Condition::GridDead, false)));
    moved(&mut facts, 1_560_200, &MAIN);
    connects(&mut facts, 1_561_000);
    facts
}

fn good_hot_battery() -> Facts {
    let mut facts = good_day();
    facts.push((at(900_000), now(Condition::CellHot, true)));
    let trouble = Trouble::CellsHot(Temperature::from_celsius(51));
    stops(&mut facts, 900_005, trouble, 10);
    facts.push((at(1_500_000), Fact::Pressed));
    facts.push((at(2_000_000), now(Condition::CellRecovered, true)));
    facts.push((at(3_600_000), Fact::Pressed));
    facts.push((at(3_600_100), now(Condition::Discharging, false)));
    starts(&mut facts, 3_600_300, 2_000);
    facts
}

fn good_bus_fault() -> Facts {
    let mut facts = good_day();
    facts.push((at(600_000), now(Condition::BusDead, true)));
    let trouble = Trouble::BatterySensor(Unusable::Stale);
    stops(&mut facts, 600_041, trouble, 900);
    facts.push((at(610_000), now(Condition::BusDead, false)));
    starts(&mut facts, 615_000, 2_000);
    facts
}

fn good_welded_relay(relay: Relay) -> Facts {
    let mut facts = begin();
    let welded = Contacts::only(relay.contact());
    facts.push((at(0), Fact::Welds(relay.contact())));
    precharges(&mut facts, 300);
    facts.push((at(800), used(Proof::Precharged, BATTERY)));
    moved(&mut facts, 800, &MAIN);
    facts.push((at(900), Fact::Gates(Stage::BatteryLeg, true)));
    let trouble = Trouble::Relays(ChainFault::Relays(RelayFault::Welded(welded)));
    stops(&mut facts, 1_500, trouble, 10);
    for (_, fact) in &mut facts {
        if let Fact::Closed(closed) = fact {
            *closed |= welded;
        }
    }
    facts
}

fn good_stuck_relay(relay: Relay) -> Facts {
    let mut facts = begin();
    facts.push((at(0), Fact::Sticks(relay.contact())));
    precharges(&mut facts, 300);
    facts.push((at(800), used(Proof::Precharged, BATTERY)));
    moved(&mut facts, 800, &MAIN);
    facts.push((at(900), Fact::Gates(Stage::BatteryLeg, true)));
    facts.push((at(60_000), used(Proof::Relays, GRID)));
    facts.push((at(60_000), used(Proof::Insulation, GRID)));
    moved(&mut facts, 60_000, &CONNECTED);
    let trouble = Trouble::Relays(ChainFault::Relays(RelayFault::StuckOpen(relay.pole())));
    stops(&mut facts, 60_050, trouble, 10);
    for (_, fact) in &mut facts {
        if let Fact::Closed(closed) = fact {
            *closed -= Contacts::only(relay.contact());
        }
    }
    facts
}

fn good(scenario: Scenario) -> Facts {
    match scenario {
        Scenario::Day => good_day(),
        Scenario::GridLoss => good_grid_loss(),
        Scenario::HotBattery => good_hot_battery(),
        Scenario::BusFault => good_bus_fault(),
        Scenario::WeldedRelay(relay) => good_welded_relay(relay),
        Scenario::BondStuck(stuck) => bond::good(stuck),
        Scenario::TripStuck => waves::good_trip_stuck(),
        Scenario::Desaturation => shorts::good_desaturation(),
        Scenario::Sag => waves::good_sag(),
        Scenario::FrequencyDrift => waves::good_frequency_drift(),
        Scenario::Islanding(_) => waves::good_islanding(),
        Scenario::StuckRelay(relay) => good_stuck_relay(relay),
        Scenario::EarthFault(onset, _) => earth::good_earth_fault(onset),
        Scenario::LeakageStep(step) => earth::good_leakage_step(step),
        Scenario::LeakageRepeats => earth::good_leakage_repeats(),
        other => battery::good(other),
    }
}

fn differences(scenario: Scenario, mut facts: Facts) -> Vec<String> {
    facts.sort_by_key(|(at, _)| *at);
    judge_facts(scenario, &facts, 0.0).differences
}

/// Moves what is chosen by some milliseconds.
fn shift(facts: &mut Facts, millis: i64, chosen: impl Fn(u64, &Fact) -> bool) {
    for (time, fact) in facts.iter_mut() {
        let micros = time.as_micros();
        if chosen(micros / 1_000, fact) {
            *time = Instant::from_micros(micros.checked_add_signed(millis * 1_000).unwrap());
        }
    }
}

/// Takes away what is chosen.
fn without(facts: &mut Facts, chosen: impl Fn(u64, &Fact) -> bool) {
    let before = facts.len();
    facts.retain(|(time, fact)| !chosen(time.as_micros() / 1_000, fact));
    assert!(facts.len() < before, "nothing was taken away");
}

#[test]
fn what_ends_well_differs_in_nothing() {
    for scenario in Scenario::ALL {
        let found = differences(scenario, good(scenario));
        assert_eq!(found, Vec::<String>::new(), "{scenario}");
    }
}

#[test]
fn nothing_at_all_is_no_good_end() {
    for scenario in Scenario::ALL {
        assert!(!differences(scenario, begin()).is_empty(), "{scenario}");
    }
}

#[test]
fn a_balance_that_does_not_close_differs() {
    let facts = good_day();
    for (gap, closes) in [
        (0.0, true),
        (0.005, true),
        (0.0051, false),
        (f64::NAN, false),
    ] {
        let found = judge_facts(Scenario::Day, &facts, gap).differences;
        assert_eq!(found.is_empty(), closes, "{gap}: {found:?}");
    }
}

const WELDED: Scenario = Scenario::WeldedRelay(Relay::NeutralA);
const STUCK: Scenario = Scenario::StuckRelay(Relay::LineB);

/// The same story with another trouble to stop for.
fn stops_for(facts: &mut Facts, fault: RelayFault) {
    for (_, fact) in facts {
        if let Fact::Told(Event::Stopping(trouble)) = fact {
            *trouble = Trouble::Relays(ChainFault::Relays(fault));
        }
    }
}

type Spoil = fn(&mut Facts);

/// Each spoils one thing; the difference has to name it.
const SPOILED: &[(Scenario, &str, Spoil)] = &[
    (Scenario::Day, "connected", |facts| {
        without(facts, |_, fact| {
            *fact == Fact::Told(Event::Entered(State::Running))
        });
    }),
    (Scenario::Day, "connected 50", |facts| {
        shift(facts, -10_000, |at, _| at > 60_000);
    }),
    (Scenario::Day, "a stage goes off", |facts| {
        facts.push((at(70_000), Fact::Gates(Stage::Boost, false)));
    }),
    (Scenario::Day, "a contact moves", |facts| {
        facts.push((at(70_000), Fact::Coils(contacts(&MAIN))));
    }),
    (Scenario::Day, "stops", |facts| {
        facts.push((at(200), Fact::Told(Event::Stopping(Trouble::Pin))));
    }),
    (Scenario::Day, "without proof", |facts| {
        without(facts, |_, fact| *fact == used(Proof::Relays, GRID));
    }),
    (Scenario::Day, "without proof", |facts| {
        without(facts, |_, fact| *fact == used(Proof::Insulation, GRID));
    }),
    (Scenario::Day, "without insulation", |facts| {
        without(facts, |_, fact| *fact == used(Proof::Insulation, BATTERY));
    }),
    (Scenario::Day, "without precharge", |facts| {
        without(facts, |_, fact| *fact == used(Proof::Precharged, BATTERY));
    }),
    (Scenario::Day, "bond is closed on the grid", |facts| {
        let all = contacts(&CONNECTED).with(contact::NEUTRAL_BOND, true);
        facts.push((at(70_000), Fact::Closed(all)));
    }),
    (Scenario::GridLoss, "bridge off 300ms", |facts| {
        shift(facts, 95, |at, _| (600_205..600_220).contains(&at));
    }),
    (Scenario::GridLoss, "bridge off 100ms", |facts| {
        shift(facts, -105, |at, _| (600_205..600_220).contains(&at));
    }),
    (Scenario::GridLoss, "grid coils off 2ms", |facts| {
        shift(facts, 2, |at, fact| {
            at == 600_205 && matches!(fact, Fact::Coils(_))
        });
    }),
    (Scenario::GridLoss, "grid relays open", |facts| {
        shift(facts, 20, |at, fact| {
            at == 600_215 && matches!(fact, Fact::Closed(_))
        });
    }),
    (Scenario::GridLoss, "feeds the dead grid", |facts| {
        facts.push((at(900_000), now(Condition::FeedsBack, true)));
    }),
    (Scenario::GridLoss, "connects to the dead grid", |facts| {
        facts.push((at(900_000), Fact::Closed(contacts(&CONNECTED))));
    }),
    (
        Scenario::GridLoss,
        "backup output is on without proof",
        |facts| {
            without(facts, |at, _| at == 600_800);
        },
    ),
    (Scenario::GridLoss, "backup output on never", |facts| {
        without(facts, |_, fact| {
            *fact == now(Condition::BackupSupplied, true)
        });
    }),
    (Scenario::GridLoss, "connected again", |facts| {
        shift(facts, -10_000, |at, _| at >= 1_560_000);
    }),
    (Scenario::GridLoss, "connected again never", |facts| {
        without(facts, |at, _| at >= 1_561_000);
    }),
    (Scenario::GridLoss, "not connected when", |facts| {
        without(facts, |_, fact| {
            *fact == Fact::Told(Event::Entered(State::Running))
        });
    }),
    (Scenario::HotBattery, "gates off", |facts| {
        shift(facts, 1_200, |_, fact| {
            *fact == Fact::Gates(Stage::Boost, false)
        });
    }),
    (Scenario::HotBattery, "gates off never", |facts| {
        without(facts, |_, fact| {
            *fact == Fact::Gates(Stage::BatteryLeg, false)
        });
    }),
    (Scenario::HotBattery, "current breakable", |facts| {
        shift(facts, 1_200, |at, fact| {
            at > 900_000 && *fact == now(Condition::CurrentBreakable, true)
        });
    }),
    (
        Scenario::HotBattery,
        "contactors open under current",
        |facts| {
            shift(facts, 500, |at, fact| {
                at > 900_000 && *fact == now(Condition::CurrentBreakable, true)
            });
        },
    ),
    (Scenario::HotBattery, "contactors open 2.5", |facts| {
        shift(facts, 2_500, |at, fact| {
            at == 900_025 && matches!(fact, Fact::Closed(_))
        });
    }),
    (Scenario::HotBattery, "discharge before", |facts| {
        shift(facts, -25, |_, fact| {
            *fact == now(Condition::Discharging, true)
        });
    }),
    (Scenario::HotBattery, "discharge on never", |facts| {
        without(facts, |_, fact| *fact == now(Condition::Discharging, true));
    }),
    (Scenario::HotBattery, "link safe", |facts| {
        shift(facts, 300_000, |_, fact| {
            *fact == now(Condition::LinkSafe, true)
        });
    }),
    (Scenario::HotBattery, "bond opens under a live", |facts| {
        let bonded = Fact::Closed(contacts(&BOND));
        facts.push((at(900_001), bonded));
        shift(facts, 20, |_, fact| {
            *fact == now(Condition::BackupDead, true)
        });
    }),
    (Scenario::HotBattery, "cleared by ClearsItself", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Told(Event::Stopping(_)))
        });
        let other = Trouble::BatterySensor(Unusable::Stale);
        facts.push((at(900_005), Fact::Told(Event::Stopping(other))));
    }),
    (Scenario::HotBattery, "never told", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Told(Event::Stopping(_)))
        });
    }),
    (Scenario::HotBattery, "too early", |facts| {
        shift(facts, 1_000, |at, fact| {
            at > 2_000_000 && *fact == Fact::Pressed
        });
    }),
    (Scenario::HotBattery, "too early", |facts| {
        facts.push((at(1_505_000), Fact::Gates(Stage::BatteryLeg, true)));
    }),
    (Scenario::HotBattery, "never recovered", |facts| {
        without(facts, |_, fact| {
            *fact == now(Condition::CellRecovered, true)
        });
    }),
    (Scenario::HotBattery, "nobody pressed", |facts| {
        without(facts, |at, fact| at > 2_000_000 && *fact == Fact::Pressed);
    }),
    (Scenario::HotBattery, "starts again never", |facts| {
        without(facts, |at, _| at > 3_600_200);
    }),
    (Scenario::BusFault, "before 20ms", |facts| {
        shift(facts, -30, |at, _| (600_041..600_100).contains(&at));
    }),
    (Scenario::BusFault, "not within 60ms", |facts| {
        shift(facts, 30, |at, _| (600_041..600_100).contains(&at));
    }),
    (Scenario::BusFault, "contactor coils off", |facts| {
        shift(facts, 500, |at, _| (600_900..601_000).contains(&at));
    }),
    (Scenario::BusFault, "on a dead bus", |facts| {
        shift(facts, 6_000, |_, fact| {
            *fact == now(Condition::BusDead, false)
        });
    }),
    (Scenario::BusFault, "connected again", |facts| {
        without(facts, |at, fact| {
            at > 600_000 && *fact == Fact::Told(Event::Entered(State::Running))
        });
    }),
    (WELDED, "connects, at", |facts| {
        facts.push((at(5_000), Fact::Coils(contacts(&CONNECTED))));
    }),
    (WELDED, "bridge is armed", |facts| {
        facts.push((at(5_000), Fact::Gates(Stage::Bridge, true)));
    }),
    (WELDED, "backup output is supplied", |facts| {
        facts.push((at(5_000), now(Condition::BackupSupplied, true)));
    }),
    (WELDED, "never stops", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Told(Event::Stopping(_)))
        });
    }),
    (WELDED, "is not named", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Told(Event::Stopping(_)))
        });
        let other = RelayFault::Welded(Contacts::only(contact::LINE_A));
        let trouble = Trouble::Relays(ChainFault::Relays(other));
        facts.push((at(1_500), Fact::Told(Event::Stopping(trouble))));
    }),
    (WELDED, "cleared by User", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Told(Event::Stopping(_)))
        });
        facts.push((at(1_500), Fact::Told(Event::Stopping(Trouble::Pin))));
    }),
    (WELDED, "starts again, at", |facts| {
        facts.push((at(60_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (STUCK, "never stuck", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Sticks(_)));
    }),
    (STUCK, "connects, at", |facts| {
        facts.push((at(60_020), Fact::Closed(contacts(&CONNECTED))));
    }),
    (STUCK, "bridge is armed", |facts| {
        facts.push((at(60_040), Fact::Gates(Stage::Bridge, true)));
    }),
    (STUCK, "backup output is supplied", |facts| {
        facts.push((at(90_000), now(Condition::BackupSupplied, true)));
    }),
    (STUCK, "never tries to connect", |facts| {
        without(facts, |at, fact| {
            at == 60_000 && matches!(fact, Fact::Coils(_))
        });
    }),
    (STUCK, "named never", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Told(Event::Stopping(_)))
        });
    }),
    (STUCK, "named 100ms", |facts| {
        shift(facts, 50, |at, _| at >= 60_050);
    }),
    (STUCK, "is not named", |facts| {
        stops_for(facts, RelayFault::StuckOpen(Relay::NeutralA.pole()));
    }),
    (STUCK, "is not named", |facts| {
        stops_for(facts, RelayFault::Welded(Relay::LineB.pole()));
    }),
    (STUCK, "grid coils off", |facts| {
        shift(facts, 30, |at, fact| {
            at == 60_050 && matches!(fact, Fact::Coils(_))
        });
    }),
    (STUCK, "grid relays open", |facts| {
        shift(facts, 20, |at, fact| {
            at == 60_060 && matches!(fact, Fact::Closed(_))
        });
    }),
    (STUCK, "cleared by ClearsItself", |facts| {
        stops_for(facts, RelayFault::NoReference);
    }),
    (STUCK, "connects again, at", |facts| {
        facts.push((at(61_000), Fact::Coils(contacts(&CONNECTED))));
    }),
    (STUCK, "starts again, at", |facts| {
        facts.push((at(90_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
];

#[test]
fn each_thing_that_is_spoiled_is_named() {
    name_each(SPOILED);
}

fn name_each(spoiled: &[(Scenario, &str, Spoil)]) {
    let mut missed = Vec::new();
    for (scenario, named, spoil) in spoiled {
        let mut facts = good(*scenario);
        spoil(&mut facts);
        let found = differences(*scenario, facts);
        if !found.iter().any(|difference| difference.contains(named)) {
            missed.push(format!("{scenario}, {named}: {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
