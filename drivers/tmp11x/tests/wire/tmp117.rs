//! TMP117 and TMP119: SNOSD82D sections 7.3 to 7.6.

use embedded_hal_mock::eh1::delay::NoopDelay;
use hal_power::Temperature;
use tmp11x::{
    AlertPin, Alerts, Averages, Comparison, Config, ConfigError, Cycle, Error, Limits, Mode,
    PinSource, Word, hal_power,
};

use crate::{again, ask, exchange, tell};

fn celsius(degrees: i32) -> Temperature {
    Temperature::from_celsius(degrees)
}

#[test]
fn identity_is_read_before_anything_is_written() {
    exchange! { Tmp117:
        init(&Config::new()) => Ok(()), [
            ask(0x0F, [0x01, 0x17]),
            ask(0x04, [0x00, 0x00]),
            // shut down, 1 s, 8 averages
            tell([0x01, 0x06, 0x20]),
            tell([0x02, 0x60, 0x00]),
            tell([0x03, 0x80, 0x00]),
            tell([0x07, 0x00, 0x00]),
            ask(0x02, [0x60, 0x00]),
            ask(0x03, [0x80, 0x00]),
            ask(0x07, [0x00, 0x00]),
            // a result and a limit of before
            ask(0x01, [0xA6, 0x20]),
            tell([0x01, 0x02, 0x20]),
        ];
        temperature() => Err(Error::NotReady), [ask(0x01, [0x02, 0x20])];
    }
}

#[test]
fn any_revision_is_taken_and_no_other_part() {
    for found in [[0x01, 0x17], [0x21, 0x17], [0xF1, 0x17]] {
        exchange! { Tmp119:
            init(&Config::new()) => Err(Error::Busy), [
                ask(0x0F, found),
                ask(0x04, [0x40, 0x00]),
            ];
        }
    }
    for found in [0x1116_u16, 0x0000, 0xFFFF, 0x0190] {
        exchange! { Tmp117:
            init(&Config::new()) => Err(Error::WrongDevice { register: 0x0F, found }), [
                ask(0x0F, found.to_be_bytes()),
            ];
            temperature() => Err(Error::NotInitialised), [];
        }
    }
}

#[test]
fn an_eeprom_that_was_left_unlocked_is_locked_before_anything_is_configured() {
    exchange! { Tmp117:
        init(&Config::new().with_mode(Mode::OneShot)) => Ok(()), [
            ask(0x0F, [0x01, 0x17]),
            ask(0x04, [0x80, 0x00]),
            tell([0x04, 0x00, 0x00]),
            ask(0x04, [0x00, 0x00]),
            tell([0x01, 0x06, 0x20]),
            tell([0x02, 0x60, 0x00]),
            tell([0x03, 0x80, 0x00]),
            tell([0x07, 0x00, 0x00]),
            ask(0x02, [0x60, 0x00]),
            ask(0x03, [0x80, 0x00]),
            ask(0x07, [0x00, 0x00]),
            ask(0x01, [0x06, 0x20]),
        ];
        temperature() => Err(Error::NotReady), [];
    }
}

/// What `init` moves for one-shot conversions of one, 15.5 ms, and nothing else.
macro_rules! initialised {
    ($($more:tt)*) => {
        exchange! { Tmp117:
            init(&Config::new()
                .with_mode(Mode::OneShot)
                .with_averages(Averages::X1)
                .with_cycle(Cycle::Shortest)) => Ok(()), [
                ask(0x0F, [0x01, 0x17]),
                ask(0x04, [0x00, 0x00]),
                tell([0x01, 0x04, 0x00]),
                tell([0x02, 0x60, 0x00]),
                tell([0x03, 0x80, 0x00]),
                tell([0x07, 0x00, 0x00]),
                ask(0x02, [0x60, 0x00]),
                ask(0x03, [0x80, 0x00]),
                ask(0x07, [0x00, 0x00]),
                ask(0x01, [0x04, 0x00]),
            ];
            $($more)*
        }
    };
}

#[test]
fn table_7_1_without_the_pointer_from_the_second_reading_on() {
    initialised! {
        start() => Ok(()), [tell([0x01, 0x0C, 0x00])];
        ready() => Ok(false), [ask(0x01, [0x0C, 0x00])];
        ready() => Ok(true), [ask(0x01, [0x24, 0x00])];
        temperature() => Ok(celsius(-25)), [ask(0x00, [0xF3, 0x80])];
        temperature() => Ok(Temperature::from_millicelsius(-125)), [again([0xFF, 0xF0])];
        temperature() => Ok(Temperature::from_millicelsius(8)), [again([0x00, 0x01])];
        temperature() => Ok(Temperature::from_millicelsius(125)), [again([0x00, 0x10])];
        temperature() => Ok(celsius(1)), [again([0x00, 0x80])];
        temperature() => Ok(celsius(25)), [again([0x0C, 0x80])];
        temperature() => Ok(celsius(100)), [again([0x32, 0x00])];
        temperature() => Err(Error::Saturated { register: 0x00 }), [again([0x7F, 0xFF])];
        // Configuration proves that it is the part that says 0 and -1.
        temperature() => Ok(Temperature::ZERO), [again([0x00, 0x00]), ask(0x01, [0x04, 0x00])];
        temperature() => Ok(Temperature::from_millicelsius(-8)), [
            ask(0x00, [0xFF, 0xFF]),
            ask(0x01, [0x04, 0x00]),
        ];
        temperature() => Err(Error::ConfigurationLost { register: 0x01 }), [
            ask(0x00, [0xFF, 0xFF]),
            ask(0x01, [0xFF, 0xFF]),
        ];
        temperature() => Err(Error::ConfigurationLost { register: 0x01 }), [];
    }
}

#[test]
fn the_power_up_code_is_not_ready_where_the_configuration_is_the_same_and_lost_where_not() {
    initialised! {
        start() => Ok(()), [tell([0x01, 0x0C, 0x00])];
        ready() => Ok(true), [ask(0x01, [0x24, 0x00])];
        temperature() => Err(Error::NotReady), [
            ask(0x00, [0x80, 0x00]),
            ask(0x01, [0x04, 0x00]),
        ];
        ready() => Ok(true), [ask(0x01, [0x24, 0x00])];
        temperature() => Err(Error::ConfigurationLost { register: 0x01 }), [
            ask(0x00, [0x80, 0x00]),
            ask(0x01, [0x02, 0x20]),
        ];
        start() => Err(Error::ConfigurationLost { register: 0x01 }), [];
    }
}

#[test]
fn every_field_of_the_configuration_reaches_its_register() {
    let mut pin = AlertPin::DEFAULT;
    pin.shows = PinSource::Conversions;
    pin.is_active_high = true;
    let config = Config::new()
        .with_cycle(Cycle::S16)
        .with_averages(Averages::X64)
        .with_comparison(Comparison::Therm)
        .with_limits(Limits::new(celsius(-25), celsius(100)))
        .with_alert_pin(pin)
        .with_offset(Temperature::from_millicelsius(-125));
    exchange! { Tmp117:
        init(&config) => Ok(()), [
            ask(0x0F, [0x01, 0x17]),
            ask(0x04, [0x00, 0x00]),
            // MOD 01, CONV 111, AVG 11, T/nA, POL, DR/Alert
            tell([0x01, 0x07, 0xFC]),
            tell([0x02, 0x32, 0x00]),
            tell([0x03, 0xF3, 0x80]),
            tell([0x07, 0xFF, 0xF0]),
            ask(0x02, [0x32, 0x00]),
            ask(0x03, [0xF3, 0x80]),
            ask(0x07, [0xFF, 0xF0]),
            ask(0x01, [0x07, 0xFC]),
            tell([0x01, 0x03, 0xFC]),
        ];
        take_alerts() => Ok(Alerts::HIGH | Alerts::CONVERSION_READY), [
            ask(0x01, [0xA3, 0xFC]),
            ask(0x02, [0x32, 0x00]),
        ];
        // the offset proves that it was added
        temperature() => Ok(celsius(25)), [ask(0x00, [0x0C, 0x80]), ask(0x07, [0xFF, 0xF0])];
        verify() => Ok(()), [
            ask(0x01, [0x03, 0xFC]),
            ask(0x02, [0x32, 0x00]),
            ask(0x03, [0xF3, 0x80]),
            ask(0x07, [0xFF, 0xF0]),
        ];
        temperature() => Err(Error::ConfigurationLost { register: 0x07 }), [
            ask(0x00, [0x0C, 0x90]),
            ask(0x07, [0x00, 0x00]),
        ];
    }
}

#[test]
fn what_a_register_does_not_keep_is_named() {
    exchange! { Tmp117:
        init(&Config::new()) => Err(Error::ReadBack { register: 0x03, written: 0x8000, found: 0x8001 }), [
            ask(0x0F, [0x01, 0x17]),
            ask(0x04, [0x00, 0x00]),
            tell([0x01, 0x06, 0x20]),
            tell([0x02, 0x60, 0x00]),
            tell([0x03, 0x80, 0x00]),
            tell([0x07, 0x00, 0x00]),
            ask(0x02, [0x60, 0x00]),
            ask(0x03, [0x80, 0x01]),
        ];
        temperature() => Err(Error::NotInitialised), [];
    }
}

#[test]
fn limits_go_to_the_nearest_code_and_come_back() {
    let wanted = Limits::new(Temperature::from_millicelsius(-5), celsius(85));
    let applied = Limits::new(Temperature::from_millicelsius(-8), celsius(85));
    let beyond = Limits::new(celsius(0), celsius(256));
    let twisted = Limits::new(celsius(10), celsius(10));
    initialised! {
        set_limits(wanted) => Ok(applied), [
            tell([0x02, 0x2A, 0x80]),
            tell([0x03, 0xFF, 0xFF]),
            ask(0x02, [0x2A, 0x80]),
            ask(0x03, [0xFF, 0xFF]),
        ];
        set_limits(beyond) => Err(Error::Config(ConfigError::Limits)), [];
        set_limits(twisted) => Err(Error::Config(ConfigError::Limits)), [];
        take_alerts() => Ok(Alerts::empty()), [
            ask(0x01, [0x04, 0x00]),
            ask(0x02, [0x2A, 0x80]),
        ];
    }
}

#[test]
fn start_shuts_down_first_where_something_may_be_converting() {
    initialised! {
        start() => Ok(()), [tell([0x01, 0x0C, 0x00])];
        start() => Ok(()), [
            tell([0x01, 0x04, 0x00]),
            ask(0x01, [0x24, 0x00]),
            tell([0x01, 0x0C, 0x00]),
        ];
        ready() => Ok(true), [ask(0x01, [0x24, 0x00])];
        start() => Ok(()), [tell([0x01, 0x0C, 0x00])];
        shut_down() => Ok(()), [tell([0x01, 0x04, 0x00]), ask(0x01, [0x04, 0x00])];
        ready() => Ok(false), [];
        start() => Ok(()), [tell([0x01, 0x0C, 0x00])];
        reset() => Ok(()), [tell([0x01, 0x00, 0x02])];
        start() => Err(Error::NotInitialised), [];
    }
}

#[test]
fn a_word_is_programmed_between_unlock_and_lock() {
    initialised! {
        unique_id() => Ok([0x1234, 0x5678, 0x9ABC]), [
            ask(0x05, [0x12, 0x34]),
            ask(0x06, [0x56, 0x78]),
            ask(0x08, [0x9A, 0xBC]),
        ];
        program_word(Word::Three, 0xBEEF, &mut NoopDelay::new()) => Ok(()), [
            tell([0x04, 0x80, 0x00]),
            tell([0x08, 0xBE, 0xEF]),
            ask(0x04, [0xC0, 0x00]),
            ask(0x04, [0x80, 0x00]),
            tell([0x04, 0x00, 0x00]),
            ask(0x04, [0x00, 0x00]),
            ask(0x08, [0xBE, 0xEF]),
        ];
        word(Word::Three) => Ok(0xBEEF), [ask(0x08, [0xBE, 0xEF])];
    }
}

#[test]
fn the_power_up_configuration_goes_to_its_four_locations() {
    initialised! {
        program_power_up(&mut NoopDelay::new()) => Ok(()), [
            tell([0x04, 0x80, 0x00]),
            tell([0x02, 0x60, 0x00]),
            ask(0x04, [0x80, 0x00]),
            tell([0x03, 0x80, 0x00]),
            ask(0x04, [0x80, 0x00]),
            tell([0x07, 0x00, 0x00]),
            ask(0x04, [0x80, 0x00]),
            tell([0x01, 0x04, 0x00]),
            ask(0x04, [0x80, 0x00]),
            tell([0x04, 0x00, 0x00]),
            ask(0x04, [0x00, 0x00]),
            tell([0x01, 0x04, 0x00]),
            ask(0x01, [0x04, 0x00]),
        ];
    }
}

#[test]
fn a_part_that_locked_itself_meanwhile_has_reset() {
    initialised! {
        program_word(Word::Two, 1, &mut NoopDelay::new()) => Err(Error::ConfigurationLost { register: 0x04 }), [
            tell([0x04, 0x80, 0x00]),
            tell([0x06, 0x00, 0x01]),
            ask(0x04, [0x00, 0x00]),
        ];
    }
}

#[test]
fn registers_as_they_are_keep_flags() {
    initialised! {
        read_register(0x0F) => Ok(0x0117), [ask(0x0F, [0x01, 0x17])];
        read_register(0x01) => Ok(0x4400), [ask(0x01, [0x44, 0x00])];
        write_register(0x02, 0x1234) => Ok(()), [tell([0x02, 0x12, 0x34])];
        take_alerts() => Ok(Alerts::LOW), [ask(0x01, [0x04, 0x00])];
    }
}
