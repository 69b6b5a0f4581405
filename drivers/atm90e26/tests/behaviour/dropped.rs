//! Calls that are dropped at every await: the next is right, and what a reading cleared is not lost.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use atm90e26::{Events, Forward, Functions, Line, hal_power};
use hal_power::{Current, Energy, Error as _, ErrorKind, Power, ReactiveEnergy, Voltage};
use hal_power_sim::{World, model::atm90e26::Open};

use crate::rig::{self, Flow, Rig, TENTH, config, is_near};

type Live = Rig<rig::asynch::Driver>;

/// More polls than any call needs.
const POLLS: u32 = 512;

fn live() -> Live {
    let config = config(Forward::Export)
        .with_functions(Functions::all())
        .with_sag_threshold(Voltage::from_volts(180));
    rig::asynch::live(Open::default(), &config)
}

/// Polls so many times and drops; returns whether the call was unfinished.
fn is_dropped<T>(polls: u32, world: &World, call: impl Future<Output = T>) -> bool {
    let mut call = pin!(call);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).all(|_| {
        let pends = matches!(call.as_mut().poll(&mut context), Poll::Pending);
        world.clock().advance(Duration::from_millis(1));
        pends
    })
}

/// Drops the call after each number of polls that leaves it unfinished, and judges what is left. Returns at how many awaits.
macro_rules! at_every_await {
    (|$driver:ident| $call:expr, $prepare:expr, $judge:expr) => {{
        let mut awaits = 0;
        for polls in 1..POLLS {
            let mut rig = live();
            let prepared = $prepare(&mut rig);
            {
                let $driver = &mut rig.driver;
                if !is_dropped(polls, &rig.world, $call) {
                    break;
                }
            }
            $judge(&mut rig, prepared, polls);
            awaits += 1;
        }
        awaits
    }};
}

/// Ten minutes at 1.15 kW and 1.99 kvar.
fn loaded(rig: &mut Live) -> Flow {
    rig.amps(10, 60);
    rig.part().set_neutral_current(Current::from_amps(1), 0);
    let flow = Flow::new(&rig.world, Power::from_watts(1_150));
    rig.wait(Duration::from_secs(600));
    flow
}

#[test]
fn energy_that_is_dropped_is_counted_once() {
    let awaits = at_every_await!(
        |driver| driver.active_energy(),
        loaded,
        |rig: &mut Live, flow: Flow, polls| {
            rig.wait(Duration::from_secs(60));
            let read = rig
                .world
                .block_on(rig.driver.active_energy())
                .unwrap()
                .unwrap();
            let truth = flow.energy(&rig.world);
            assert!(
                is_near(read.exported, truth),
                "{polls} polls: {read:?}, {truth}"
            );
            assert_eq!(read.imported, Energy::ZERO, "{polls} polls");
        }
    );
    assert_eq!(awaits, 16, "eight transfers, pending before and after");
}

#[test]
fn reactive_energy_that_is_dropped_is_counted_once() {
    let awaits = at_every_await!(
        |driver| driver.reactive_energy(),
        loaded,
        |rig: &mut Live, flow: Flow, polls| {
            let read = rig
                .world
                .block_on(rig.driver.reactive_energy())
                .unwrap()
                .unwrap();
            // √3 times the active energy.
            let truth = flow.energy(&rig.world).as_millijoules() * 173_205 / 100_000;
            let off = (read.positive.as_millivar_seconds() - truth).abs();
            assert!(off <= 2 * TENTH.as_millijoules(), "{polls} polls: {read:?}");
            assert_eq!(read.negative, ReactiveEnergy::ZERO, "{polls} polls");
        }
    );
    assert_eq!(awaits, 16);
}

/// Whatever is called next, and dropped too.
#[test]
fn calls_that_are_dropped_one_after_the_other_lose_nothing() {
    for first in 1..20 {
        for second in 1..20 {
            let mut rig = live();
            let flow = loaded(&mut rig);
            is_dropped(first, &rig.world, rig.driver.active_energy());
            is_dropped(second, &rig.world, rig.driver.voltage());
            rig.wait(Duration::from_secs(60));
            is_dropped(second, &rig.world, rig.driver.active_energy());
            let context = format!("{first} and {second} polls");
            let voltage = rig.world.block_on(rig.driver.voltage()).unwrap();
            assert!(voltage.is_ok(), "{context}: {voltage:?}");
            let read = rig
                .world
                .block_on(rig.driver.active_energy())
                .unwrap()
                .unwrap();
            let truth = flow.energy(&rig.world);
            assert!(
                is_near(read.exported, truth),
                "{context}: {read:?}, {truth}"
            );
        }
    }
}

#[test]
fn events_that_are_dropped_come_with_the_next_call() {
    let awaits = at_every_await!(
        |driver| driver.take_events(),
        |rig: &mut Live| {
            rig.volts(100);
            rig.wait(Duration::from_millis(100));
            rig.volts(230);
        },
        |rig: &mut Live, (), polls| {
            let events = rig.world.block_on(rig.driver.take_events()).unwrap();
            assert_eq!(events, Ok(Events::SAG), "{polls} polls");
            let events = rig.world.block_on(rig.driver.take_events()).unwrap();
            assert_eq!(events, Ok(Events::empty()), "{polls} polls");
        }
    );
    assert_eq!(awaits, 6);
}

macro_rules! harmless {
    ($($method:ident($($argument:expr),*) => $awaits:literal;)+) => {$(
        let awaits = at_every_await!(
            |driver| driver.$method($($argument),*),
            loaded,
            |rig: &mut Live, flow: Flow, polls| {
                let context = format!("{} dropped after {polls} polls", stringify!($method));
                let answer = rig.world.block_on(rig.driver.voltage()).unwrap();
                assert!(answer.is_ok(), "{context}: {answer:?}");
                let read = rig.world.block_on(rig.driver.active_energy()).unwrap().unwrap();
                assert!(is_near(read.exported, flow.energy(&rig.world)), "{context}");
            }
        );
        assert_eq!(awaits, $awaits, "{}", stringify!($method));
    )+};
}

#[test]
fn what_clears_nothing_is_dropped_without_a_trace() {
    harmless! {
        voltage() => 8;
        current(Line::L) => 8;
        active_power(Line::N) => 8;
        reactive_power(Line::L) => 8;
        apparent_power(Line::L) => 8;
        power_factor(Line::L) => 8;
        phase_angle(Line::L) => 8;
        frequency() => 8;
        readings(Line::L) => 28;
        metering_status() => 8;
        verify() => 54;
        read_register(0x49) => 2;
        read_register(0x40) => 6;
        write_register(0x04, 0) => 2;
    }
}

/// No value until `init` has passed again.
#[test]
fn an_init_that_is_dropped_is_none() {
    let other = config(Forward::Import);
    let awaits = at_every_await!(
        |driver| driver.init(&other),
        |_: &mut Live| {},
        |rig: &mut Live, (), polls| {
            rig.settle();
            let answer = rig.world.block_on(rig.driver.voltage()).unwrap();
            let kind = answer.map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::Refused), "{polls} polls");
            let again = rig.world.block_on(rig.driver.init(&other)).unwrap();
            assert_eq!(again, Ok(()), "{polls} polls");
            let answer = rig.world.block_on(rig.driver.voltage()).unwrap();
            assert!(answer.is_ok(), "{polls} polls");
        }
    );
    assert!(awaits >= 2 * 58, "{awaits}");
}
