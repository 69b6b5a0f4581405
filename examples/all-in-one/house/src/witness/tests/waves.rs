//! The same for the scenarios that integrate waves, and for the stuck trip.

use super::*;
use crate::scenario::Share;
use all_in_one_firmware::hal_power::check::TripFault;

const SHARES: Scenario = Scenario::Islanding(Share::TwoThirds);

pub(super) fn good_trip_stuck() -> Facts {
    let mut facts = begin();
    let trouble = Trouble::TripPath(TripFault::NeverTrips);
    facts.push((at(109), Fact::Told(Event::Stopping(trouble))));
    facts
}

/// A condition, from and for so many milliseconds.
fn holds(facts: &mut Facts, condition: Condition, from: u64, lasts: u64) {
    facts.push((at(from), now(condition, true)));
    facts.push((at(from + lasts), now(condition, false)));
}

/// Bridge off so long after `begin` that the contacts are apart at `millis`, and connected again at `again`.
fn leaves(facts: &mut Facts, millis: u64, again: u64) {
    facts.push((at(millis - 10), Fact::Gates(Stage::Bridge, false)));
    moved(facts, millis - 10, &MAIN);
    connects(facts, again);
}

pub(super) fn good_sag() -> Facts {
    let mut facts = good_day();
    holds(&mut facts, Condition::VoltageLow, 70_000, 1_400);
    holds(&mut facts, Condition::VoltageLow, 74_000, 3_000);
    leaves(&mut facts, 75_505, 137_900);
    holds(&mut facts, Condition::VoltageVeryLow, 150_000, 150);
    holds(&mut facts, Condition::VoltageVeryLow, 153_000, 1_000);
    leaves(&mut facts, 153_203, 214_500);
    facts
}

pub(super) fn good_frequency_drift() -> Facts {
    let mut facts = good_day();
    holds(&mut facts, Condition::FrequencyHigh, 81_000, 10_000);
    leaves(&mut facts, 83_001, 155_000);
    holds(&mut facts, Condition::FrequencyLow, 186_000, 10_000);
    leaves(&mut facts, 188_003, 260_000);
    facts
}

pub(super) fn good_islanding() -> Facts {
    let mut facts = good_day();
    holds(&mut facts, Condition::StreetCut, 70_000, 5_000);
    holds(&mut facts, Condition::FeedsBack, 70_001, 60);
    leaves(&mut facts, 70_057, 135_500);
    facts
}

const SPOILED: &[(Scenario, &str, Spoil)] = &[
    (Scenario::TripStuck, "a stage is armed", |facts| {
        facts.push((at(500), Fact::Gates(Stage::BatteryLeg, true)));
    }),
    (Scenario::TripStuck, "a contact is closed", |facts| {
        facts.push((at(500), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (
        Scenario::TripStuck,
        "the trip path is named never",
        |facts| {
            without(facts, |_, fact| matches!(fact, Fact::Told(_)));
            let trouble = Trouble::TripPath(TripFault::NeverClears);
            facts.push((at(109), Fact::Told(Event::Stopping(trouble))));
        },
    ),
    (Scenario::Sag, "trips on what is over in time", |facts| {
        leaves(facts, 71_000, 72_000);
    }),
    (Scenario::Sag, "bridge off 1.38s", |facts| {
        shift(facts, -115, |at, _| (75_495..75_506).contains(&at));
    }),
    (Scenario::Sag, "bridge off 1.595s", |facts| {
        shift(facts, 100, |at, _| (75_495..75_506).contains(&at));
    }),
    (Scenario::Sag, "bridge off 240ms", |facts| {
        shift(facts, 47, |at, _| (153_193..153_204).contains(&at));
    }),
    (Scenario::Sag, "grid coils off 2ms", |facts| {
        shift(facts, 2, |at, fact| {
            at == 75_495 && matches!(fact, Fact::Coils(_))
        });
    }),
    (Scenario::Sag, "before 60s", |facts| {
        shift(facts, -5_000, |at, _| (137_900..138_100).contains(&at));
    }),
    (Scenario::Sag, "VoltageVeryLow never", |facts| {
        without(facts, |_, fact| {
            matches!(fact, Fact::Now(Condition::VoltageVeryLow, _))
        });
    }),
    (Scenario::Sag, "not connected at", |facts| {
        moved(facts, 73_500, &MAIN);
    }),
    (Scenario::FrequencyDrift, "bridge off 1.841s", |facts| {
        shift(facts, -150, |at, _| (82_991..83_002).contains(&at));
    }),
    (Scenario::FrequencyDrift, "bridge off 2.143s", |facts| {
        shift(facts, 150, |at, _| (187_993..188_004).contains(&at));
    }),
    (
        Scenario::FrequencyDrift,
        "goes off with the frequency inside",
        |facts| {
            leaves(facts, 78_000, 79_000);
        },
    ),
    (SHARES, "bridge off 2.047s", |facts| {
        shift(facts, 2_000, |at, _| (70_047..70_058).contains(&at));
    }),
    (SHARES, "feeds the island", |facts| {
        holds(facts, Condition::FeedsBack, 72_000, 10);
    }),
    (SHARES, "before 60s", |facts| {
        shift(facts, -5_000, |at, _| at >= 135_500);
    }),
    (SHARES, "stops", |facts| {
        facts.push((at(71_000), Fact::Told(Event::Stopping(Trouble::Pin))));
    }),
    (SHARES, "not connected when the street was cut", |facts| {
        shift(facts, 15_000, |at, _| (60_000..61_000).contains(&at));
    }),
];

#[test]
fn each_thing_that_is_spoiled_is_named() {
    name_each(SPOILED);
}
