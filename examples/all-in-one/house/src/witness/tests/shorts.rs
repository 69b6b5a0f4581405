//! The same for a short circuit in the bridge.

use super::*;
use all_in_one_firmware::hal_inverter::GateFaults;

const fn gates(repeated: bool) -> Trouble {
    Trouble::Gates {
        stage: Stage::Bridge,
        faults: GateFaults::DESATURATION,
        repeated,
    }
}

/// A short circuit, and the stop that follows.
fn shorted(facts: &mut Facts, millis: u64, repeated: bool) {
    facts.push((at(millis), Fact::Shorts(true)));
    facts.push((at(millis), Fact::Reports(true)));
    let carried = Fact::Carried(Duration::from_nanos(2_750));
    facts.push((at(millis + 1), Fact::Shorts(false)));
    facts.push((at(millis + 1), carried));
    stops(facts, millis, gates(repeated), 5);
    facts.push((at(millis + 15_000), Fact::Pressed));
}

pub(super) fn good_desaturation() -> Facts {
    let mut facts = good_day();
    shorted(&mut facts, 70_000, false);
    starts(&mut facts, 85_300, 2_000);
    shorted(&mut facts, 180_000, true);
    facts
}

const SHORTED: Scenario = Scenario::Desaturation;

const SPOILED: &[(Scenario, &str, Spoil)] = &[
    (SHORTED, "carries 5.001µs", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Carried(_)));
        let carried = Fact::Carried(Duration::from_nanos(5_001));
        facts.push((at(70_001), carried));
    }),
    (SHORTED, "never turned off", |facts| {
        without(facts, |_, fact| matches!(fact, Fact::Carried(_)));
    }),
    (SHORTED, "the driver reports 1ms", |facts| {
        shift(facts, 1, |at, fact| {
            at == 70_000 && *fact == Fact::Reports(true)
        });
    }),
    (SHORTED, "every gate off 1ms", |facts| {
        shift(facts, 1, |at, fact| {
            at == 180_000 && *fact == Fact::Gates(Stage::Boost, false)
        });
    }),
    (SHORTED, "grid coils off 2ms", |facts| {
        shift(facts, 2, |at, fact| {
            at == 70_000 && matches!(fact, Fact::Coils(_))
        });
    }),
    (SHORTED, "cleared by User, not by Service", |facts| {
        let again = Fact::Told(Event::Stopping(gates(true)));
        without(facts, |_, fact| *fact == again);
        facts.push((at(180_000), Fact::Told(Event::Stopping(gates(false)))));
    }),
    (SHORTED, "cleared by Service, not by User", |facts| {
        let first = Fact::Told(Event::Stopping(gates(false)));
        without(facts, |_, fact| *fact == first);
        facts.push((at(70_000), Fact::Told(Event::Stopping(gates(true)))));
    }),
    (SHORTED, "starts again too early", |facts| {
        facts.push((at(80_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (SHORTED, "starts again after the second", |facts| {
        facts.push((at(200_000), Fact::Coils(contacts(&PRECHARGE))));
    }),
    (SHORTED, "no switch shorts again", |facts| {
        without(facts, |at, _| at >= 180_000);
    }),
    (SHORTED, "nobody presses", |facts| {
        without(facts, |_, fact| *fact == Fact::Pressed);
    }),
    (SHORTED, "not connected when the switch shorts", |facts| {
        without(facts, |_, fact| {
            *fact == Fact::Told(Event::Entered(State::Running))
        });
    }),
];

#[test]
fn each_thing_that_is_spoiled_is_named() {
    name_each(SPOILED);
}
