//! Exact bytes on the bus, in both halves.

use core::{
    convert::Infallible,
    pin::pin,
    task::{Context, Poll, Waker},
};

use embedded_hal::digital::{ErrorType, OutputPin, StatefulOutputPin};
use embedded_hal_mock::eh1::spi::{Mock, Transaction};
use hal_power::{Contacts, Error as _, ErrorKind};
use hal_power::{asynch::ContactBank as _, blocking::ContactBank as _};
use max4820::{Error, asynch, blocking};

/// Runs a future that never waits.
fn run<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// A bus that expects each frame in a chip select of its own.
fn bus(frames: &[&[u8]]) -> Mock<u8> {
    let frame = |frame: &&[u8]| {
        [
            Transaction::transaction_start(),
            Transaction::write_vec(frame.to_vec()),
            Transaction::transaction_end(),
        ]
    };
    Mock::new(&frames.iter().flat_map(frame).collect::<Vec<_>>())
}

/// A pin that knows every level it was given.
#[derive(Debug, PartialEq, Eq)]
struct Pin(Vec<bool>);

impl ErrorType for Pin {
    type Error = Infallible;
}

impl OutputPin for Pin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.0.push(false);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.0.push(true);
        Ok(())
    }
}

impl StatefulOutputPin for Pin {
    fn is_set_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.0.last() == Some(&true))
    }

    fn is_set_low(&mut self) -> Result<bool, Infallible> {
        Ok(self.0.last() == Some(&false))
    }
}

/// `init`, then the commands, in both halves: these frames and no others.
fn expect<const N: usize>(commands: &[u32], frames: &[&[u8]]) {
    let mut bank = blocking::Max4820::<_, N>::new(bus(frames));
    assert_eq!(bank.init(), Ok(()));
    for &closed in commands {
        let command = bank.command(Contacts::from_bits_retain(closed));
        assert_eq!(command, Ok(()));
    }
    bank.free().done();

    let mut bank = asynch::Max4820::<_, N>::new(bus(frames));
    assert_eq!(run(bank.init()), Some(Ok(())));
    for &closed in commands {
        let command = bank.command(Contacts::from_bits_retain(closed));
        assert_eq!(run(command), Some(Ok(())));
    }
    bank.free().done();
}

#[test]
fn new_and_free_move_nothing() {
    blocking::Max4820::<_>::new(bus(&[])).free().done();
    asynch::Max4820::<_>::new(bus(&[])).free().done();
    let (mut spi, pin) = blocking::Max4820::<_, 2, _>::with_reset(bus(&[]), Pin(vec![true])).free();
    spi.done();
    assert_eq!(pin, Pin(vec![true]));
    let (mut spi, pin) = asynch::Max4820::<_, 2, _>::with_reset(bus(&[]), Pin(vec![false])).free();
    spi.done();
    assert_eq!(pin, Pin(vec![false]));
}

#[test]
fn one_part_takes_out8_first() {
    expect::<1>(
        &[0x01, 0x80, 0xA6, 0x00],
        &[&[0x00], &[0x01], &[0x80], &[0xA6], &[0x00]],
    );
}

#[test]
fn the_last_part_of_a_cascade_comes_first() {
    expect::<2>(
        &[0x0001, 0x8000, 0x12A4],
        &[&[0, 0], &[0x00, 0x01], &[0x80, 0x00], &[0x12, 0xA4]],
    );
    expect::<3>(&[0x0012_34A6], &[&[0, 0, 0], &[0x12, 0x34, 0xA6]]);
    expect::<4>(&[0x8765_43A1], &[&[0; 4], &[0x87, 0x65, 0x43, 0xA1]]);
}

#[test]
fn the_same_levels_are_sent_again() {
    expect::<1>(&[0x05, 0x05, 0x05], &[&[0x00], &[5], &[5], &[5]]);
}

#[test]
fn what_is_refused_moves_nothing() {
    let beyond = Contacts::only(16);
    let mut bank = blocking::Max4820::<_, 2>::new(bus(&[]));
    assert_eq!(bank.command(beyond), Err(Error::Contacts(beyond)));
    assert_eq!(bank.command(Contacts::NONE), Err(Error::NotInitialised));
    bank.free().done();

    let mut bank = asynch::Max4820::<_, 2, _>::with_reset(bus(&[]), Pin(vec![true]));
    let command = run(bank.command(Contacts::NONE));
    assert_eq!(command, Some(Err(Error::NotInitialised)));
    bank.open_all();
    let command = run(bank.command(Contacts::NONE));
    assert_eq!(command, Some(Err(Error::InReset)));
    let (mut spi, pin) = bank.free();
    spi.done();
    assert_eq!(pin, Pin(vec![true, false]));
}

#[test]
fn reset_is_low_around_the_frame_of_init_and_no_other() {
    let frames: &[&[u8]] = &[&[0], &[0x42], &[0]];
    let mut bank = blocking::Max4820::<_, 1, _>::with_reset(bus(frames), Pin(vec![]));
    bank.init().unwrap();
    bank.command(Contacts::only(6).with(1, true)).unwrap();
    bank.open_all();
    bank.open_all();
    bank.init().unwrap();
    let (mut spi, pin) = bank.free();
    spi.done();
    assert_eq!(pin.0, [false, true, false, false, false, true]);
}

#[test]
fn an_error_keeps_its_cause_and_its_kind() {
    let bus = embedded_hal::spi::ErrorKind::Overrun;
    for (error, kind, text) in [
        (Error::Bus(bus), ErrorKind::Bus, "frame failed: Overrun"),
        (
            Error::Contacts(Contacts::only(8)),
            ErrorKind::OutOfRange,
            "contacts beyond the cascade: 8",
        ),
        (Error::NotInitialised, ErrorKind::Refused, "not initialised"),
        (Error::InReset, ErrorKind::Refused, "held in reset"),
    ] {
        assert_eq!(error.kind(), kind);
        assert_eq!(error.to_string(), text);
    }
}
