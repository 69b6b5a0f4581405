//! Exact bytes on the bus, in both halves.

use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use embedded_hal_mock::eh1::spi::{Mock, Transaction};
use hal_power::Error as _;
use {{crate}}::{Config, Error, asynch, blocking};

/// Runs a future that never waits.
fn run<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

fn bus() -> Mock<u8> {
    Mock::new(&[
        Transaction::transaction_start(),
        Transaction::write_vec(vec![0x12, 0x34]),
        Transaction::transaction_end(),
        Transaction::transaction_start(),
        Transaction::transfer_in_place(vec![0x56], vec![0x78]),
        Transaction::transaction_end(),
    ])
}

#[test]
fn new_and_free_move_nothing() {
    let part = blocking::{{Type}}::new(Mock::<u8>::new(&[]), Config::new());
    assert_eq!(part.config(), Config::default());
    part.free().done();
    let part = asynch::{{Type}}::new(Mock::<u8>::new(&[]), Config::new());
    assert_eq!(part.config(), Config::default());
    part.free().done();
}

#[test]
fn raw_access_moves_a_frame_in_one_chip_select() {
    let mut part = blocking::{{Type}}::new(bus(), Config::new());
    let mut frame = [0x56];
    part.write_raw(&[0x12, 0x34]).unwrap();
    part.transfer_raw(&mut frame).unwrap();
    assert_eq!(frame, [0x78]);
    part.free().done();

    let mut part = asynch::{{Type}}::new(bus(), Config::new());
    let mut frame = [0x56];
    run(part.write_raw(&[0x12, 0x34])).unwrap().unwrap();
    run(part.transfer_raw(&mut frame)).unwrap().unwrap();
    assert_eq!(frame, [0x78]);
    part.free().done();
}

#[test]
fn an_error_keeps_its_cause_and_its_kind() {
    let error = Error::Bus(embedded_hal::spi::ErrorKind::Overrun);
    assert_eq!(error.kind(), hal_power::ErrorKind::Bus);
    assert_eq!(error.to_string(), "transfer failed: Overrun");
}
