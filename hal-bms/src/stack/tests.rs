extern crate std;

mod explore;

use super::*;
use core::time::Duration;
use hal_power::Charge;
use std::{string::ToString, vec::Vec};

const S: Duration = Duration::from_secs(1);
const START: Instant = Instant::from_micros(1_000_000);

fn config(count: u8) -> StackConfig {
    StackConfig::new(count, Voltage::from_millivolts(500), S * 10, S * 3).unwrap()
}

fn stack(count: u8) -> ModuleStack<5> {
    let mut stack = ModuleStack::new(config(count)).unwrap();
    stack.start(START);
    stack
}

fn module(position: u8) -> Module {
    Module {
        position,
        serial: 0xA000 + u64::from(position),
        kind: 0x0532,
        cells: 32,
        voltage: Voltage::from_millivolts(102_400),
        capacity: Charge::from_amp_hours(50),
    }
}

fn with_voltage(position: u8, millivolts: i32) -> Module {
    Module {
        voltage: Voltage::from_millivolts(millivolts),
        ..module(position)
    }
}

/// Announces modules, says that there are no more, and judges.
fn judged(count: u8, modules: &[Module]) -> Result<Stack<5>, StackFault> {
    let mut stack = stack(count);
    modules.iter().for_each(|own| stack.on_module(START, *own));
    stack.close();
    match stack.step(START) {
        Step::Done(whole) => Ok(whole),
        Step::Failed(fault) => Err(fault),
        Step::Wait => panic!("not judged"),
    }
}

#[test]
fn one_to_five_modules_add_up_in_series() {
    for count in 1..=5 {
        let modules: Vec<_> = (0..count).map(module).collect();
        let whole = judged(count, &modules).unwrap();
        assert_eq!(whole.modules(), modules);
        assert_eq!(whole.cells(), 32 * u32::from(count));
        let volts = Voltage::from_millivolts(102_400).saturating_mul(i32::from(count));
        assert_eq!(
            (whole.voltage(), whole.capacity()),
            (volts, Charge::from_amp_hours(50))
        );
    }
}

#[test]
fn the_order_of_announcements_does_not_matter() {
    for permutation in 0..120_usize {
        let mut left: Vec<_> = (0..5).map(module).collect();
        let (mut modules, mut rest) = (Vec::new(), permutation);
        while !left.is_empty() {
            modules.push(left.remove(rest % left.len()));
            rest /= left.len() + 1;
        }
        let whole = judged(5, &modules).unwrap();
        let positions: Vec<_> = whole.modules().iter().map(|own| own.position).collect();
        assert_eq!(positions, [0, 1, 2, 3, 4]);
    }
}

#[test]
fn each_refusal_names_the_module() {
    let [a, b, c] = [module(0), module(1), module(2)];
    let serial = 0xB;
    let twin = Module { serial, ..b };
    let twin_fault = StackFault::Duplicate {
        position: 1,
        serials: [b.serial, serial],
    };
    assert_eq!(judged(3, &[a, b, twin, c]), Err(twin_fault));
    let copy = Module {
        serial: a.serial,
        ..c
    };
    let copy_fault = StackFault::SameSerial {
        serial: a.serial,
        positions: [0, 2],
    };
    assert_eq!(judged(3, &[a, b, copy]), Err(copy_fault));
    assert_eq!(judged(3, &[a, c]), Err(StackFault::Gap { position: 1 }));
    let count = |expected, found| Err(StackFault::Count { expected, found });
    assert_eq!(judged(3, &[a, b]), count(3, 2));
    assert_eq!(judged(3, &[]), count(3, 0));
    let surplus = StackFault::Surplus {
        position: 2,
        serial: c.serial,
    };
    assert_eq!(judged(2, &[a, b, c]), Err(surplus));
    for dead in [
        with_voltage(1, 0),
        with_voltage(1, -1),
        Module { cells: 0, ..b },
    ] {
        assert_eq!(
            judged(3, &[a, dead, c]),
            Err(StackFault::Implausible { position: 1 })
        );
    }
    let changed = Module { kind: 1, ..a };
    assert_eq!(
        judged(3, &[a, b, c, changed]),
        Err(StackFault::Changed { position: 0 })
    );
}

#[test]
fn the_odd_one_out_is_named_and_not_the_first() {
    let mut modules = [0, 1, 2, 3, 4].map(module);
    modules[0].kind = 1;
    assert_eq!(judged(5, &modules), Err(StackFault::Mixed { position: 0 }));
    modules[1].kind = 1;
    assert_eq!(judged(5, &modules), Err(StackFault::Mixed { position: 1 }));
    let smaller = Module {
        capacity: Charge::from_amp_hours(40),
        ..module(1)
    };
    assert_eq!(
        judged(2, &[module(0), smaller]),
        Err(StackFault::Mixed { position: 1 })
    );
    let shorter = Module {
        cells: 31,
        ..module(3)
    };
    let modules = [module(0), module(1), module(2), shorter];
    assert_eq!(judged(4, &modules), Err(StackFault::Mixed { position: 3 }));
}

#[test]
fn a_voltage_apart_from_the_others_is_named() {
    let judge = |millivolts: &[i32]| {
        let modules: Vec<_> = (0..)
            .zip(millivolts)
            .map(|(position, own)| with_voltage(position, *own))
            .collect();
        judged(u8::try_from(modules.len()).unwrap(), &modules).map(|whole| whole.voltage())
    };
    assert_eq!(
        judge(&[102_400, 102_900]),
        Ok(Voltage::from_millivolts(205_300))
    );
    let fault = |position, voltage, other| {
        Err(StackFault::Unmatched {
            position,
            voltage: Voltage::from_millivolts(voltage),
            other: Voltage::from_millivolts(other),
        })
    };
    assert_eq!(judge(&[102_901, 102_400]), fault(1, 102_400, 102_901));
    assert_eq!(
        judge(&[102_400, 103_000, 102_500]),
        fault(1, 103_000, 102_400)
    );
    assert_eq!(
        judge(&[102_400, 101_000, 102_500, 102_600]),
        fault(1, 101_000, 102_600)
    );
    assert_eq!(
        judge(&[100_000, 102_400, 102_400, 102_400, 103_000]),
        fault(0, 100_000, 103_000)
    );
}

#[test]
fn whoever_is_late_or_silent_is_refused() {
    let mut late = stack(2);
    let at = |seconds: u32| START.saturating_add(S * seconds);
    for second in 0..=10 {
        late.on_module(at(second), module(0));
        assert!(matches!(late.step(at(second)), Step::Wait));
    }
    let now = at(10).saturating_add(Duration::from_micros(1));
    let fault = StackFault::Count {
        expected: 2,
        found: 1,
    };
    assert!(matches!(late.step(now), Step::Failed(own) if own == fault));
    assert!(matches!(late.step(now), Step::Wait), "a fault is told once");
    let mut open = stack(1);
    open.on_module(at(10), module(0));
    assert!(matches!(open.step(now), Step::Failed(StackFault::TimedOut)));
}

#[test]
fn a_module_that_vanishes_later_is_noticed() {
    let mut stack = stack(2);
    let at = |seconds: u32| START.saturating_add(S * seconds);
    (0..2).for_each(|position| stack.on_module(START, module(position)));
    stack.close();
    assert!(matches!(stack.step(START), Step::Done(_)));
    for second in 1..=20 {
        let volts = Voltage::from_volts(100);
        stack.on_heartbeat(at(second), 0, module(0).serial, volts);
        stack.on_heartbeat(at(second.min(10)), 1, module(1).serial, volts);
        match stack.step(at(second)) {
            Step::Wait => {
                assert!(second <= 13);
                assert_eq!(stack.stack().unwrap().voltage(), Voltage::from_volts(200));
            }
            Step::Failed(fault) => {
                assert_eq!((second, fault), (14, StackFault::Vanished { position: 1 }));
                assert_eq!(stack.stack(), None);
                return;
            }
            Step::Done(_) => panic!("whole twice"),
        }
    }
    panic!("not noticed");
}

#[test]
fn strangers_are_noticed_while_the_stack_runs() {
    let whole = || {
        let mut stack = stack(2);
        (0..2).for_each(|position| stack.on_module(START, module(position)));
        stack.close();
        assert!(matches!(stack.step(START), Step::Done(_)));
        stack
    };
    let fails = |mut stack: ModuleStack<5>| match stack.step(START) {
        Step::Failed(fault) => fault,
        step => panic!("{step:?}"),
    };
    let volts = Voltage::from_volts(100);
    let mut other = whole();
    other.on_heartbeat(START, 1, 0xBAD, volts);
    let serials = [module(1).serial, 0xBAD];
    assert_eq!(
        fails(other),
        StackFault::Duplicate {
            position: 1,
            serials
        }
    );
    let mut stray = whole();
    stray.on_heartbeat(START, 2, 0xBAD, volts);
    assert_eq!(
        fails(stray),
        StackFault::Stray {
            position: 2,
            serial: 0xBAD
        }
    );
    let mut far = whole();
    far.on_heartbeat(START, 200, 0xBAD, volts);
    assert_eq!(fails(far).position(), Some(200));
    let mut surplus = whole();
    surplus.on_module(START, module(2));
    assert_eq!(fails(surplus).position(), Some(2));
    let mut dead = whole();
    dead.on_heartbeat(START, 1, module(1).serial, Voltage::ZERO);
    assert_eq!(fails(dead), StackFault::Implausible { position: 1 });
    // The first fault is the one that is told.
    let mut both = whole();
    both.on_heartbeat(START, 2, 0xBAD, volts);
    both.on_heartbeat(START, 1, 0xBAD, volts);
    assert_eq!(fails(both).position(), Some(2));
}

#[test]
fn nothing_counts_at_rest_or_from_before_the_start() {
    let mut stack = ModuleStack::<5>::new(config(1)).unwrap();
    stack.on_module(START, module(0));
    stack.on_heartbeat(START, 4, 1, Voltage::ZERO);
    stack.close();
    assert!(matches!(stack.step(START), Step::Wait));
    stack.start(START);
    assert_eq!(stack.announced().count(), 0);
    assert!(matches!(stack.step(START), Step::Wait));
    stack.on_module(START.saturating_add(S), module(0));
    assert!(
        matches!(
            stack.step(START),
            Step::Failed(StackFault::Vanished { position: 0 })
        ),
        "heard in the future"
    );
}

#[test]
fn stacks_in_parallel_must_match() {
    let whole = judged(2, &[module(0), module(1)]).unwrap();
    let within = Voltage::from_volts(2);
    assert!(whole.may_join(Voltage::from_millivolts(206_800), within));
    assert!(!whole.may_join(Voltage::from_millivolts(206_801), within));
    assert!(!whole.may_join(Voltage::from_millivolts(202_799), within));
    assert!(!Stack::<5>::EMPTY.may_join(Voltage::ZERO, within));
}

#[test]
fn a_configuration_that_cannot_be_is_refused() {
    let new = |count, millivolts, assembly, silence| {
        StackConfig::new(
            count,
            Voltage::from_millivolts(millivolts),
            assembly,
            silence,
        )
    };
    assert_eq!(new(0, 1, S, S), Err(StackConfigError::NoModules));
    let none = Duration::ZERO;
    for (limit, assembly, silence) in [(0, S, S), (-1, S, S), (1, none, S), (1, S, none)] {
        assert_eq!(
            new(1, limit, assembly, silence),
            Err(StackConfigError::NoLimit)
        );
    }
    let six = new(6, 1, S, S).unwrap();
    assert_eq!(
        ModuleStack::<5>::new(six).unwrap_err(),
        StackConfigError::TooMany
    );
    assert!(ModuleStack::<6>::new(six).is_ok());
}

#[test]
fn faults_say_what_is_wrong_where() {
    let fault = StackFault::Unmatched {
        position: 3,
        voltage: Voltage::from_millivolts(101_000),
        other: Voltage::from_millivolts(102_400),
    };
    assert_eq!(fault.to_string(), "module 3 has 101 V, another 102.4 V");
    let fault = StackFault::Count {
        expected: 5,
        found: 2,
    };
    assert_eq!(
        (fault.to_string().as_str(), fault.position()),
        ("2 modules instead of 5", Some(2))
    );
}
