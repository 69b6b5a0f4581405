//! The driver on the model: what its configuration has to fit, and what it keeps gates from.

extern crate alloc;

mod bench;

use alloc::rc::Rc;
use bench::{Bench, FAULT, Mixed, Own, SETTLE, SUPPLY, TIMES, Together, config, open};
use core::{
    cell::RefCell,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use gate_pins::{
    Config, Each, Error, Lines, Resets, Shared, State, Times, Wiring, asynch,
    blocking::GatePins,
    hal_inverter::{
        GateFaults, PowerStage as _, asynch::GateDriver as _, blocking::GateDriver as _,
    },
    hal_power::{SafeState as _, Voltage},
};
use hal_conformance::IdleStage;
use hal_power_sim::{
    SimDelay, join,
    model::{
        gate::Drive,
        gate_pins::{GatePins as Part, Open, ResetBy},
        pins::{InputLine, OpenDrain},
    },
};

type Failure<W, const N: usize> = Error<<W as Wiring<N>>::In, <W as Wiring<N>>::Out>;

fn enable<W: Wiring<N>, const N: usize>(
    driver: &mut GatePins<W, SimDelay, N>,
) -> Result<(), Failure<W, N>> {
    match IdleStage.disarmed() {
        Ok(disarmed) => driver.enable(&disarmed),
        Err(_) => Err(Error::NotReady),
    }
}

fn clear<W: Wiring<N>, const N: usize>(
    driver: &mut GatePins<W, SimDelay, N>,
) -> Result<(), Failure<W, N>> {
    match IdleStage.disarmed() {
        Ok(disarmed) => driver.clear_faults(&disarmed),
        Err(_) => Err(Error::NotReady),
    }
}

fn union<W: Wiring<N>, const N: usize>(
    driver: &mut GatePins<W, SimDelay, N>,
) -> Result<GateFaults, Failure<W, N>> {
    driver.faults(&mut [GateFaults::empty(); N])
}

/// One part that has tripped and was read at once, its short circuit gone and its input low.
fn tripped(
    bench: &Bench<Own, 1>,
    config: Config,
) -> GatePins<<Own as bench::Board<1>>::Lines, SimDelay, 1> {
    let mut driver = bench.blocking(config);
    assert_eq!(driver.init(), Ok(()));
    assert_eq!(enable(&mut driver), Ok(()));
    bench.set_input(0, true);
    bench.settle();
    bench.short(0);
    bench.world.clock().advance(Duration::from_micros(2));
    assert_eq!(union(&mut driver), Ok(FAULT));
    bench.lift(0);
    bench.set_input(0, false);
    driver
}

#[test]
fn a_configuration_that_fits_resets_and_one_that_does_not_leaves_the_fault() {
    let unmuted = |reset: u64| Times {
        reset: Duration::from_nanos(reset),
        mute: Duration::ZERO,
        ..TIMES
    };
    let early = Times {
        mute: TIMES.mute / 2,
        ..TIMES
    };
    let (rise, low) = (ResetBy::RisingEdge, ResetBy::LowLevel);
    let persists = Err(Error::Faulted(FAULT));
    for (reset_by, mute, resets, times, cleared) in [
        (rise, TIMES.mute, Resets::Rising, TIMES, Ok(())),
        (rise, TIMES.mute, Resets::Falling, TIMES, Ok(())),
        (rise, TIMES.mute, Resets::Level, TIMES, persists),
        (rise, TIMES.mute, Resets::Rising, early, persists),
        (rise, Duration::ZERO, Resets::Rising, unmuted(800), Ok(())),
        (rise, Duration::ZERO, Resets::Rising, unmuted(799), persists),
        (low, TIMES.mute, Resets::Rising, TIMES, Ok(())),
        (low, TIMES.mute, Resets::Falling, TIMES, Ok(())),
        (low, TIMES.mute, Resets::Level, TIMES, Ok(())),
        (low, TIMES.mute, Resets::Level, early, persists),
    ] {
        let case = format!("{reset_by:?}, {mute:?} for {resets:?}, {times:?}");
        let part = Open {
            mute,
            ..open(reset_by)
        };
        let bench = Bench::<Own, 1>::of(part);
        let mut driver = tripped(&bench, config(resets, times));
        assert_eq!(clear(&mut driver), cleared, "{case}");
        assert_eq!(enable(&mut driver), cleared, "{case}");
        bench.set_input(0, true);
        bench.settle();
        assert_eq!(bench.is_on(0), cleared.is_ok(), "{case}");
    }
}

#[test]
fn a_short_circuit_trips_once_and_is_never_tried_again_by_itself() {
    let bench = Bench::<Own, 2>::new();
    let mut driver = bench.blocking(config(Resets::Rising, TIMES));
    driver.init().unwrap();
    bench.short(1);
    for trips in 1..=3 {
        assert_eq!(enable(&mut driver), Ok(()));
        for _ in 0..100 {
            bench.set_input(1, true);
            bench.world.clock().advance(Duration::from_millis(5));
            assert_eq!(union(&mut driver), Ok(FAULT));
            bench.set_input(1, false);
            bench.world.clock().advance(Duration::from_millis(5));
        }
        assert_eq!(bench.trips(1), trips);
        // nothing shows while the gate is off: only the next enable can tell
        assert_eq!(clear(&mut driver), Ok(()));
    }
    assert_eq!(bench.trips(0), 0);
}

#[test]
fn the_other_gates_go_off_with_the_one_that_tripped() {
    let bench = Bench::<Own, 2>::new();
    let mut driver = bench.blocking(config(Resets::Rising, TIMES));
    driver.init().unwrap();
    enable(&mut driver).unwrap();
    bench.set_input(0, true);
    bench.settle();
    assert!(bench.is_on(0));
    bench.short(0);
    bench.settle();
    bench.set_input(0, false);
    bench.set_input(1, true);
    bench.settle();
    assert!(bench.is_on(1), "nobody has looked");
    let states = driver.states();
    assert_eq!(states, Ok([State::Faulted, State::Disabled]));
    bench.settle();
    assert!(!bench.is_on(1));
}

#[test]
fn in_minus_keeps_the_gate_off_while_a_rise_resets() {
    for fitted in [true, false] {
        let bench = Bench::<Own, 1>::new();
        let config = config(Resets::Rising, TIMES);
        let flt = Each([bench.flt(None)]);
        let lines = Lines::new(flt, Each([bench.rdy(None)]), Each([bench.rst(None)]));
        // an input that is not low, whatever the stage says
        let on = if fitted {
            let lines = lines.with_inverting(Shared(bench.in_minus()));
            reset_with_input_high(&bench, GatePins::new(lines, bench.world.delay(), config))
        } else {
            reset_with_input_high(&bench, GatePins::new(lines, bench.world.delay(), config))
        };
        assert_eq!(on, !fitted, "as README.md has it");
        assert!(!bench.is_on(0));
    }
}

/// Returns whether the gate was on at any time of a reset.
fn reset_with_input_high<W: Wiring<1>>(
    bench: &Bench<Own, 1>,
    mut driver: GatePins<W, SimDelay, 1>,
) -> bool {
    assert!(driver.init().is_ok());
    bench.set_input(0, true);
    let begin = bench.world.clock().nanos();
    assert!(clear(&mut driver).is_ok());
    bench.settle();
    bench.parts.iter().any(|part| {
        let mut part = part.borrow_mut();
        let edges = part.course().edges_from(begin);
        edges.iter().any(|edge| edge.drive == Drive::On)
    })
}

#[test]
fn a_clear_that_is_dropped_anywhere_leaves_rst_low() {
    let mut polls = 1;
    loop {
        let bench = Bench::<Together, 2>::new();
        let mut driver = bench.asynch(config(Resets::Rising, TIMES));
        bench.world.block_on(driver.init()).unwrap().unwrap();
        let mut stage = IdleStage;
        let disarmed = stage.disarmed().unwrap();
        let unfinished = {
            let mut clearing = pin!(driver.clear_faults(&disarmed));
            let mut context = Context::from_waker(Waker::noop());
            (0..polls).all(|_| {
                let pending = matches!(clearing.as_mut().poll(&mut context), Poll::Pending);
                bench.world.clock().advance(Duration::from_millis(1));
                pending
            })
        };
        if !unfinished {
            break;
        }
        for gate in 0..2 {
            bench.set_input(gate, true);
        }
        bench.settle();
        assert!(!bench.is_on(0) && !bench.is_on(1), "{polls} polls");
        polls += 1;
    }
    assert!(polls > 4, "the pulse was dropped in too");
}

#[test]
fn make_safe_turns_off_within_the_propagation_of_the_part() {
    let bench = Bench::<Mixed, 2>::new();
    let rst = InputLine::new(bench.world.pin(false), &bench.parts, Part::set_rst);
    let lines = Lines::new(
        Shared(bench.flt(None)),
        Shared(bench.rdy(None)),
        Shared(rst),
    );
    let config = config(Resets::Level, TIMES);
    let mut driver = GatePins::<_, _, 2>::new(lines, bench.world.delay(), config);
    driver.init().unwrap();
    enable(&mut driver).unwrap();
    bench.set_input(0, true);
    bench.settle();
    assert!(bench.is_on(0));
    let accesses = bench.fuse.accesses();
    driver.make_safe();
    assert_eq!(bench.fuse.accesses(), accesses, "nothing is read");
    bench.world.clock().advance(Duration::from_nanos(90));
    assert!(!bench.is_on(0));
    bench.world.clock().advance(Duration::from_secs(1));
    assert!(!bench.is_on(0));
    assert_eq!(driver.states(), Ok([State::Disabled; 2]));
    assert_eq!(enable(&mut driver), Ok(()));
    bench.settle();
    assert!(bench.is_on(0));
}

#[test]
fn supplies_that_come_late_are_waited_for() {
    let bench = Bench::<Together, 3>::new();
    bench.set_supply(2, Voltage::ZERO);
    let mut driver = bench.blocking(config(Resets::Rising, TIMES));
    driver.init().unwrap();
    assert_eq!(driver.states(), Ok([State::NotReady; 3]), "one wire");
    let (timeout, pause) = (Duration::from_millis(5), Duration::from_micros(1));
    assert_eq!(driver.ready_within(timeout, pause), Err(Error::NotReady));
    assert_eq!(
        enable(&mut driver),
        Err(Error::Faulted(GateFaults::NOT_READY))
    );
    bench.set_supply(2, SUPPLY);
    let start = bench.world.clock().nanos();
    assert_eq!(driver.ready_within(timeout, pause), Ok(()));
    let took = bench.world.clock().nanos() - start;
    assert_eq!(took, 10_000, "the part's own delay");
    assert_eq!(enable(&mut driver), Ok(()));
}

#[test]
fn a_line_that_wakes_is_awaited() {
    let bench = Bench::<Together, 2>::new();
    let flt = OpenDrain::new(&bench.parts, Part::flt, Part::next_change);
    let lines = Lines::new(
        Shared(bench.world.line(&Rc::new(RefCell::new(flt)))),
        Each([bench.rdy_line(Some(0)), bench.rdy_line(Some(1))]),
        Shared(InputLine::new(
            bench.world.pin(false),
            &bench.parts,
            Part::set_rst,
        )),
    );
    let config = config(Resets::Rising, TIMES);
    let mut driver = asynch::GatePins::<_, _, 2>::new(lines, bench.world.delay(), config);
    bench.set_supply(1, Voltage::ZERO);
    let start = bench.world.clock().nanos();
    let supply = async {
        let mut delay = bench.world.delay();
        embedded_hal_async::delay::DelayNs::delay_ms(&mut delay, 3).await;
        bench.set_supply(1, SUPPLY);
    };
    let done = bench.world.block_on(join(driver.until_ready(), supply));
    assert_eq!(done, Ok((Ok(()), ())));
    assert_eq!(bench.world.clock().nanos() - start, 3_010_000);
}

#[test]
fn a_supply_that_dips_is_noticed_while_it_is_low_and_not_after() {
    let bench = Bench::<Own, 1>::new();
    let mut driver = bench.blocking(config(Resets::Rising, TIMES));
    driver.init().unwrap();
    enable(&mut driver).unwrap();
    bench.set_input(0, true);
    bench.set_supply(0, Voltage::ZERO);
    bench.settle();
    assert!(!bench.is_on(0));
    bench.set_supply(0, SUPPLY);
    bench.settle();
    assert_eq!(union(&mut driver), Ok(GateFaults::empty()));
    assert!(bench.is_on(0), "nobody has looked");

    bench.set_supply(0, Voltage::ZERO);
    bench.settle();
    assert_eq!(union(&mut driver), Ok(GateFaults::NOT_READY));
    bench.set_supply(0, SUPPLY);
    bench.world.clock().advance(SETTLE * 10);
    assert!(!bench.is_on(0));
    bench.set_input(0, false);
    assert_eq!(enable(&mut driver), Ok(()));
}

#[test]
fn a_fault_that_was_read_outlives_the_part_that_forgot_it() {
    let bench = Bench::<Own, 1>::of(open(ResetBy::LowLevel));
    let mut driver = tripped(&bench, config(Resets::Level, TIMES));
    // RST/EN went low as the fault was read, and has reset the part by now
    bench.world.clock().advance(Duration::from_millis(2));
    let part_is_fine = bench.parts.iter().all(|part| part.borrow_mut().flt());
    assert!(part_is_fine);
    assert_eq!(union(&mut driver), Ok(FAULT));
    assert_eq!(enable(&mut driver), Err(Error::Faulted(FAULT)));
    driver.init().unwrap();
    assert_eq!(union(&mut driver), Ok(FAULT));
    assert_eq!(clear(&mut driver), Ok(()));
    assert_eq!(union(&mut driver), Ok(GateFaults::empty()));
}

#[test]
fn nothing_costs_more_accesses_than_it_has_lines() {
    let bench = Bench::<Own, 2>::new();
    let mut driver = bench.blocking(config(Resets::Rising, TIMES));
    let cost = |act: &mut dyn FnMut()| {
        let before = bench.fuse.accesses();
        act();
        bench.fuse.accesses() - before
    };
    assert_eq!(cost(&mut || driver.init().unwrap()), 2 + 3);
    assert_eq!(cost(&mut || enable(&mut driver).unwrap()), 4 + 2 + 4 + 1);
    assert_eq!(cost(&mut || assert!(union(&mut driver).is_ok())), 4);
    assert_eq!(cost(&mut || assert!(driver.states().is_ok())), 4);
    assert_eq!(
        cost(&mut || clear(&mut driver).unwrap()),
        2 + 3 + (2 + 3) + 4
    );
}
