//! Two parts as one port, and a blocking part in async code.

#![allow(clippy::panic, reason = "a helper of tests fails as a test does")]

use core::{
    convert::Infallible,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use hal_power::{
    Contacts, Current, Error, ErrorKind, ErrorType, Sensor, Voltage,
    adapt::{Blocking, Pair, PairError},
    asynch, blocking,
};

struct Volts(Result<i32, ErrorKind>);

impl ErrorType for Volts {
    type Error = ErrorKind;
}

impl Sensor for Volts {
    fn latency(&self) -> Duration {
        Duration::from_millis(5)
    }
}

impl blocking::VoltageSensor for Volts {
    fn voltage(&mut self) -> Result<Voltage, ErrorKind> {
        self.0.map(Voltage::from_volts)
    }
}

struct Amps(i32);

impl ErrorType for Amps {
    type Error = Infallible;
}

impl Sensor for Amps {
    fn latency(&self) -> Duration {
        Duration::from_millis(8)
    }
}

impl blocking::CurrentSensor for Amps {
    fn current(&mut self) -> Result<Current, Infallible> {
        Ok(Current::from_amps(self.0))
    }
}

#[derive(Default)]
struct Bank(Contacts);

impl ErrorType for Bank {
    type Error = Infallible;
}

impl blocking::ContactBank for Bank {
    fn count(&self) -> u32 {
        8
    }

    fn command(&mut self, closed: Contacts) -> Result<(), Infallible> {
        self.0 = closed;
        Ok(())
    }
}

/// Polls once: what wraps a blocking part is never pending.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("pending"),
    }
}

/// What an application asks of its battery port.
async fn battery<P: asynch::VoltageSensor + asynch::CurrentSensor>(
    port: &mut P,
) -> Result<(Voltage, Current), P::Error> {
    Ok((port.voltage().await?, port.current().await?))
}

#[test]
fn a_pair_of_blocking_parts_serves_async_firmware() {
    let mut port = Blocking::new(Pair::new(Volts(Ok(400)), Amps(-3)));
    let read = now(battery(&mut port));
    assert_eq!(read, Ok((Voltage::from_volts(400), Current::from_amps(-3))));
    assert_eq!(port.latency(), Duration::from_millis(8));
    let (volts, amps) = port.free().free();
    assert_eq!((volts.0, amps.0), (Ok(400), -3));
}

#[test]
fn an_error_says_which_part_it_came_from_and_keeps_its_kind() {
    let mut port = Blocking::new(Pair::new(Volts(Err(ErrorKind::Saturated)), Amps(0)));
    let error = now(battery(&mut port)).unwrap_err();
    assert_eq!(error, PairError::Voltage(ErrorKind::Saturated));
    assert_eq!(error.kind(), ErrorKind::Saturated);
    assert_eq!(error.to_string(), "voltage: converter saturated");
}

#[test]
fn a_blocking_bank_serves_async_firmware() {
    let mut bank = Blocking::new(Bank::default());
    assert_eq!(asynch::ContactBank::count(&bank), 8);
    now(asynch::ContactBank::command(&mut bank, Contacts::only(3))).unwrap();
    assert_eq!(bank.free().0, Contacts::only(3));
}
