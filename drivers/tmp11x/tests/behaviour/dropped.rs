//! Calls that are dropped at every await, in a driver whose readings are repeated: where the part points to is kept or asked anew.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use hal_power::{Error as _, ErrorKind, Temperature};
use hal_power_sim::{SimI2c, World};
use tmp11x::{Averages, Config, Cycle, Limits, Word, asynch::Tmp117, hal_power};

use crate::rig::{self, Rig, celsius};

const WARM: Temperature = celsius(40);
const COLD: Temperature = celsius(-20);
const LIMITS: Limits = Limits::new(celsius(-40), celsius(60));

/// Bit times of a reading that is repeated, and of one that begins with the pointer.
const REPEATED: u64 = 29;
const AFRESH: u64 = 48;

type Live = Rig<Tmp117<SimI2c>>;

fn config() -> Config {
    Config::new()
        .with_averages(Averages::X1)
        .with_cycle(Cycle::Shortest)
        .with_limits(LIMITS)
}

/// A driver whose next reading is a repeated one.
fn repeated() -> Live {
    let mut rig = rig::asynch::tmp117();
    rig.set(WARM);
    let initialised = rig.world.block_on(rig.driver.init(&config()));
    initialised.unwrap().unwrap();
    rig.settle();
    for _ in 0..2 {
        assert_eq!(read(&mut rig).0, Ok(WARM));
    }
    rig
}

/// A reading and its bit times.
fn read(rig: &mut Live) -> (Result<Temperature, ErrorKind>, u64) {
    rig.world.start_trace();
    let answer = rig.world.block_on(rig.driver.temperature()).unwrap();
    let bits = rig.world.take_trace().bits();
    (answer.map_err(|error| error.kind()), bits)
}

/// More polls than any call needs.
const POLLS: u32 = 256;

/// Polls so many times, a millisecond apart, and drops; returns whether the call was unfinished.
fn is_dropped<T>(polls: u32, world: &World, call: impl Future<Output = T>) -> bool {
    let mut call = pin!(call);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).all(|_| {
        let pends = matches!(call.as_mut().poll(&mut context), Poll::Pending);
        world.clock().advance(Duration::from_millis(1));
        pends
    })
}

/// Drops the call after each number of polls that leaves it unfinished, lets it become cold, and judges what is left. Returns how
/// many times the call was pending.
macro_rules! at_every_await {
    (|$driver:ident, $world:ident| $call:expr, $prepare:expr, $judge:expr) => {{
        let mut awaits = 0;
        for polls in 1..POLLS {
            let mut rig = repeated();
            $prepare(&mut rig);
            {
                let ($driver, $world) = (&mut rig.driver, &rig.world);
                if !is_dropped(polls, $world, $call) {
                    break;
                }
            }
            rig.set(COLD);
            rig.settle();
            $judge(&mut rig, polls);
            awaits += 1;
        }
        awaits
    }};
}

#[test]
fn a_repeated_reading_stays_a_repeated_one() {
    let awaits = at_every_await!(
        |driver, world| driver.temperature(),
        |_: &mut Live| {},
        |rig: &mut Live, polls| {
            for _ in 0..2 {
                assert_eq!(read(rig), (Ok(COLD), REPEATED), "{polls} polls");
            }
        }
    );
    assert_eq!(awaits, 2, "one transfer, pending before and after");
}

/// A code of 0 has the configuration read as well, and the part then points there.
#[test]
fn a_repeated_reading_that_is_in_doubt_begins_afresh() {
    let freeze = |rig: &mut Live| {
        rig.set(celsius(0));
        rig.settle();
    };
    let awaits = at_every_await!(
        |driver, world| driver.temperature(),
        freeze,
        |rig: &mut Live, polls| {
            let bits = if polls > 2 { AFRESH } else { REPEATED };
            assert_eq!(read(rig), (Ok(COLD), bits), "{polls} polls");
            assert_eq!(read(rig), (Ok(COLD), REPEATED), "{polls} polls");
        }
    );
    assert_eq!(awaits, 4);
}

/// The part has reset and points to the result again; what it shows there is none.
#[test]
fn a_repeated_reading_of_a_part_that_has_reset_is_no_value() {
    let dip = |rig: &mut Live| rig.part().brown_out();
    let awaits = at_every_await!(
        |driver, world| driver.temperature(),
        dip,
        |rig: &mut Live, polls| {
            let (answer, _) = read(rig);
            assert!(
                answer.is_err() || answer == Ok(COLD),
                "{polls} polls: {answer:?}"
            );
            let again = rig.world.block_on(rig.driver.init(&config())).unwrap();
            assert_eq!(again, Ok(()), "{polls} polls");
            rig.settle();
            assert_eq!(read(rig).0, Ok(COLD), "{polls} polls");
            assert_eq!(read(rig), (Ok(COLD), REPEATED), "{polls} polls");
        }
    );
    assert!(awaits >= 2, "{awaits}");
}

/// The next reading is right at once: it begins afresh, and the one after it is repeated.
macro_rules! points_elsewhere {
    ($($method:ident($($argument:expr),*) => $awaits:literal;)+) => {$(
        let awaits = at_every_await!(
            |driver, world| driver.$method($($argument),*),
            |_: &mut Live| {},
            |rig: &mut Live, polls| {
                let context = format!("{} dropped after {polls} polls", stringify!($method));
                assert_eq!(read(rig), (Ok(COLD), AFRESH), "{context}");
                assert_eq!(read(rig), (Ok(COLD), REPEATED), "{context}");
            }
        );
        assert_eq!(awaits, $awaits, "{}", stringify!($method));
    )+};
}

#[test]
fn what_points_elsewhere_does_so_from_its_first_await() {
    points_elsewhere! {
        take_alerts() => 4;
        verify() => 8;
        set_limits(LIMITS) => 8;
        word(Word::One) => 2;
        unique_id() => 6;
        read_register(0x0F) => 2;
        write_register(0x05, 0) => 2;
    }
}

/// No reading is wrong until `init` has passed again, and all are right then.
macro_rules! starts_over {
    ($($method:ident($($argument:expr),* $(; $delay:ident)?);)+) => {$(
        let awaits = at_every_await!(
            |driver, world| {
                $(let mut $delay = world.delay();)?
                async move { driver.$method($($argument,)* $(&mut $delay)?).await }
            },
            |_: &mut Live| {},
            |rig: &mut Live, polls| {
                let context = format!("{} dropped after {polls} polls", stringify!($method));
                for _ in 0..2 {
                    let (answer, _) = read(rig);
                    assert!(answer.is_err() || answer == Ok(COLD), "{context}: {answer:?}");
                }
                let again = rig.world.block_on(rig.driver.init(&config())).unwrap();
                assert_eq!(again, Ok(()), "{context}");
                rig.settle();
                assert_eq!(read(rig).0, Ok(COLD), "{context}");
                assert_eq!(read(rig), (Ok(COLD), REPEATED), "{context}");
            }
        );
        assert!(awaits >= 2, "{}: {awaits}", stringify!($method));
    )+};
}

#[test]
fn what_stops_conversions_leaves_no_wrong_reading() {
    starts_over! {
        init(&config());
        start();
        shut_down();
        program_word(Word::Two, 0xBEEF; delay);
        program_power_up(; delay);
        reset();
    }
}
