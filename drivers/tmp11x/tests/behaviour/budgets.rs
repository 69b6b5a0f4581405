//! What every public method costs on the wire, and that both halves move the same bits.

use std::time::Duration;

use hal_power::{Sensor, Temperature};
use hal_power_sim::{Fault, Injection};
use tmp11x::{
    Address, Averages, Config, Cycle, Limits, Mode, Tmp116Word, Word, asynch, hal_power, part::Part,
};

use crate::rig::{self, Rig, celsius};

const LIMITS: Limits = Limits::new(celsius(0), celsius(60));

fn config<P: Part>() -> Config<P> {
    Config::new()
        .with_cycle(Cycle::Shortest)
        .with_averages(Averages::X1)
}

/// Calls in this order, with time for a conversion before each. A method that takes a delay gets one.
macro_rules! budgets {
    ($part:ident: $($method:ident($($argument:expr),* $(; $delay:ident)?) => $bits:literal in $transfers:literal;)+) => {{
        const PAUSE: Duration = Duration::from_millis(40);
        let mut rig = rig::blocking::$part();
        let mut traces = Vec::new();
        $(
            rig.wait(PAUSE);
            $(let mut $delay = rig.world.delay();)?
            rig.world.start_trace();
            rig.driver.$method($($argument,)* $(&mut $delay)?).unwrap();
            let trace = rig.world.take_trace();
            assert_eq!((trace.bits(), trace.transfers()), ($bits, $transfers), stringify!($method));
            traces.push(trace);
        )+
        let mut rig = rig::asynch::$part();
        let mut traces = traces.iter();
        $(
            rig.wait(PAUSE);
            $(let mut $delay = rig.world.delay();)?
            rig.world.start_trace();
            rig.world
                .block_on(rig.driver.$method($($argument,)* $(&mut $delay)?))
                .unwrap()
                .unwrap();
            let trace = rig.world.take_trace();
            assert!(trace.same_bits(traces.next().unwrap()), stringify!($method));
        )+
    }};
}

#[test]
fn tmp117() {
    budgets! { tmp117:
        init(&config()) => 478 in 11;
        ready() => 48 in 1;
        ready() => 0 in 0;
        temperature() => 48 in 1;
        temperature() => 29 in 1;
        take_alerts() => 48 in 1;
        verify() => 192 in 4;
        set_limits(LIMITS) => 172 in 4;
        take_alerts() => 96 in 2;
        word(Word::One) => 48 in 1;
        unique_id() => 144 in 3;
        read_register(0x0F) => 48 in 1;
        write_register(0x06, 0xFFFF) => 38 in 1;
        start() => 124 in 3;
        shut_down() => 86 in 2;
        start() => 38 in 1;
        temperature() => 96 in 2;
        program_word(Word::Two, 0xBEEF; delay) => 344 in 8;
        program_word(Word::Two, 0xBEEF; delay) => 258 in 6;
        program_power_up(; delay) => 554 in 13;
        start() => 38 in 1;
        program_power_up(; delay) => 640 in 15;
        reset() => 38 in 1;
    }
}

#[test]
fn tmp116() {
    budgets! { tmp116:
        init(&config()) => 392 in 9;
        ready() => 48 in 1;
        temperature() => 48 in 1;
        temperature() => 29 in 1;
        take_alerts() => 48 in 1;
        verify() => 144 in 3;
        set_limits(LIMITS) => 172 in 4;
        word(Tmp116Word::Four) => 48 in 1;
        read_register(0x0F) => 48 in 1;
        write_register(0x07, 0xFFFF) => 38 in 1;
        shut_down() => 86 in 2;
        program_word(Tmp116Word::Three, 0xBEEF; delay) => 258 in 6;
        program_power_up(; delay) => 468 in 11;
        start() => 38 in 1;
    }
}

#[test]
fn one_shot_conversions_start_with_one_write() {
    budgets! { tmp117:
        init(&config().with_mode(Mode::OneShot)) => 440 in 10;
        start() => 38 in 1;
        ready() => 48 in 1;
        temperature() => 48 in 1;
        start() => 38 in 1;
        temperature() => 96 in 2;
        temperature() => 29 in 1;
        start() => 38 in 1;
        start() => 124 in 3;
    }
}

#[test]
fn an_offset_costs_its_proof_at_each_reading() {
    budgets! { tmp117:
        init(&config().with_offset(celsius(-1))) => 478 in 11;
        ready() => 48 in 1;
        temperature() => 96 in 2;
        temperature() => 96 in 2;
    }
}

#[test]
fn an_eeprom_that_was_left_unlocked_costs_86_bit_times_to_lock() {
    budgets! { tmp117:
        write_register(0x04, 0x8000) => 38 in 1;
        init(&config().with_mode(Mode::OneShot)) => 526 in 12;
        init(&config().with_mode(Mode::OneShot)) => 440 in 10;
    }
}

#[test]
fn zero_costs_a_look_at_the_configuration() {
    for millicelsius in [0, -8] {
        let mut rig = rig::blocking::tmp117();
        rig.set(Temperature::from_millicelsius(millicelsius));
        rig.driver.init(&config()).unwrap();
        rig.settle();
        assert!(rig.driver.ready().unwrap());
        for _ in 0..2 {
            assert_eq!(rig.bits(|driver| assert!(driver.temperature().is_ok())), 96);
        }
    }
}

#[test]
fn each_millisecond_of_programming_beyond_7_costs_48_bit_times() {
    let mut rig =
        rig::blocking::tmp117_with(|part| part.with_programming_time(Duration::from_millis(9)));
    rig.driver.init(&config().with_mode(Mode::OneShot)).unwrap();
    let mut delay = rig.world.delay();
    let bits = rig.bits(|driver| driver.program_word(Word::Three, 7, &mut delay).unwrap());
    assert_eq!(bits, 258 + 2 * 48);
}

/// Bits of one reading, which answers if it shall.
fn temperature<P: Part, I: embedded_hal::i2c::I2c>(
    rig: &mut Rig<tmp11x::blocking::Tmp11x<P, I>>,
    answers: bool,
) -> u64 {
    rig.bits(|driver| assert_eq!(driver.temperature().is_ok(), answers))
}

#[test]
fn the_pointer_is_sent_again_after_any_bus_error() {
    for fault in [
        Fault::NackAddress,
        Fault::BusBusy,
        Fault::ArbitrationLoss,
        Fault::Overrun,
    ] {
        let mut rig = rig::blocking::tmp116();
        rig.driver.init(&config()).unwrap();
        rig.settle();
        assert!(rig.driver.ready().unwrap());
        assert_eq!(temperature(&mut rig, true), 48);
        assert_eq!(temperature(&mut rig, true), 29);
        rig.world.inject(Injection::nth(0, fault));
        temperature(&mut rig, false);
        assert_eq!(temperature(&mut rig, true), 48, "{fault:?}");
        assert_eq!(temperature(&mut rig, true), 29, "{fault:?}");
    }
}

#[test]
fn the_pointer_is_sent_again_after_another_register() {
    let mut rig = rig::blocking::tmp117();
    rig.driver.init(&config()).unwrap();
    rig.settle();
    assert!(rig.driver.ready().unwrap());
    assert_eq!(temperature(&mut rig, true), 48);
    rig.driver.take_alerts().unwrap();
    assert_eq!(temperature(&mut rig, true), 48);
    assert_eq!(temperature(&mut rig, true), 29);
    rig.driver.set_limits(LIMITS).unwrap();
    assert_eq!(temperature(&mut rig, true), 48);
}

#[test]
fn making_taking_apart_and_durations_move_nothing() {
    let rig = rig::asynch::tmp117();
    rig.world.start_trace();
    assert_eq!(rig.driver.duration(), Duration::ZERO);
    assert_eq!(rig.driver.latency(), Duration::ZERO);
    let i2c = rig.driver.free();
    let _ = asynch::Tmp119::new(i2c, Address::DEFAULT);
    assert_eq!(rig.world.take_trace().transfers(), 0);
}
