//! CRCs: I2C's as worked in SLUAA11B section 4, and SPI's frames, in which each answer comes with the next question.

use bq769x2::{Address, Error, asynch, blocking};
use embedded_hal_mock::eh1::{
    delay::NoopDelay,
    i2c::{Mock as I2cMock, Transaction as I2cTransaction},
    spi::{Mock, Transaction},
};

use crate::{exchange, plans::five_cells};

pub(crate) fn mock(script: &[Transaction<u8>]) -> Mock<u8> {
    Mock::new(script)
}

pub(crate) fn blocking(mock: Mock<u8>) -> blocking::OverSpi<Mock<u8>> {
    blocking::OverSpi::new(mock)
}

pub(crate) fn asynch(mock: Mock<u8>) -> asynch::OverSpi<Mock<u8>> {
    asynch::OverSpi::new(mock)
}

const NOTHING: [u8; 3] = [0xFF, 0xFF, 0x00];

/// x⁸ + x² + x + 1, bit by bit.
fn crc(bytes: [u8; 2]) -> u8 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ byte, |crc: u8, _| {
            if crc & 0x80 == 0 {
                crc << 1
            } else {
                crc << 1 ^ 0x07
            }
        })
    })
}

fn frame(command: u8, data: u8) -> [u8; 3] {
    [command, data, crc([command, data])]
}

/// Windows of the chip select: what goes out, and what comes meanwhile.
fn windows(all: &[((u8, u8), [u8; 3])]) -> Vec<Transaction<u8>> {
    let window = |((command, data), back): &((u8, u8), [u8; 3])| {
        [
            Transaction::transaction_start(),
            Transaction::transfer_in_place(frame(*command, *data).to_vec(), back.to_vec()),
            Transaction::transaction_end(),
        ]
    };
    all.iter().flat_map(window).collect()
}

#[test]
fn frames_have_the_crcs_of_the_facts() {
    assert_eq!(frame(0xBE, 0x22), [0xBE, 0x22, 0x77]);
    assert_eq!(frame(0xBF, 0x00), [0xBF, 0x00, 0x8C]);
    assert_eq!(frame(0x14, 0xFF), [0x14, 0xFF, 0xF0]);
}

#[test]
fn bytes_are_asked_for_one_ahead() {
    exchange! { Bq76942 over spi, five_cells():
        battery_status() => Ok(_), [windows(&[
            ((0x12, 0xFF), NOTHING),
            ((0x13, 0xFF), frame(0x12, 0x84)),
            ((0x13, 0xFF), frame(0x13, 0x01)),
        ])];
    }
}

#[test]
fn what_is_not_there_yet_is_asked_for_again() {
    exchange! { Bq76942 over spi, five_cells():
        battery_status() => Ok(_), [windows(&[
            ((0x12, 0xFF), NOTHING),
            ((0x13, 0xFF), NOTHING),
            ((0x12, 0xFF), NOTHING),
            ((0x13, 0xFF), frame(0x12, 0x84)),
            ((0x13, 0xFF), frame(0x13, 0x01)),
        ])];
        // Damaged on the way back, then on the way there.
        battery_status() => Ok(_), [windows(&[
            ((0x12, 0xFF), NOTHING),
            ((0x13, 0xFF), [0x12, 0x85, crc([0x12, 0x84])]),
            ((0x12, 0xFF), frame(0x13, 0x01)),
            ((0x13, 0xFF), [0xFF, 0xFF, 0xAA]),
            ((0x12, 0xFF), NOTHING),
            ((0x13, 0xFF), frame(0x12, 0x84)),
            ((0x13, 0xFF), frame(0x13, 0x01)),
        ])];
    }
}

/// TI's forum, 1469049: the question may come back as the answer.
#[test]
fn an_answer_that_may_be_an_echo_is_asked_for_otherwise() {
    exchange! { Bq76942 over spi, five_cells():
        read_direct(0x7F, &mut [0]) => Ok(()), [windows(&[
            ((0x7F, 0xFF), NOTHING),
            ((0x7F, 0xFF), frame(0x7F, 0xFF)),
            ((0x7F, 0x00), NOTHING),
            ((0x7F, 0xFF), frame(0x7F, 0xFF)),
        ])];
        read_direct(0x7F, &mut [0]) => Ok(()), [windows(&[
            ((0x7F, 0xFF), NOTHING),
            ((0x7F, 0xFF), frame(0x7F, 0xFF)),
            ((0x7F, 0x00), NOTHING),
            ((0x7F, 0xFF), frame(0x7F, 0x05)),
        ])];
    }
}

#[test]
fn a_line_at_one_level_is_an_error() {
    let silent = |level: u8, count: usize| -> Vec<_> {
        let ask = |index: usize| if index.is_multiple_of(2) { 0x12 } else { 0x13 };
        let all: Vec<_> = (0..count)
            .map(|index| ((ask(index), 0xFF), [level; 3]))
            .collect();
        windows(&all)
    };
    exchange! { Bq76942 over spi, five_cells():
        battery_status() => Err(Error::Crc { register: 0x12 }), [silent(0xFF, 6)];
        battery_status() => Err(Error::Crc { register: 0x12 }), [silent(0x00, 6)];
    }
    let all: Vec<_> = (0..200)
        .map(|index| ((if index % 2 == 0 { 0x12 } else { 0x13 }, 0xFF), NOTHING))
        .collect();
    exchange! { Bq76942 over spi, five_cells():
        battery_status() => Err(Error::Busy { register: 0x12 }), [windows(&all)];
    }
}

/// FET_ENABLE's bytes, SLUAA11B section 5.4: what starts it is sent once.
#[test]
fn what_starts_something_is_sent_once_and_confirmed() {
    exchange! { Bq76942 over spi, five_cells():
        command(0x0022) => Ok(()), [windows(&[
            ((0xBE, 0x22), NOTHING),
            ((0x3E, 0xFF), frame(0xBE, 0x22)),
            ((0xBF, 0x00), frame(0x3E, 0x22)),
            ((0x3E, 0xFF), NOTHING),
            ((0x3E, 0xFF), frame(0xBF, 0x00)),
        ])];
        command(0x0022) => Err(Error::Unconfirmed { register: 0x3F }), [windows(&[
            ((0xBE, 0x22), NOTHING),
            ((0x3E, 0xFF), frame(0xBE, 0x22)),
            ((0xBF, 0x00), frame(0x3E, 0x22)),
            ((0x3E, 0xFF), frame(0x3E, 0x22)),
        ])];
        command(0x0022) => Err(Error::Crc { register: 0x3F }), [windows(&[
            ((0xBE, 0x22), NOTHING),
            ((0x3E, 0xFF), frame(0xBE, 0x22)),
            ((0xBF, 0x00), frame(0x3E, 0x22)),
            ((0x3E, 0xFF), [0xFF, 0xFF, 0xAA]),
        ])];
    }
}

#[test]
fn what_starts_nothing_is_sent_again() {
    exchange! { Bq76942 over spi, five_cells():
        write_direct(0x66, &[0x82, 0xF0]) => Ok(()), [windows(&[
            ((0xE6, 0x82), NOTHING),
            ((0xE7, 0xF0), NOTHING),
            ((0xE6, 0x82), NOTHING),
            ((0xE7, 0xF0), frame(0xE6, 0x82)),
            ((0x3E, 0xFF), frame(0xE7, 0xF0)),
        ])];
    }
}

/// SLUAA11B section 4: FET_ENABLE, and 0x0B68 read from 0x14.
#[test]
fn bytes_on_i2c_have_the_crcs_of_the_software_guide() {
    let script = [
        I2cTransaction::write(0x08, vec![0x3E, 0x22, 0x63, 0x00, 0x00]),
        I2cTransaction::write_read(0x08, vec![0x14], vec![0x68, 0x33, 0x0B, 0x31]),
        I2cTransaction::write_read(0x08, vec![0x14], vec![0x69, 0x33, 0x0B, 0x31]),
        I2cTransaction::write_read(0x08, vec![0x14], vec![0x68, 0x33, 0x0B, 0x30]),
    ];
    let mut i2c = I2cMock::new(&script);
    let bus = blocking::OverI2cCrc::new(i2c.clone(), Address::DEFAULT);
    let mut driver = blocking::Bq76942::new(bus, NoopDelay::new(), five_cells().unwrap());
    driver.command(0x0022).unwrap();
    let mut found = [0; 2];
    driver.read_direct(0x14, &mut found).unwrap();
    assert_eq!(found, [0x68, 0x0B]);
    for _ in 0..2 {
        let damaged = driver.read_direct(0x14, &mut found);
        assert_eq!(damaged, Err(Error::Crc { register: 0x14 }));
    }
    let (bus, _) = driver.free();
    bus.free();
    i2c.done();
}

/// TI's forum, 1549413: 0x01FF became 0x0200 between the halves.
#[test]
fn a_word_that_is_measured_anew_between_its_halves_is_read_again() {
    use bq769x2::blocking::Interface as _;
    let steady = windows(&[
        ((0x15, 0xFF), NOTHING),
        ((0x14, 0xFF), frame(0x15, 0x0E)),
        ((0x15, 0xFF), frame(0x14, 0x74)),
        ((0x17, 0xFF), frame(0x15, 0x0E)),
        ((0x16, 0xFF), frame(0x17, 0x0E)),
        ((0x17, 0xFF), frame(0x16, 0x75)),
        ((0x17, 0xFF), frame(0x17, 0x0E)),
    ]);
    let torn = windows(&[
        ((0x15, 0xFF), NOTHING),
        ((0x14, 0xFF), frame(0x15, 0x01)),
        ((0x15, 0xFF), frame(0x14, 0x00)),
        ((0x15, 0xFF), frame(0x15, 0x02)),
        ((0x14, 0xFF), NOTHING),
        ((0x15, 0xFF), frame(0x14, 0x01)),
        ((0x15, 0xFF), frame(0x15, 0x02)),
    ]);
    let mut spi = Mock::new(&[steady, torn].concat());
    let mut bus = blocking::OverSpi::new(spi.clone());
    let mut words = [0; 4];
    bus.read_words(&mut NoopDelay::new(), 0x14, &mut words)
        .unwrap();
    assert_eq!(words, [0x74, 0x0E, 0x75, 0x0E]);
    let mut word = [0; 2];
    bus.read_words(&mut NoopDelay::new(), 0x14, &mut word)
        .unwrap();
    assert_eq!(word, [0x01, 0x02]);
    spi.done();
}
