//! TMP116: SBOS740A. Register 7 is a word, and nothing else is written to it.

use embedded_hal_mock::eh1::delay::NoopDelay;
use hal_power::Temperature;
use tmp11x::{Config, Error, Tmp116Word, hal_power};

use crate::{ask, exchange, tell};

#[test]
fn register_7_is_a_word_and_no_offset() {
    exchange! { Tmp116:
        init(&Config::new()) => Ok(()), [
            ask(0x0F, [0x11, 0x16]),
            ask(0x04, [0x00, 0x00]),
            tell([0x01, 0x06, 0x20]),
            tell([0x02, 0x60, 0x00]),
            tell([0x03, 0x80, 0x00]),
            ask(0x02, [0x60, 0x00]),
            ask(0x03, [0x80, 0x00]),
            ask(0x01, [0x06, 0x20]),
            tell([0x01, 0x02, 0x20]),
        ];
        temperature() => Ok(Temperature::from_celsius(25)), [
            ask(0x01, [0x22, 0x20]),
            ask(0x00, [0x0C, 0x80]),
        ];
        verify() => Ok(()), [
            ask(0x01, [0x02, 0x20]),
            ask(0x02, [0x60, 0x00]),
            ask(0x03, [0x80, 0x00]),
        ];
        word(Tmp116Word::One) => Ok(5), [ask(0x05, [0x00, 0x05])];
        word(Tmp116Word::Two) => Ok(6), [ask(0x06, [0x00, 0x06])];
        word(Tmp116Word::Three) => Ok(7), [ask(0x07, [0x00, 0x07])];
        word(Tmp116Word::Four) => Ok(8), [ask(0x08, [0x00, 0x08])];
        program_power_up(&mut NoopDelay::new()) => Ok(()), [
            tell([0x01, 0x06, 0x20]),
            ask(0x01, [0x06, 0x20]),
            tell([0x04, 0x80, 0x00]),
            tell([0x02, 0x60, 0x00]),
            ask(0x04, [0x80, 0x00]),
            tell([0x03, 0x80, 0x00]),
            ask(0x04, [0x80, 0x00]),
            tell([0x01, 0x02, 0x20]),
            ask(0x04, [0x80, 0x00]),
            tell([0x04, 0x00, 0x00]),
            ask(0x04, [0x00, 0x00]),
            tell([0x01, 0x06, 0x20]),
            ask(0x01, [0x06, 0x20]),
        ];
    }
}

#[test]
fn a_tmp117_is_another_part() {
    exchange! { Tmp116:
        init(&Config::new()) => Err(Error::WrongDevice { register: 0x0F, found: 0x0117 }), [
            ask(0x0F, [0x01, 0x17]),
        ];
    }
}
