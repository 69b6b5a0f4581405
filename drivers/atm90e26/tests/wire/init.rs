//! Finding, calibrating, starting.

use std::time::Duration;

use atm90e26::{
    Block, ConfigError, Error, Forward, Functions,
    blocking::Atm90e26,
    hal_power::{Error as _, ErrorKind, Voltage},
};

use crate::{
    bus::{Ask, Bus, FAILED, Frame, Lost, Tell, Unheard, Waits, bits},
    calibrating, comparing, config, exchange, finding, initialised, measured, starting, words,
};

#[test]
fn resets_proves_calibrates_reads_back_and_starts() {
    let config = config(Forward::Export);
    exchange! {
        init(&config) => Ok(()), @1_392 initialised();
        verify() => Ok(()), @624 [vec![Ask(0x20, 0x8765), Ask(0x30, 0x8765)], comparing()].concat();
    }
}

#[test]
fn waits_for_the_reset_and_for_the_first_measurement() {
    let waits = Waits::default();
    let bus = Bus::new(&[initialised(), initialised()].concat());
    let mut meter = Atm90e26::new(bus.clone(), waits.clone());
    meter.init(&config(Forward::Export)).unwrap();
    assert_eq!(waits.nanos(), 420_000_000);
    let quick = config(Forward::Export).with_reset_time(Duration::from_micros(5_001));
    meter.init(&quick).unwrap();
    assert_eq!(waits.nanos(), 420_000_000 + 326_000_000);
    let (_bus, _delay) = meter.free();
    bus.done();
}

#[test]
fn a_sag_threshold_is_written_and_read_back() {
    // 171.6 V × √2 × 8192 × 100 ÷ 0xD464 = 3655.6
    let functions = Functions::SAG | Functions::SAG_ON_WARN_OUT;
    let config = config(Forward::Export)
        .with_functions(functions)
        .with_sag_threshold(Voltage::from_millivolts(171_600));
    let mut frames = initialised();
    for frame in &mut frames {
        match frame {
            Tell(0x02, content) | Ask(0x02 | 0x06, content) => *content = 0x0030,
            _ => {}
        }
    }
    frames.insert(4, Tell(0x03, 3_656));
    let at = frames
        .iter()
        .position(|frame| matches!(frame, Ask(0x02, _)))
        .unwrap();
    frames.insert(at + 1, Ask(0x03, 3_656));
    let mut again = comparing();
    if let Some(first) = again.first_mut() {
        *first = Ask(0x02, 0x0030);
    }
    again.insert(1, Ask(0x03, 3_656));
    let again = [vec![Ask(0x20, 0x8765), Ask(0x30, 0x8765)], again].concat();
    exchange! {
        init(&config) => Ok(()), @1_440 frames;
        verify() => Ok(()), @648 again;
    }
}

#[test]
fn a_configuration_that_cannot_be_had_moves_nothing() {
    let sound = config(Forward::Export);
    let sagging = sound.with_functions(Functions::SAG);
    let negative = sound.with_sag_threshold(Voltage::from_volts(-230));
    exchange! {
        init(&sagging) => Err(Error::Config(ConfigError::NoSagThreshold)), @0 [];
        init(&negative) => Err(Error::Config(ConfigError::SagThreshold)), @0 [];
        voltage() => Err(Error::NotInitialised), @0 [];
        init(&sound) => Ok(()), initialised();
        // What cannot be had leaves what was.
        init(&negative) => Err(Error::Config(ConfigError::SagThreshold)), @0 [];
        voltage() => Ok(Voltage::from_volts(230)), measured(0x49, 23_000);
    }
}

#[test]
fn nobody_is_there() {
    let config = config(Forward::Export);
    let answer = |register, expected, found| Error::WrongDevice {
        register,
        expected,
        found,
    };
    for found in [0x0000, 0xFFFF, 0x789A] {
        let frames = [Tell(0x00, 0x789A), Tell(0x02, 0x000C), Ask(0x06, found)];
        exchange! {
            init(&config) => Err(answer(0x06, 0x000C, found)), frames;
            voltage() => Err(Error::NotInitialised), [];
        }
    }
    // A part that repeats, and has not reset.
    let mut frames = finding();
    frames.pop();
    frames.push(Ask(0x20, 0x8765));
    exchange! { init(&config) => Err(answer(0x20, 0x6886, 0x8765)), frames; }
}

#[test]
fn each_word_that_does_not_read_back_is_named() {
    let config = config(Forward::Export);
    let before = [finding(), calibrating()].concat();
    for (at, frame) in words().into_iter().enumerate() {
        let Ask(register, written) = frame else {
            continue;
        };
        let found = written ^ 0x0100;
        let mut read: Vec<Frame> = words().into_iter().take(at).collect();
        read.push(Ask(register, found));
        exchange! {
            init(&config) => Err(Error::ReadBack { register, written, found }), [before.clone(), read].concat();
            take_events() => Err(Error::NotInitialised), [];
        }
    }
}

#[test]
fn each_checksum_that_the_part_makes_otherwise_is_named() {
    let config = config(Forward::Export);
    let before = [finding(), calibrating(), words()].concat();
    exchange! {
        init(&config) => Err(Error::Checksum { block: Block::Metering, written: 0x4A34, found: 0x4A35 }),
            [before.clone(), vec![Ask(0x2C, 0x4A35)]].concat();
    }
    exchange! {
        init(&config) => Err(Error::Checksum { block: Block::Measurement, written: 0xD294, found: 0xD394 }),
            [before.clone(), vec![Ask(0x2C, 0x4A34), Ask(0x3B, 0xD394)]].concat();
    }
}

#[test]
fn each_block_that_the_part_rejects_is_named() {
    let config = config(Forward::Export);
    let before = [finding(), calibrating(), comparing()].concat();
    for (status, block) in [
        (0xC000, Block::Metering),
        (0x8000, Block::Metering),
        (0x4000, Block::Metering),
        (0xF000, Block::Metering),
        (0x3000, Block::Measurement),
        (0x2000, Block::Measurement),
        (0x1002, Block::Measurement),
    ] {
        let error = Error::Rejected { block, status };
        assert_eq!(
            Error::<()>::Rejected { block, status }.kind(),
            ErrorKind::Integrity
        );
        exchange! {
            init(&config) => Err(error), [before.clone(), starting(status)].concat();
            voltage() => Err(Error::NotInitialised), [];
        }
    }
}

#[test]
fn a_part_that_does_not_start_is_named() {
    let config = config(Forward::Export);
    let before = [finding(), calibrating(), comparing(), starting(0)].concat();
    let dead = |register, found| Error::ReadBack {
        register,
        written: 0x8765,
        found,
    };
    exchange! {
        init(&config) => Err(dead(0x20, 0x6886)), [before.clone(), vec![Ask(0x20, 0x6886)]].concat();
    }
    exchange! {
        init(&config) => Err(dead(0x30, 0x6886)),
            [before.clone(), vec![Ask(0x20, 0x8765), Ask(0x30, 0x6886)]].concat();
    }
}

#[test]
fn a_bus_that_fails_at_any_frame_of_init_is_reported_and_init_passes_again() {
    let config = config(Forward::Export);
    let sound = initialised();
    assert_eq!(bits(&sound), 1_392);
    for (at, frame) in sound.iter().enumerate() {
        let (Ask(register, _) | Tell(register, _)) = *frame else {
            continue;
        };
        let mut frames: Vec<Frame> = sound.iter().copied().take(at).collect();
        frames.push(Unheard);
        exchange! {
            init(&config) => Err(Error::Bus { register, cause: FAILED }), frames;
            voltage() => Err(Error::NotInitialised), [];
            init(&config) => Ok(()), sound;
            voltage() => Ok(Voltage::from_volts(230)), measured(0x49, 23_000);
        }
    }
}

#[test]
fn gaps_are_inside_the_frame() {
    use embedded_hal_mock::eh1::spi::{Mock, Transaction as T};
    let mut mock = Mock::new(&[
        T::transaction_start(),
        T::delay(4_000),
        T::write(0xC9),
        T::delay(4_000),
        T::read_vec(vec![0x59, 0xD8]),
        T::transaction_end(),
        T::transaction_start(),
        T::delay(4_000),
        T::write(0x03),
        T::delay(4_000),
        T::write_vec(vec![0x1D, 0x6A]),
        T::transaction_end(),
    ]);
    let mut meter = Atm90e26::new(mock.clone(), Waits::default()).with_gap_ns(4_000);
    assert_eq!(meter.read_register(0x49), Ok(0x59D8));
    assert_eq!(meter.write_register(0x03, 0x1D6A), Ok(()));
    mock.done();
}

#[test]
fn an_answer_that_was_lost_is_an_error_of_the_bus() {
    let frames = [Lost(0x49, 0x59D8)];
    exchange! { read_register(0x49) => Err(Error::Bus { register: 0x49, cause: FAILED }), @24 frames; }
}
