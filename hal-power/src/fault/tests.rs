extern crate std;

use super::*;
use crate::{ErrorKind, Instant, Temperature, Voltage};
use core::time::Duration;
use std::vec::Vec;

const MS: Duration = Duration::from_millis(1);
const HYBRID: VariantId = VariantId(0x5C);

const HOT: FaultId = FaultId(1);
const LOW: FaultId = FaultId(2);
const RELAY: FaultId = FaultId(3);
const CELL: FaultId = FaultId(4);

const TIMING: Timing = Timing {
    tick: Duration::from_millis(10),
    actuator: Duration::from_millis(20),
};

const fn celsius(celsius: i32) -> Level {
    Level::Temperature(Temperature::from_celsius(celsius))
}

const fn volts(volts: i32) -> Level {
    Level::Voltage(Voltage::from_volts(volts))
}

const fn spec(id: FaultId, condition: Condition, latch: LatchClass) -> FaultSpec {
    FaultSpec {
        id,
        text: "a fault",
        severity: Severity::Caution,
        condition,
        detection: Duration::from_millis(10),
        debounce: Duration::from_millis(50),
        reaction: Reaction::Stop,
        deadline: Duration::from_millis(90),
        latch,
        sunspec: None,
        codes: &[],
    }
}

const SPECS: [FaultSpec; 4] = [
    FaultSpec {
        sunspec: Some(7),
        codes: &[(HYBRID, 35)],
        ..spec(
            HOT,
            Condition::Above {
                set: celsius(50),
                clear: celsius(45),
            },
            LatchClass::User,
        )
    },
    FaultSpec {
        reaction: Reaction::Derate,
        ..spec(
            LOW,
            Condition::Below {
                set: volts(350),
                clear: volts(360),
            },
            LatchClass::ClearsItself { per_day: 2 },
        )
    },
    spec(RELAY, Condition::Flag, LatchClass::Service),
    spec(CELL, Condition::Flag, LatchClass::Permanent),
];

fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

fn table() -> FaultTable<'static, 4, 4> {
    FaultTable::new(&SPECS, TIMING, &[], 0).unwrap()
}

fn latched<const H: usize>(table: &FaultTable<'_, 4, H>) -> Vec<FaultId> {
    table.latched().collect()
}

fn seen(level: Level) -> Result<Observation, ErrorKind> {
    Ok(Observation::Level(level))
}

/// Observes every 10 ms from `from` to `to`.
fn hold(
    table: &mut FaultTable<'_, 4, 4>,
    id: FaultId,
    from: u64,
    to: u64,
    what: Result<Observation, ErrorKind>,
) {
    for millis in (from..=to).step_by(10) {
        table.observe(at(millis), id, what);
    }
}

#[test]
fn sets_after_the_debounce_and_not_before() {
    let mut table = table();
    hold(&mut table, HOT, 0, 40, seen(celsius(51)));
    assert_eq!(latched(&table), []);
    table.observe(at(50), HOT, seen(celsius(51)));
    assert_eq!(latched(&table), [HOT]);
    assert_eq!(
        (table.reaction(), table.sunspec()),
        (Some(Reaction::Stop), 1 << 7)
    );
    assert_eq!(table.codes(HYBRID).collect::<Vec<_>>(), [35]);
    assert_eq!(table.codes(VariantId(0x55)).count(), 0);
}

#[test]
fn one_good_observation_starts_the_debounce_again() {
    let mut table = table();
    hold(&mut table, HOT, 0, 40, seen(celsius(51)));
    table.observe(at(45), HOT, seen(celsius(45)));
    hold(&mut table, HOT, 50, 90, seen(celsius(51)));
    assert_eq!(latched(&table), []);
}

#[test]
fn between_set_and_clear_it_stays_as_it_is() {
    let mut table = table();
    hold(&mut table, HOT, 0, 100, seen(celsius(50)));
    assert_eq!(latched(&table), []);
    hold(&mut table, HOT, 110, 160, seen(celsius(51)));
    table.observe(at(170), HOT, seen(celsius(46)));
    table.clear(at(180), Authority::User);
    assert_eq!(latched(&table), [HOT], "the condition is still there at 46");
    table.observe(at(190), HOT, seen(celsius(45)));
    table.clear(at(200), Authority::User);
    assert_eq!(latched(&table), []);
}

#[test]
fn a_silent_sensor_or_another_quantity_is_the_condition() {
    for wrong in [
        Err(ErrorKind::Bus),
        seen(volts(20)),
        Ok(Observation::Flag(false)),
    ] {
        let mut table = table();
        hold(&mut table, HOT, 0, 50, wrong);
        assert_eq!(latched(&table), [HOT], "{wrong:?}");
    }
}

#[test]
fn each_class_is_cleared_by_whom_it_says() {
    let mut table = table();
    for id in [HOT, RELAY, CELL] {
        hold(&mut table, id, 0, 50, Err(ErrorKind::Bus));
    }
    table.observe(at(60), HOT, seen(celsius(20)));
    table.observe(at(60), RELAY, Ok(Observation::Flag(false)));
    table.observe(at(60), CELL, Ok(Observation::Flag(false)));
    assert_eq!(latched(&table), [HOT, RELAY, CELL]);
    table.clear(at(70), Authority::User);
    assert_eq!(latched(&table), [RELAY, CELL]);
    table.clear(at(80), Authority::Service);
    assert_eq!(latched(&table), [CELL]);
}

#[test]
fn clears_itself_twice_a_day_and_then_waits_for_the_user() {
    let mut table = table();
    for time in 0..3 {
        let begin = time * 1_000;
        hold(&mut table, LOW, begin, begin + 50, seen(volts(340)));
        assert_eq!(
            (latched(&table), table.reaction()),
            ([LOW].into(), Some(Reaction::Derate))
        );
        table.observe(at(begin + 60), LOW, seen(volts(360)));
        assert_eq!(latched(&table).is_empty(), time < 2, "{time}");
    }
    table.clear(at(5_000), Authority::User);
    assert_eq!(latched(&table), []);
    let tomorrow = 25 * 3_600_000;
    hold(&mut table, LOW, tomorrow, tomorrow + 50, seen(volts(340)));
    table.observe(at(tomorrow + 60), LOW, seen(volts(360)));
    assert_eq!(latched(&table), []);
}

#[test]
fn latches_survive_a_restart() {
    let table = FaultTable::<4, 4>::new(&SPECS, TIMING, &[CELL, LOW, FaultId(99)], 17).unwrap();
    assert_eq!(latched(&table), [LOW, CELL]);
    let mut table = table;
    table.observe(at(0), LOW, seen(volts(400)));
    assert_eq!(
        latched(&table),
        [LOW, CELL],
        "what latched before has no time, and no budget"
    );
    hold(&mut table, HOT, 0, 50, seen(celsius(60)));
    assert_eq!(
        table
            .history()
            .iter()
            .map(|entry| entry.serial)
            .collect::<Vec<_>>(),
        [18]
    );
}

#[test]
fn history_keeps_the_last_and_numbers_from_1_to_60_000() {
    let mut table = FaultTable::<4, 3>::new(&SPECS, TIMING, &[], 59_998).unwrap();
    for time in 0..2 {
        let begin = time * 1_000;
        for millis in (0..=50).step_by(10) {
            table.observe(at(begin + millis), LOW, seen(volts(340)));
        }
        table.observe(at(begin + 60), LOW, seen(volts(360)));
    }
    let entries: Vec<_> = table
        .history()
        .iter()
        .map(|entry| (entry.serial, entry.kind))
        .collect();
    assert_eq!(
        entries,
        [(60_000, Kind::Cleared), (1, Kind::Set), (2, Kind::Cleared)]
    );
    assert_eq!(table.history().last_serial(), 2);
}

#[test]
fn a_table_that_cannot_keep_what_it_says_is_refused_by_row() {
    let refused = |row: FaultSpec| {
        let specs = [SPECS[0], row];
        FaultTable::<2, 1>::new(&specs, TIMING, &[], 0)
            .map(|_| ())
            .unwrap_err()
    };
    let error = |problem| SpecError { id: LOW, problem };
    let low = SPECS[1];
    assert_eq!(
        refused(FaultSpec {
            deadline: MS * 89,
            ..low
        }),
        error(SpecProblem::TooSlow)
    );
    let mixed = Condition::Below {
        set: volts(350),
        clear: celsius(360),
    };
    assert_eq!(
        refused(FaultSpec {
            condition: mixed,
            ..low
        }),
        error(SpecProblem::Levels)
    );
    let crossed = Condition::Below {
        set: volts(350),
        clear: volts(349),
    };
    assert_eq!(
        refused(FaultSpec {
            condition: crossed,
            ..low
        }),
        error(SpecProblem::Levels)
    );
    let often = LatchClass::ClearsItself { per_day: 9 };
    assert_eq!(
        refused(FaultSpec {
            latch: often,
            ..low
        }),
        error(SpecProblem::Budget)
    );
    assert_eq!(
        refused(FaultSpec {
            sunspec: Some(32),
            ..low
        }),
        error(SpecProblem::Bit)
    );
    let twice = SpecError {
        id: HOT,
        problem: SpecProblem::Twice,
    };
    assert_eq!(refused(FaultSpec { id: HOT, ..low }), twice);
}
