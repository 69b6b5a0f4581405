//! Exact bytes on the bus, in both halves.

use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use embedded_hal::i2c::{ErrorKind, NoAcknowledgeSource};
use embedded_hal_mock::eh1::i2c::{Mock, Transaction};
use hal_power::Error as _;
use {{crate}}::{Config, Error, asynch, blocking};

const ADDRESS: u8 = 0x40;

/// Runs a future that never waits.
fn run<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

fn write(register: u8, bytes: &[u8]) -> [Transaction; 4] {
    [
        Transaction::transaction_start(ADDRESS),
        Transaction::write(ADDRESS, vec![register]),
        Transaction::write(ADDRESS, bytes.to_vec()),
        Transaction::transaction_end(ADDRESS),
    ]
}

#[test]
fn new_and_free_move_nothing() {
    let part = blocking::{{Type}}::new(Mock::new(&[]), ADDRESS, Config::new());
    assert_eq!(part.config(), Config::default());
    part.free().done();
    let part = asynch::{{Type}}::new(Mock::new(&[]), ADDRESS, Config::new());
    assert_eq!(part.config(), Config::default());
    part.free().done();
}

#[test]
fn raw_access_moves_the_register_and_its_bytes() {
    let read = Transaction::write_read(ADDRESS, vec![0x12], vec![0xAB, 0xCD]);
    let bus = [&[read][..], &write(0x34, &[0x56])].concat();

    let mut part = blocking::{{Type}}::new(Mock::new(&bus), ADDRESS, Config::new());
    let mut bytes = [0; 2];
    part.read_raw(0x12, &mut bytes).unwrap();
    assert_eq!(bytes, [0xAB, 0xCD]);
    part.write_raw(0x34, &[0x56]).unwrap();
    part.free().done();

    let mut part = asynch::{{Type}}::new(Mock::new(&bus), ADDRESS, Config::new());
    let mut bytes = [0; 2];
    run(part.read_raw(0x12, &mut bytes)).unwrap().unwrap();
    assert_eq!(bytes, [0xAB, 0xCD]);
    run(part.write_raw(0x34, &[0x56])).unwrap().unwrap();
    part.free().done();
}

#[test]
fn an_error_names_the_register_and_its_kind() {
    let cause = ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address);
    let bus = [Transaction::write_read(ADDRESS, vec![0x12], vec![0]).with_error(cause)];
    let mut part = blocking::{{Type}}::new(Mock::new(&bus), ADDRESS, Config::new());
    let error = part.read_raw(0x12, &mut [0]).unwrap_err();
    let register = 0x12;
    assert_eq!(error, Error::Bus { register, cause });
    assert_eq!(error.kind(), hal_power::ErrorKind::Bus);
    part.free().done();
}
