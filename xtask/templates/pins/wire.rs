//! Exact levels on the pin.

use embedded_hal::digital::PinState;
use embedded_hal_mock::eh1::{
    MockError,
    digital::{Mock, State, Transaction},
};
use hal_power::Error as _;
use {{crate}}::{Config, Error, {{Type}}};

#[test]
fn new_and_free_leave_the_pin_alone() {
    let part = {{Type}}::new(Mock::new(&[]), Config::new());
    assert_eq!(part.config(), Config::default());
    part.free().done();
}

#[test]
fn raw_access_sets_the_level() {
    let levels = [Transaction::set(State::High), Transaction::set(State::Low)];
    let mut part = {{Type}}::new(Mock::new(&levels), Config::new());
    part.set_raw(PinState::High).unwrap();
    part.set_raw(PinState::Low).unwrap();
    part.free().done();
}

#[test]
fn an_error_keeps_its_cause_and_its_kind() {
    let cause = MockError::Io(std::io::ErrorKind::Other);
    let levels = [Transaction::set(State::High).with_error(cause.clone())];
    let mut part = {{Type}}::new(Mock::new(&levels), Config::new());
    let error = part.set_raw(PinState::High).unwrap_err();
    assert_eq!(error.kind(), hal_power::ErrorKind::Bus);
    assert_eq!(error, Error::Pin(cause));
    part.free().done();
}
