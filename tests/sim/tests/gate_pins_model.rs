//! The model of gate drivers with FLT, RDY and RST against `docs/parts/GATE_PINS.md`.

use core::time::Duration;
use embedded_hal::digital::{InputPin as _, OutputPin as _};
use hal_power::Voltage;
use hal_power_sim::{
    World,
    clock::Clock,
    model::{
        gate::{Drive, Edge},
        gate_pins::{GatePins, Open, ResetBy},
        pins::{InputLine, OpenDrain},
    },
};
use std::{cell::RefCell, rc::Rc};

const SHORT_CIRCUIT: Voltage = Voltage::from_volts(400);
const SOUND: Voltage = Voltage::from_volts(1);

/// A part that is enabled, with IN+ high.
fn running(open: Open) -> (GatePins, Clock) {
    let clock = Clock::new();
    let mut part = GatePins::new(clock.clone(), open);
    part.set_rst(true);
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(20));
    assert_eq!(part.gate(), Drive::On);
    (part, clock)
}

/// A part that has tripped and whose short circuit is gone.
fn tripped(open: Open) -> (GatePins, Clock) {
    let (mut part, clock) = running(open);
    part.set_collector_emitter(SHORT_CIRCUIT);
    clock.advance(Duration::from_micros(5));
    part.set_collector_emitter(SOUND);
    assert!(!part.flt());
    assert_eq!(part.gate(), Drive::Off);
    (part, clock)
}

fn edges(part: &mut GatePins, from: u64) -> Vec<(u64, Drive)> {
    let edges = part.course().edges_from(from);
    edges
        .iter()
        .map(|edge| (edge.at - from, edge.drive))
        .collect()
}

#[test]
fn the_gate_needs_rst_high_and_both_inputs_right() {
    for rst in [false, true] {
        for plus in [false, true] {
            for minus in [false, true] {
                let clock = Clock::new();
                let mut part = GatePins::new(clock.clone(), Open::default());
                part.set_rst(rst);
                part.set_in_plus(plus);
                part.set_in_minus(minus);
                clock.advance(Duration::from_micros(20));
                let on = part.gate() == Drive::On;
                assert_eq!(on, rst && plus && !minus, "{rst} {plus} {minus}");
                assert!(part.flt());
                assert!(part.rdy());
            }
        }
    }
}

#[test]
fn inputs_are_filtered_and_rst_is_not() {
    let (mut part, clock) = running(Open::default());
    let begin = clock.nanos();
    part.set_in_plus(false);
    clock.advance(Duration::from_nanos(39));
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(1));
    assert_eq!(edges(&mut part, begin), []);
    part.set_in_plus(false);
    clock.advance(Duration::from_micros(1));
    assert_eq!(edges(&mut part, begin), [(1_039 + 40 + 90, Drive::Off)]);

    let (mut part, clock) = running(Open::default());
    let begin = clock.nanos();
    part.set_rst(false);
    assert_eq!(edges(&mut part, begin), [(90, Drive::Off)]);
    clock.advance(Duration::from_nanos(10));
    part.set_rst(true);
    assert_eq!(
        edges(&mut part, begin),
        [(90, Drive::Off), (100, Drive::On)]
    );
}

#[test]
fn a_short_circuit_is_turned_off_softly_within_its_times() {
    let (mut part, clock) = running(Open::default());
    let begin = clock.nanos();
    part.set_collector_emitter(SHORT_CIRCUIT);
    assert_eq!(part.next_change(), Some(begin + 500));
    clock.advance(Duration::from_nanos(499));
    assert_eq!(part.trips(), 0);
    clock.advance(Duration::from_nanos(1));
    assert_eq!(part.trips(), 1);
    let soft = [(590, Drive::Soft), (1_490, Drive::Off)];
    assert_eq!(edges(&mut part, begin), soft);
    assert_eq!(part.next_change(), Some(begin + 1_250));
    clock.advance(Duration::from_nanos(749));
    assert!(part.flt());
    clock.advance(Duration::from_nanos(1));
    assert!(!part.flt());
    assert!(part.rdy());
    part.set_in_plus(false);
    part.set_in_plus(true);
    clock.advance(Duration::from_millis(10));
    assert_eq!(edges(&mut part, begin), soft);
    assert!(!part.flt());
}

#[test]
fn a_short_circuit_at_turn_on_waits_for_the_blanking() {
    let (mut part, clock) = running(Open {
        soft_turn_off: Duration::ZERO,
        ..Open::default()
    });
    part.set_in_plus(false);
    clock.advance(Duration::from_micros(5));
    part.set_collector_emitter(SHORT_CIRCUIT);
    clock.advance(Duration::from_micros(50));
    assert_eq!(part.trips(), 0, "off, nothing flows");
    let begin = clock.nanos();
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(5));
    assert_eq!(
        edges(&mut part, begin),
        [(130, Drive::On), (130 + 500 + 90, Drive::Off)]
    );
}

#[test]
fn the_rising_edge_resets_and_the_gate_follows_at_once() {
    let (mut part, clock) = tripped(Open::default());
    part.set_rst(false);
    clock.advance(Duration::from_millis(1));
    assert!(!part.flt(), "low does not reset");
    let begin = clock.nanos();
    part.set_rst(true);
    assert!(part.flt());
    assert_eq!(edges(&mut part, begin), [(90, Drive::On)]);
}

#[test]
fn a_low_level_resets_where_told() {
    let (mut part, clock) = tripped(Open {
        reset_by: ResetBy::LowLevel,
        ..Open::default()
    });
    let begin = clock.nanos();
    part.set_rst(false);
    assert_eq!(part.next_change(), Some(begin + 800));
    clock.advance(Duration::from_nanos(799));
    assert!(!part.flt());
    clock.advance(Duration::from_nanos(1));
    assert!(part.flt());
    assert_eq!(part.gate(), Drive::Off);
    part.set_rst(true);
    clock.advance(Duration::from_micros(1));
    assert_eq!(part.gate(), Drive::On);
}

#[test]
fn a_reset_that_is_too_short_or_too_early_does_nothing() {
    for reset_by in [ResetBy::RisingEdge, ResetBy::LowLevel] {
        for (low, resets) in [(799, false), (800, true)] {
            let (mut part, clock) = tripped(Open {
                reset_by,
                ..Open::default()
            });
            part.set_rst(false);
            clock.advance(Duration::from_nanos(low));
            part.set_rst(true);
            assert_eq!(part.flt(), resets, "{reset_by:?} {low}");
        }
        // The trip was 4.5 µs before.
        let (mut part, clock) = tripped(Open {
            reset_by,
            mute: Duration::from_micros(10),
            ..Open::default()
        });
        part.set_rst(false);
        clock.advance(Duration::from_micros(5));
        part.set_rst(true);
        assert!(!part.flt());
        clock.advance(Duration::from_millis(1));
        assert!(!part.flt());
        part.set_rst(false);
        clock.advance(Duration::from_micros(1));
        part.set_rst(true);
        assert!(part.flt());
    }
}

#[test]
fn a_fault_comes_back_with_its_cause() {
    let (mut part, clock) = tripped(Open::default());
    part.set_collector_emitter(SHORT_CIRCUIT);
    part.set_rst(false);
    clock.advance(Duration::from_micros(1));
    let begin = clock.nanos();
    part.set_rst(true);
    clock.advance(Duration::from_micros(5));
    assert_eq!(part.trips(), 2);
    assert!(!part.flt());
    let expected = [
        (90, Drive::On),
        (90 + 500 + 90, Drive::Soft),
        (90 + 500 + 90 + 900, Drive::Off),
    ];
    assert_eq!(edges(&mut part, begin), expected);
}

#[test]
fn a_missing_supply_is_not_ready_and_turns_off() {
    type Set = fn(&mut GatePins, Voltage);
    let supplies: [(Set, i32, i32); 2] = [
        (GatePins::set_input_supply, 2_699, 5_000),
        (GatePins::set_output_supply, 10_999, 15_000),
    ];
    for (set, low, good) in supplies {
        let (mut part, clock) = running(Open::default());
        let begin = clock.nanos();
        set(&mut part, Voltage::from_millivolts(low));
        assert!(!part.rdy());
        assert!(part.flt());
        clock.advance(Duration::from_micros(1));
        assert_eq!(part.gate(), Drive::Off);
        set(&mut part, Voltage::from_millivolts(good));
        assert!(!part.rdy());
        assert_eq!(part.next_change(), Some(begin + 11_000));
        clock.advance(Duration::from_micros(10));
        assert!(part.rdy());
        let expected = [(90, Drive::Off), (11_090, Drive::On)];
        assert_eq!(edges(&mut part, begin), expected);
    }
}

#[test]
fn what_a_missing_supply_does_to_a_fault_is_the_callers_choice() {
    for supply_loss_resets in [true, false] {
        let (mut part, clock) = tripped(Open {
            supply_loss_resets,
            ..Open::default()
        });
        part.set_output_supply(Voltage::ZERO);
        part.set_output_supply(Voltage::from_volts(15));
        clock.advance(Duration::from_millis(1));
        assert_eq!(part.flt(), supply_loss_resets);
        assert_eq!(part.gate() == Drive::On, supply_loss_resets);
    }
}

#[test]
fn several_parts_share_wires() {
    let world = World::new();
    let new = || Rc::new(RefCell::new(GatePins::new(world.clock(), Open::default())));
    let parts = [new(), new(), new()];
    let mut rst = InputLine::new(world.pin(false), &parts, GatePins::set_rst);
    let mut inputs: Vec<_> = parts
        .iter()
        .map(|part| {
            InputLine::new(
                world.pin(false),
                std::slice::from_ref(part),
                GatePins::set_in_plus,
            )
        })
        .collect();
    let drain = |is_high| {
        let line = OpenDrain::new(&parts, is_high, GatePins::next_change);
        Rc::new(RefCell::new(line))
    };
    let (flt, rdy) = (drain(GatePins::flt), drain(GatePins::rdy));
    let (mut fault, mut ready) = (world.line(&flt), world.line(&rdy));
    let waited = world.block_on(async {
        use embedded_hal_async::digital::Wait as _;
        ready.wait_for_high().await
    });
    assert_eq!(waited, Ok(Ok(())));
    assert_eq!(world.clock().nanos(), 10_000);
    assert_eq!(rst.set_high(), Ok(()));
    assert_eq!(inputs[1].set_high(), Ok(()));
    parts[1].borrow_mut().set_collector_emitter(SHORT_CIRCUIT);
    let waited = world.block_on(async {
        use embedded_hal_async::digital::Wait as _;
        fault.wait_for_low().await
    });
    assert_eq!(waited, Ok(Ok(())));
    assert_eq!(world.clock().nanos(), 10_000 + 130 + 500 + 750);
    parts[2].borrow_mut().set_output_supply(Voltage::ZERO);
    assert_eq!(ready.is_low(), Ok(true));
    flt.borrow_mut().hold(Some(true));
    assert_eq!(fault.is_high(), Ok(true));
    let off = Edge {
        at: 10_000 + 130 + 500 + 90,
        drive: Drive::Soft,
    };
    let course = parts[1].borrow_mut().course().edges();
    assert!(course.contains(&off));
}
