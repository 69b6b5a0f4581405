//! Exact edges at the pins, and what pins that fail do.

mod wires;

use core::time::Duration;
use gate_pins::{
    Each, Error, Input, Lines, Output, Resets, Shared, State, asynch,
    blocking::GatePins,
    hal_inverter::{GateFaults, PowerStage as _, asynch::GateDriver as _},
    hal_power::{Error as _, ErrorKind, SafeState as _},
};
use hal_conformance::IdleStage;
use hal_power_sim::{World, fuse::Blown, join};
use wires::{FAULT, Fused, INN, Mortal, RESETS, RST, Wires, clear, config, enable, faults};

const NONE: GateFaults = GateFaults::empty();

#[test]
fn init_turns_off_and_waits_until_the_parts_have_taken_it() {
    let wires = Wires::new();
    let mut driver = wires.driver(config(Resets::Rising).unwrap());
    let (edges, took) = wires.edges(|| assert_eq!(driver.init(), Ok(())));
    assert_eq!(edges, [(0, RST, false), (0, INN, true)]);
    assert_eq!(took, 700);
    assert_eq!(driver.states(), Ok([State::Disabled; 2]));
}

#[test]
fn enable_raises_rst_looks_and_then_lowers_in_minus() {
    let wires = Wires::new();
    let mut driver = wires.driver(config(Resets::Rising).unwrap());
    driver.init().unwrap();
    let (edges, _) = wires.edges(|| assert_eq!(enable(&mut driver), Ok(())));
    assert_eq!(edges, [(0, RST, true), (30_000, INN, false)]);
    assert_eq!(driver.states(), Ok([State::Ready; 2]));
    let (edges, _) = wires.edges(|| assert_eq!(enable(&mut driver), Ok(())));
    assert_eq!(edges, [], "enabled already");
}

#[test]
fn an_edge_that_resets_comes_after_the_mute_time_and_a_whole_low_level() {
    for resets in [Resets::Falling, Resets::Rising] {
        let wires = Wires::new();
        let mut driver = wires.driver(config(resets).unwrap());
        driver.init().unwrap();
        let (edges, took) = wires.edges(|| assert_eq!(clear(&mut driver), Ok(())));
        let expected = [(2_000_700, RST, true), (2_001_400, RST, false)];
        assert_eq!(edges, expected, "{resets:?}, and IN- stays high");
        assert_eq!(took, 2_000_000 + 3 * 700 + 30_000);
    }
}

#[test]
fn a_level_that_resets_raises_nothing() {
    let wires = Wires::new();
    let mut driver = wires.driver(config(Resets::Level).unwrap());
    driver.init().unwrap();
    let (edges, took) = wires.edges(|| assert_eq!(clear(&mut driver), Ok(())));
    assert_eq!(edges, []);
    assert_eq!(took, 2_000_000 + 700 + 30_000);
}

#[test]
fn a_low_flt_turns_off_and_is_kept_when_it_rises_by_itself() {
    for resets in RESETS {
        let wires = Wires::new();
        let mut driver = wires.driver(config(resets).unwrap());
        driver.init().unwrap();
        enable(&mut driver).unwrap();
        wires.flt.set_level(false);
        let told = Ok(([FAULT; 2], FAULT));
        let (edges, took) = wires.edges(|| assert_eq!(faults(&mut driver), told));
        assert_eq!(edges, [(0, RST, false), (0, INN, true)]);
        assert_eq!(took, 0);
        wires.flt.set_level(true);
        assert_eq!(faults(&mut driver), told);
        assert_eq!(driver.states(), Ok([State::Faulted; 2]));
        assert_eq!(enable(&mut driver), Err(Error::Faulted(FAULT)));
        assert_eq!(driver.init(), Ok(()), "which clears nothing");
        assert_eq!(faults(&mut driver), told);
        assert!(wires.is_off());
        assert_eq!(clear(&mut driver), Ok(()));
        assert_eq!(faults(&mut driver), Ok(([NONE; 2], NONE)));
        assert_eq!(enable(&mut driver), Ok(()));
    }
}

#[test]
fn a_flt_that_was_low_before_init_is_kept() {
    let wires = Wires::new();
    wires.flt.set_level(false);
    let mut driver = wires.driver(config(Resets::Level).unwrap());
    driver.init().unwrap();
    wires.flt.set_level(true);
    assert_eq!(enable(&mut driver), Err(Error::Faulted(FAULT)));
}

#[test]
fn a_flt_that_nobody_has_read_is_kept_by_clear_faults_that_fails() {
    let wires = Wires::new();
    let mut driver = wires.driver(config(Resets::Level).unwrap());
    driver.init().unwrap();
    wires.flt.set_level(false);
    let error = clear(&mut driver).unwrap_err();
    assert_eq!(error, Error::Faulted(FAULT));
    assert_eq!(error.kind(), ErrorKind::Fault);
    wires.flt.set_level(true);
    wires.rdy.set_level(false);
    let both = FAULT | GateFaults::NOT_READY;
    assert_eq!(clear(&mut driver), Err(Error::Faulted(both)));
    wires.rdy.set_level(true);
    assert_eq!(faults(&mut driver), Ok(([FAULT; 2], FAULT)));
    assert_eq!(clear(&mut driver), Ok(()));
}

#[test]
fn a_low_rdy_turns_off_and_wants_enable_once_it_is_high() {
    let wires = Wires::new();
    let mut driver = wires.driver(config(Resets::Rising).unwrap());
    driver.init().unwrap();
    enable(&mut driver).unwrap();
    wires.rdy.set_level(false);
    let low = GateFaults::NOT_READY;
    assert_eq!(faults(&mut driver), Ok(([low; 2], low)));
    assert!(wires.is_off());
    assert_eq!(driver.states(), Ok([State::NotReady; 2]));
    assert_eq!(enable(&mut driver), Err(Error::Faulted(low)));
    wires.rdy.set_level(true);
    assert_eq!(driver.states(), Ok([State::Disabled; 2]));
    assert!(wires.is_off());
    assert_eq!(enable(&mut driver), Ok(()));
}

#[test]
fn what_shows_once_it_is_enabled_turns_off_again() {
    for (line, seen) in [(0, FAULT), (1, GateFaults::NOT_READY)] {
        let wires = Wires::new();
        let lines = Lines::new(
            Shared(wires.flt.clone()),
            Shared(wires.rdy.clone()),
            Shared(wires.rst.clone()),
        );
        let config = config(Resets::Level).unwrap();
        let mut driver = asynch::GatePins::<_, _, 2>::new(lines, wires.world.delay(), config);
        wires.world.block_on(driver.init()).unwrap().unwrap();
        let mut stage = IdleStage;
        let disarmed = &stage.disarmed().unwrap();
        let late = async {
            embedded_hal_async::delay::DelayNs::delay_us(&mut wires.world.delay(), 5).await;
            assert!(wires.rst.level());
            [&wires.flt, &wires.rdy][line].set_level(false);
        };
        let done = wires.world.block_on(join(driver.enable(disarmed), late));
        assert_eq!(done, Ok((Err(Error::Faulted(seen)), ())));
        assert!(!wires.rst.level());
    }
}

#[test]
fn make_safe_needs_neither_init_nor_a_line_that_can_be_read() {
    let world = World::new();
    let (wires, fuse) = (Wires::new(), hal_power_sim::Fuse::new());
    let lines = Lines::new(
        Shared(fuse.pin(wires.flt.clone())),
        Shared(fuse.pin(wires.rdy.clone())),
        Each([wires.rst.clone(), world.pin(true)]),
    )
    .with_inverting(Shared(wires.inn.clone()));
    let config = config(Resets::Rising).unwrap();
    let mut driver = GatePins::<_, _, 2>::new(lines, wires.world.delay(), config);
    fuse.blow_at(0);
    driver.make_safe();
    assert!(wires.is_off());
    assert_eq!(fuse.accesses(), 0);
    fuse.blow_at(u32::MAX);
    driver.init().unwrap();
    enable(&mut driver).unwrap();
    driver.make_safe();
    assert_eq!(driver.states(), Ok([State::Disabled; 2]));
    let (lines, _) = driver.free();
    assert!(lines.reset.0.iter().all(|pin| !pin.level()));
    assert!(wires.is_off());
}

#[test]
fn a_pin_that_fails_is_named_and_all_others_turn_off() {
    let named = |nth: u32, error: &str| {
        let wires = Wires::new();
        let lines = Lines::new(
            Each([&wires.flt, &wires.flt].map(|pin| wires.fuse.pin(pin.clone()))),
            Each([&wires.rdy, &wires.rdy].map(|pin| wires.fuse.pin(pin.clone()))),
            Each([&wires.rst, &wires.rst].map(|pin| wires.fuse.pin(pin.clone()))),
        )
        .with_inverting(Each(
            [&wires.inn, &wires.inn].map(|pin| wires.fuse.pin(pin.clone())),
        ));
        let config = config(Resets::Rising).unwrap();
        let mut driver = GatePins::<_, _, 2>::new(lines, wires.world.delay(), config);
        driver.init().unwrap();
        wires.fuse.blow_at(nth);
        let failed: Fused = enable(&mut driver).unwrap_err();
        assert_eq!(failed.to_string(), error, "access {nth}");
        assert_eq!(failed.kind(), ErrorKind::Bus);
        assert!(wires.is_off(), "access {nth}");
        assert_eq!(enable(&mut driver), Err(Error::NotInitialised));
        assert_eq!(driver.states(), Err(Error::NotInitialised));
    };
    named(0, "FLT of gate 0: Blown");
    named(1, "FLT of gate 1: Blown");
    named(3, "RDY of gate 1: Blown");
    named(4, "RST/EN of gate 0: Blown");
    named(5, "RST/EN of gate 1: Blown");
    named(6, "FLT of gate 0: Blown");
    named(9, "RDY of gate 1: Blown");
    named(10, "IN- of gate 0: Blown");
    named(11, "IN- of gate 1: Blown");
}

#[test]
fn rst_that_fails_while_turning_off_is_tried_again() {
    let wires = Wires::new();
    let mut driver = wires.driver(config(Resets::Rising).unwrap());
    driver.init().unwrap();
    enable(&mut driver).unwrap();
    wires.flt.set_level(false);
    wires.fuse.blow_at(2);
    let failed = Error::Output {
        line: Output::Reset,
        gate: 0,
        cause: Blown,
    };
    assert_eq!(faults(&mut driver), Err(failed));
    assert!(wires.is_off());
    driver.init().unwrap();
    wires.flt.set_level(true);
    assert_eq!(faults(&mut driver), Ok(([FAULT; 2], FAULT)), "not lost");
}

#[test]
fn readiness_is_looked_for_until_a_time_out() {
    let wires = Wires::new();
    let mut driver = wires.driver(config(Resets::Rising).unwrap());
    let (timeout, pause) = (Duration::from_micros(2_500), Duration::from_millis(1));
    assert_eq!(driver.ready_within(Duration::ZERO, pause), Ok(()));
    wires.rdy.set_level(false);
    for (timeout, pause, looks) in [
        (timeout, pause, 4),
        (Duration::from_micros(3), Duration::ZERO, 4),
        (Duration::ZERO, pause, 1),
    ] {
        let before = wires.fuse.accesses();
        let start = wires.world.clock().nanos();
        let waited = driver.ready_within(timeout, pause);
        assert_eq!(waited, Err(Error::NotReady));
        assert_eq!(
            waited.map_err(|error| error.kind()),
            Err(ErrorKind::NotReady)
        );
        assert_eq!(wires.fuse.accesses() - before, looks);
        let took = Duration::from_nanos(wires.world.clock().nanos() - start);
        assert_eq!(took, timeout);
    }
    driver.init().unwrap();
    wires.fuse.blow_at(0);
    let failed = Error::Input {
        line: Input::Ready,
        gate: 0,
        cause: Blown,
    };
    assert_eq!(driver.ready_within(timeout, pause), Err(failed));
    assert_eq!(driver.states(), Err(Error::NotInitialised));
}

#[test]
fn pins_that_wake_are_awaited_until_all_are_high() {
    let wires = Wires::new();
    let other = wires.world.pin(false);
    wires.rdy.set_level(false);
    let lines = Lines::new(
        Shared(wires.flt.clone()),
        Each([wires.rdy.clone(), other.clone()]),
        Shared(wires.rst.clone()),
    );
    let config = config(Resets::Rising).unwrap();
    let mut driver = asynch::GatePins::<_, _, 2>::new(lines, wires.world.delay(), config);
    let ticks = async {
        let mut delay = wires.world.delay();
        // the first is high, and low again while the second rises
        for (first, second) in [(true, false), (false, true), (false, true), (true, true)] {
            embedded_hal_async::delay::DelayNs::delay_ms(&mut delay, 1).await;
            wires.rdy.set_level(first);
            other.set_level(second);
        }
    };
    let done = wires.world.block_on(join(driver.until_ready(), ticks));
    assert_eq!(done, Ok((Ok(()), ())));
    assert_eq!(wires.world.clock().nanos(), 4_000_000);
}

#[test]
fn each_gate_tells_of_its_own_lines() {
    let wires = Wires::new();
    let pins = [(); 3].map(|()| (wires.world.pin(true), wires.world.pin(true)));
    let lines = Lines::new(
        Each(pins.each_ref().map(|(flt, _)| flt.clone())),
        Each(pins.each_ref().map(|(_, rdy)| rdy.clone())),
        Shared(wires.rst.clone()),
    );
    let config = config(Resets::Rising).unwrap();
    let mut driver = GatePins::<_, _, 3>::new(lines, wires.world.delay(), config);
    driver.init().unwrap();
    enable(&mut driver).unwrap();
    pins[1].0.set_level(false);
    pins[2].1.set_level(false);
    let low = GateFaults::NOT_READY;
    assert_eq!(faults(&mut driver), Ok(([NONE, FAULT, low], FAULT | low)));
    let states = [State::Disabled, State::Faulted, State::NotReady];
    assert_eq!(driver.states(), Ok(states));
    assert!(!wires.rst.level());
}

#[test]
fn a_driver_has_up_to_thirty_two_gates() {
    let wires = Wires::new();
    let pins = [(); 32].map(|()| wires.world.pin(true));
    let lines = Lines::new(
        Each(pins.each_ref().map(Clone::clone)),
        Shared(wires.rdy.clone()),
        Shared(wires.rst.clone()),
    );
    let config = config(Resets::Rising).unwrap();
    let mut driver = GatePins::<_, _, 32>::new(lines, wires.world.delay(), config);
    driver.init().unwrap();
    pins[31].set_level(false);
    let mut expected = [NONE; 32];
    expected[31] = FAULT;
    assert_eq!(faults(&mut driver), Ok((expected, FAULT)));
}

#[test]
fn a_pin_that_fails_for_good_keeps_no_other_from_turning_off() {
    let wires = Wires::new();
    let (dead, alive) = (wires.world.pin(true), wires.world.pin(true));
    let lines = Lines::new(
        Shared(wires.flt.clone()),
        Shared(wires.rdy.clone()),
        Each([Mortal(dead.clone(), true), Mortal(alive.clone(), false)]),
    )
    .with_inverting(Each([(); 2].map(|()| Mortal(wires.inn.clone(), false))));
    let config = config(Resets::Rising).unwrap();
    let mut driver = GatePins::<_, _, 2>::new(lines, wires.world.delay(), config);
    let failed = Error::Output {
        line: Output::Reset,
        gate: 0,
        cause: Blown,
    };
    assert_eq!(driver.init(), Err(failed));
    assert!(dead.level() && !alive.level() && wires.inn.level());
}
