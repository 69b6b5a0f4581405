//! The EEPROM.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use hal_power::{Error as _, ErrorKind};
use hal_power_sim::{Fault, Injection, World};
use tmp11x::{
    Averages, Comparison, Config, Cycle, Error, Limits, Mode, Tmp116Word, Word, hal_power,
};

use crate::rig::{self, celsius};

#[test]
fn a_word_survives_a_reset_and_its_neighbours_stay() {
    let mut rig = rig::blocking::tmp117();
    let config = Config::new();
    rig.driver.init(&config).unwrap();
    let mut delay = rig.world.delay();
    rig.driver
        .program_word(Word::Three, 0xBEEF, &mut delay)
        .unwrap();
    rig.part().brown_out();
    rig.wait(Duration::from_millis(2));
    rig.driver.init(&config).unwrap();
    assert_eq!(rig.driver.unique_id(), Ok([0x1171, 0x1172, 0xBEEF]));
    assert_eq!(rig.part().stored(0x07), Some(0), "the offset");
}

#[test]
fn all_four_words_of_a_tmp116() {
    let mut rig = rig::blocking::tmp116();
    rig.driver.init(&Config::new()).unwrap();
    let mut delay = rig.world.delay();
    let words = [
        (Tmp116Word::One, 0x05),
        (Tmp116Word::Two, 0x06),
        (Tmp116Word::Three, 0x07),
        (Tmp116Word::Four, 0x08),
    ];
    for (word, register) in words {
        let value = 0xA000 | u16::from(register);
        rig.driver.program_word(word, value, &mut delay).unwrap();
        assert_eq!(rig.driver.word(word), Ok(value));
        assert_eq!(rig.part().stored(register), Some(value));
    }
}

#[test]
fn conversions_go_on_with_start() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&Config::new()).unwrap();
    rig.settle();
    let mut delay = rig.world.delay();
    rig.driver.program_word(Word::Two, 1, &mut delay).unwrap();
    assert_eq!(rig.driver.temperature(), Err(Error::NotReady));
    rig.driver.start().unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
    rig.driver.verify().unwrap();
}

#[test]
fn what_was_programmed_is_what_the_part_powers_up_with() {
    for mode in [Mode::Continuous, Mode::OneShot] {
        let config = Config::new()
            .with_mode(mode)
            .with_cycle(Cycle::Ms500)
            .with_averages(Averages::X32)
            .with_comparison(Comparison::Therm)
            .with_limits(Limits::new(celsius(-5), celsius(65)))
            .with_offset(celsius(1));
        let mut rig = rig::blocking::tmp117();
        rig.driver.init(&config).unwrap();
        let mut delay = rig.world.delay();
        rig.driver.program_power_up(&mut delay).unwrap();
        rig.part().brown_out();
        rig.wait(Duration::from_millis(2));
        rig.driver.verify().unwrap_or_else(|error| {
            // Continuous conversions begin by themselves, where the driver left them shut down.
            assert_eq!(
                (mode, error.kind()),
                (Mode::Continuous, ErrorKind::ConfigurationLost)
            );
        });
        let stored = [0x01, 0x02, 0x03, 0x07].map(|register| rig.part().stored(register).unwrap());
        let shut_down = if mode == Mode::OneShot { 0x0400 } else { 0 };
        assert_eq!(stored, [0x01D0 | shut_down, 0x2080, 0xFD80, 0x0080]);
    }
}

#[test]
fn an_eeprom_that_never_ends_is_busy_after_16_tries() {
    let mut rig = rig::blocking::tmp117();
    rig.driver
        .init(&Config::new().with_mode(Mode::OneShot))
        .unwrap();
    rig.part().set_stuck(true);
    let mut delay = rig.world.delay();
    let transfers = rig.transfers(|driver| {
        let failed = driver.program_word(Word::Two, 1, &mut delay);
        assert_eq!(failed, Err(Error::Busy));
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::NotReady);
    });
    assert_eq!(transfers, 2 + 16);
    // Nothing else waits for it either.
    assert_eq!(rig.driver.start(), Err(Error::Busy));
    assert_eq!(rig.driver.init(&Config::new()), Err(Error::Busy));
    rig.part().brown_out();
    rig.wait(Duration::from_millis(2));
    rig.driver.init(&Config::new()).unwrap();
}

#[test]
fn init_during_the_load_is_busy_and_writes_nothing() {
    let mut rig = rig::blocking::tmp117();
    rig.part().brown_out();
    assert_eq!(rig.driver.init(&Config::new()), Err(Error::Busy));
    rig.wait(Duration::from_millis(2));
    rig.driver.init(&Config::new()).unwrap();
}

#[test]
fn a_failure_between_unlock_and_lock_wears_nothing_afterwards() {
    // Shut down 2, unlock, word, busy, lock 2, word.
    for transfer in 3..8 {
        let mut rig = rig::blocking::tmp117();
        rig.driver.init(&Config::new()).unwrap();
        let mut delay = rig.world.delay();
        rig.world
            .inject(Injection::nth(transfer, Fault::NackAddress));
        let failed = rig.driver.program_word(Word::Two, 1, &mut delay);
        assert!(matches!(failed, Err(Error::Bus { .. })), "{transfer}");
        rig.wait(Duration::from_millis(10));
        let narrow = Limits::new(celsius(0), celsius(1));
        rig.driver.set_limits(narrow).unwrap();
        rig.driver.start().unwrap();
        assert!(!rig.part().is_unlocked());
        rig.wait(Duration::from_millis(10));
        assert_eq!(rig.part().stored(0x02), Some(0x6000), "{transfer}");
        assert_eq!(rig.part().stored(0x01), Some(0x0220), "{transfer}");
    }
}

#[test]
fn while_a_location_is_programmed_nothing_is_taken_for_written() {
    let mut rig =
        rig::blocking::tmp117_with(|part| part.with_programming_time(Duration::from_millis(200)));
    rig.driver.init(&Config::new()).unwrap();
    let mut delay = rig.world.delay();
    let failed = rig.driver.program_word(Word::Two, 1, &mut delay);
    assert_eq!(failed, Err(Error::Busy));
    assert_eq!(rig.driver.set_limits(Limits::NONE), Err(Error::Busy));
    rig.wait(Duration::from_millis(200));
    rig.driver.set_limits(Limits::NONE).unwrap();
    rig.driver.start().unwrap();
    rig.settle();
    assert_eq!(rig.driver.temperature(), Ok(celsius(25)));
    assert!(!rig.part().is_unlocked());
}

/// Polls so many times, 10 ms apart, and drops; returns whether the future was unfinished.
fn drop_after<T>(polls: u32, world: &World, future: impl Future<Output = T>) -> bool {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).all(|_| {
        let poll = future.as_mut().poll(&mut context);
        world.clock().advance(Duration::from_millis(10));
        matches!(poll, Poll::Pending)
    })
}

#[test]
fn programming_that_is_dropped_at_any_point_wears_nothing_afterwards() {
    let narrow = Limits::new(celsius(0), celsius(1));
    for polls in 1.. {
        let mut rig = rig::asynch::tmp117();
        let world = rig.world.clone();
        world
            .block_on(rig.driver.init(&Config::new()))
            .unwrap()
            .unwrap();
        let mut delay = world.delay();
        let programming = rig.driver.program_word(Word::Two, 1, &mut delay);
        if !drop_after(polls, &world, programming) {
            assert!(polls > 8, "{polls}");
            break;
        }
        world
            .block_on(rig.driver.set_limits(narrow))
            .unwrap()
            .unwrap();
        world.block_on(rig.driver.start()).unwrap().unwrap();
        rig.wait(Duration::from_millis(10));
        assert!(!rig.part().is_unlocked(), "{polls}");
        assert_eq!(rig.part().stored(0x02), Some(0x6000), "{polls}");
        assert_eq!(rig.part().stored(0x01), Some(0x0220), "{polls}");
        rig.settle();
        let temperature = world.block_on(rig.driver.temperature()).unwrap();
        assert_eq!(temperature, Ok(celsius(25)), "{polls}");
    }
}
