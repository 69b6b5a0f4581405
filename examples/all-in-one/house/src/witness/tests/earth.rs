//! The same for what leaks to earth.

use super::*;
use crate::scenario::{Onset, Place, Step};
use all_in_one_firmware::hal_power::{
    Current, Insulation, Resistance,
    check::{InsulationFault, ResidualTrip},
};

const SLOW: Scenario = Scenario::EarthFault(Onset::Slow, Place::Middle);
const SUDDEN: Scenario = Scenario::EarthFault(Onset::Sudden, Place::Negative);
const SMALL: Scenario = Scenario::LeakageStep(Step::Small);
const LARGE: Scenario = Scenario::LeakageStep(Step::Large);
const REPEATS: Scenario = Scenario::LeakageRepeats;

const fn step(repeated: bool) -> Trouble {
    let trip = ResidualTrip::Step(Current::from_milliamps(31));
    Trouble::Residual { trip, repeated }
}

const CONTINUOUS: Trouble = Trouble::Residual {
    trip: ResidualTrip::Continuous(Current::from_milliamps(301)),
    repeated: false,
};

/// Apart so many milliseconds after `begin`.
fn apart(facts: &mut Facts, begin: u64, after: u64, trouble: Trouble) {
    stops(facts, begin + after - 10, trouble, 10);
}

fn refused(facts: &mut Facts, millis: u64) {
    let low = Insulation::new(Resistance::from_ohms(500));
    let trouble = Trouble::Insulation(InsulationFault::Low(low));
    facts.push((at(millis), Fact::Told(Event::Stopping(trouble))));
}

pub(super) fn good_earth_fault(onset: Onset) -> Facts {
    let mut facts = good_day();
    facts.push((at(63_000), now(Condition::InsulationLow, true)));
    match onset {
        Onset::Sudden => {
            facts.push((at(63_000), Fact::Leaks(Current::from_milliamps(230))));
            facts.push((at(63_015), now(Condition::LeaksTooMuch, true)));
            apart(&mut facts, 63_000, 35, step(false));
            refused(&mut facts, 70_000);
        }
        Onset::Slow => {
            facts.push((at(86_000), now(Condition::LeaksTooMuch, true)));
            apart(&mut facts, 86_000, 150, CONTINUOUS);
            refused(&mut facts, 95_000);
        }
    }
    facts
}

pub(super) fn good_leakage_step(step_of: Step) -> Facts {
    let mut facts = good_day();
    let (change, after) = match step_of {
        Step::Small => (31, 280),
        Step::Medium => (62, 140),
        Step::Large => (155, 35),
    };
    let change = Current::from_milliamps(change);
    facts.push((at(63_000), Fact::Leaks(change)));
    apart(&mut facts, 63_000, after, step(false));
    starts(&mut facts, 69_000, 2_000);
    facts
}

pub(super) fn good_leakage_repeats() -> Facts {
    let mut facts = good_day();
    for begin in [100_000, 130_000, 160_000, 190_000, 220_000] {
        let change = Current::from_milliamps(155);
        facts.push((at(begin), Fact::Leaks(change)));
        let is_fifth = begin == 220_000;
        apart(&mut facts, begin, 30, step(is_fifth));
        if !is_fifth {
            starts(&mut facts, begin + 6_000, 2_000);
        }
    }
    facts.push((at(260_000), Fact::Pressed));
    starts(&mut facts, 260_100, 2_000);
    facts
}

/// What the firmware stops for, instead.
fn stops_for(facts: &mut Facts, from: u64, instead: Trouble) {
    let mut changed = false;
    for (time, fact) in facts.iter_mut() {
        if let Fact::Told(Event::Stopping(trouble)) = fact
            && *time >= at(from)
            && !changed
        {
            *trouble = instead;
            changed = true;
        }
    }
    assert!(changed, "nothing was changed");
}

const SPOILED: &[(Scenario, &str, Spoil)] = &[
    (SLOW, "never reaches the limit", |facts| {
        without(facts, |_, fact| *fact == now(Condition::LeaksTooMuch, true));
    }),
    (SLOW, "gates off 291ms", |facts| {
        shift(facts, 151, |at, _| (86_140..86_200).contains(&at));
    }),
    (SLOW, "not apart within 300ms", |facts| {
        shift(facts, 145, |at, _| (86_140..86_200).contains(&at));
        shift(facts, 6, |at, fact| {
            at == 86_295 && matches!(fact, Fact::Closed(_))
        });
    }),
    (SLOW, "not connected at", |facts| {
        shift(facts, -1_000, |at, _| (86_140..86_200).contains(&at));
    }),
    (SLOW, "is not named", |facts| {
        stops_for(facts, 86_000, step(false));
    }),
    (SLOW, "insulation refused never", |facts| {
        without(facts, |at, _| at == 95_000);
    }),
    (SLOW, "connects again", |facts| {
        connects(facts, 96_000);
    }),
    (SLOW, "onto a net that is not insulated", |facts| {
        connects(facts, 96_000);
    }),
    (SLOW, "refused on a net that is insulated", |facts| {
        facts.push((at(94_000), now(Condition::InsulationLow, false)));
    }),
    (SUDDEN, "nothing ever leaks", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Leaks(_)));
    }),
    (SUDDEN, "reaches no limit", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Leaks(_)));
        let change = Current::from_milliamps(29);
        facts.push((at(63_000), Fact::Leaks(change)));
    }),
    (SUDDEN, "gates off 31ms", |facts| {
        shift(facts, 6, |at, _| (63_020..63_060).contains(&at));
    }),
    (SUDDEN, "cleared by User, not by ClearsItself", |facts| {
        stops_for(facts, 63_000, step(true));
    }),
    (SUDDEN, "grid coils off 2ms", |facts| {
        shift(facts, 2, |at, fact| {
            at == 63_025 && matches!(fact, Fact::Coils(_))
        });
    }),
    (SUDDEN, "insulation refused never", |facts| {
        without(facts, |at, _| at == 70_000);
        let fault = InsulationFault::Earthed;
        let told = Fact::Told(Event::Stopping(Trouble::Insulation(fault)));
        facts.push((at(70_000), told));
    }),
    (SMALL, "gates off 291ms", |facts| {
        shift(facts, 21, |at, _| (63_270..63_310).contains(&at));
    }),
    (SMALL, "not one step but 0", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Leaks(_)));
    }),
    (SMALL, "connected again never", |facts| {
        without(facts, |at, fact| {
            at > 63_300 && *fact == Fact::Told(Event::Entered(State::Running))
        });
    }),
    (SMALL, "is not named", |facts| {
        stops_for(facts, 63_000, CONTINUOUS);
    }),
    (LARGE, "gates off 31ms", |facts| {
        shift(facts, 6, |at, _| (63_020..63_060).contains(&at));
    }),
    (LARGE, "discharge before", |facts| {
        shift(facts, -25, |_, fact| {
            *fact == now(Condition::Discharging, true)
        });
    }),
    (REPEATS, "not five steps but 4", |facts| {
        without(facts, |at, fact| {
            at == 130_000 && matches!(fact, Fact::Leaks(_))
        });
    }),
    (REPEATS, "cleared by ClearsItself, not by User", |facts| {
        stops_for(facts, 220_000, step(false));
    }),
    (REPEATS, "cleared by User, not by ClearsItself", |facts| {
        stops_for(facts, 190_000, step(true));
    }),
    (REPEATS, "starts again after the fifth", |facts| {
        facts.push((at(240_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (REPEATS, "nobody presses", |facts| {
        without(facts, |_, fact| *fact == Fact::Pressed);
    }),
    (REPEATS, "connected again never", |facts| {
        without(facts, |at, _| at > 260_000);
    }),
];

#[test]
fn each_thing_that_is_spoiled_is_named() {
    name_each(SPOILED);
}
