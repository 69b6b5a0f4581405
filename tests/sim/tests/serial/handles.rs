//! The blocking face of a port.

use super::{BIT, bench, drain, pass};
use core::time::Duration;
use embedded_io::{Error, ErrorKind, Read, ReadReady, Write, WriteReady};
use hal_power_sim::{Fault, Injection, serial::SerialError};

#[test]
fn a_blocking_read_ends_at_its_time_out() {
    let (world, _, [mut one, other]) = bench();
    assert_eq!(one.read(&mut [0]), Err(SerialError::TimedOut));
    assert_eq!(world.clock().nanos(), 1_000_000_000);
    one.set_timeout(Duration::from_millis(20));
    assert_eq!(one.clone().read(&mut [0]), Err(SerialError::TimedOut));
    assert_eq!(world.clock().nanos(), 1_020_000_000);
    assert_eq!(SerialError::TimedOut.kind(), ErrorKind::TimedOut);
    // What arrives at the end of the time-out is in time, what comes after is not lost.
    one.set_timeout(Duration::from_nanos(10 * BIT));
    other.send(&[1, 2]);
    assert_eq!(one.read(&mut [0; 2]), Ok(1));
    one.set_timeout(Duration::from_nanos(10 * BIT - 1));
    assert_eq!(one.read(&mut [0; 2]), Err(SerialError::TimedOut));
    pass(&world, 1);
    assert_eq!(drain(&one), [Ok(2)]);
}

#[test]
fn a_read_without_a_time_out_ends_with_time() {
    let (world, _, [mut one, _other]) = bench::<2>();
    one.set_timeout(Duration::MAX);
    assert_eq!(one.read(&mut [0]), Err(SerialError::TimedOut));
    assert_eq!(world.clock().nanos(), u64::MAX / 2);
}

#[test]
fn a_read_takes_what_is_there_and_does_not_wait_for_more() {
    let (world, _, [one, mut other]) = bench();
    one.send(&[1, 2, 3]);
    pass(&world, 20 * BIT);
    let mut data = [0; 8];
    assert_eq!(other.read(&mut data), Ok(2));
    assert_eq!((&data[..2], world.clock().nanos()), (&[1, 2][..], 20 * BIT));
    assert_eq!(other.read(&mut []), Ok(0));
    assert_eq!(other.read(&mut data), Ok(1));
    assert_eq!(world.clock().nanos(), 30 * BIT);
}

#[test]
fn errors_come_in_the_order_of_the_characters() {
    let (world, _, [one, mut other]) = bench();
    world.inject(Injection::nth(0, Fault::BadStop { byte: 1 }));
    one.send(&[1, 0xFF, 0xFF]);
    pass(&world, 20 * BIT);
    one.send(&[3]);
    pass(&world, 40 * BIT);
    let mut data = [0; 8];
    assert_eq!((other.read(&mut data), data[0]), (Ok(1), 1));
    assert_eq!(other.read(&mut data), Err(SerialError::Framing));
    assert_eq!(SerialError::Framing.kind(), ErrorKind::InvalidData);
    // The byte behind begins with the low of the stop bit: its own start bit is no edge, and the next is that of the last.
    assert_eq!((other.read(&mut data), data[0]), (Ok(1), 3));
}

#[test]
fn a_full_receive_buffer_loses_the_newest_and_says_so_once() {
    let (world, _, [one, mut other]) = bench();
    other.set_receive_depth(2);
    one.send(&[1, 2, 3, 4]);
    pass(&world, 40 * BIT);
    let mut data = [0; 4];
    assert_eq!(other.read(&mut data), Err(SerialError::Overrun));
    assert_eq!(other.read(&mut data), Ok(2));
    assert_eq!(&data[..2], [1, 2]);
    assert_eq!(other.read_ready(), Ok(false));
}

#[test]
fn a_full_transmit_buffer_takes_what_fits_and_then_waits() {
    let (world, _, [mut one, other]) = bench();
    one.set_transmit_depth(4);
    assert_eq!(one.write(&[1, 2, 3, 4, 5, 6]), Ok(4));
    assert_eq!((one.write_ready(), one.pending()), (Ok(false), 4));
    assert_eq!(world.clock().nanos(), 0);
    assert_eq!(one.write(&[]), Ok(0));
    assert_eq!(one.write(&[5, 6]), Ok(1));
    assert_eq!(world.clock().nanos(), 10 * BIT);
    one.write_all(&[6]).unwrap();
    one.flush().unwrap();
    assert_eq!((one.write_ready(), one.pending()), (Ok(true), 0));
    assert_eq!(world.clock().nanos(), 60 * BIT);
    assert_eq!(drain(&other), [1, 2, 3, 4, 5, 6].map(Ok));
}

#[test]
fn readiness_changes_with_the_arrival() {
    let (world, _, [one, mut other]) = bench();
    one.send(&[1]);
    pass(&world, 10 * BIT - 1);
    assert_eq!(other.read_ready(), Ok(false));
    pass(&world, 1);
    assert_eq!(other.read_ready(), Ok(true));
    assert_eq!(other.read(&mut [0]), Ok(1));
    assert_eq!(other.read_ready(), Ok(false));
}
