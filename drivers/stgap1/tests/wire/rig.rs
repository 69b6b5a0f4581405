//! A bus that expects words, a delay that keeps what it was asked for, and a pin that keeps its levels.

use core::{
    convert::Infallible,
    pin::pin,
    task::{Context, Poll, Waker},
};
use std::{cell::RefCell, rc::Rc};

use embedded_hal::digital::{ErrorType, InputPin, OutputPin};
use embedded_hal_mock::eh1::spi::{Mock, Transaction};
use hal_power::{Current, Voltage};
use stgap1::{Causes, Config, ConfigError, DeadTime, InputFilter, TurnOff};

/// What comes back where nobody looks: no CRC fits it.
pub(crate) const ANY: u16 = 0x5A5A;

/// Runs a future that never waits.
pub(crate) fn run<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// Words that go out and words that come back, in the order of the wire.
pub(crate) type Window<'a> = (&'a [u16], &'a [u16]);

/// A bus that expects these windows and no others.
pub(crate) fn bus(windows: &[Window<'_>]) -> Mock<u8> {
    let bytes = |words: &[u16]| words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let window = |&(out, back): &Window<'_>| {
        [
            Transaction::transaction_start(),
            Transaction::transfer_in_place(bytes(out), bytes(back)),
            Transaction::transaction_end(),
        ]
    };
    Mock::new(&windows.iter().flat_map(window).collect::<Vec<_>>())
}

/// A delay that keeps the pauses it was asked for, in µs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pauses(pub(crate) Vec<u32>);

impl embedded_hal::delay::DelayNs for Pauses {
    fn delay_ns(&mut self, ns: u32) {
        self.0.push(ns / 1_000);
    }
}

impl embedded_hal_async::delay::DelayNs for Pauses {
    async fn delay_ns(&mut self, ns: u32) {
        self.0.push(ns / 1_000);
    }
}

/// A pin at SD that keeps its levels.
#[derive(Debug, Clone, Default)]
pub(crate) struct Levels(pub(crate) Rc<RefCell<Vec<bool>>>);

impl Levels {
    pub(crate) fn take(&self) -> Vec<bool> {
        self.0.take()
    }
}

impl ErrorType for Levels {
    type Error = Infallible;
}

impl OutputPin for Levels {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().push(false);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().push(true);
        Ok(())
    }
}

/// An input whose levels are scripted, the last one for ever.
#[derive(Debug, Clone)]
pub(crate) struct Script(pub(crate) Rc<RefCell<Vec<bool>>>);

impl Script {
    pub(crate) fn new(levels: &[bool]) -> Self {
        Self(Rc::new(RefCell::new(
            levels.iter().rev().copied().collect(),
        )))
    }

    fn next(&self) -> bool {
        let mut levels = self.0.borrow_mut();
        match levels.as_slice() {
            [last] => *last,
            _ => levels.pop().unwrap_or_default(),
        }
    }
}

impl ErrorType for Script {
    type Error = Infallible;
}

impl InputPin for Script {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.next())
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.next())
    }
}

/// CFG1 8B, CFG2 0D, CFG3 62, CFG4 16, CFG5 06, DIAG1CFG 08.
pub(crate) fn config() -> Result<Config, ConfigError> {
    let volts = |volts| Voltage::from_millivolts(1_000 * volts);
    let time = core::time::Duration::from_micros(1);
    let config = Config::unprotected()
        .with_dead_time(DeadTime::Ns800)
        .with_input_filter(InputFilter::Short)
        .with_latched_undervoltage()
        .with_clamp()
        .with_diag1(Causes::OVERCURRENT)
        .with_positive_undervoltage(volts(12))?
        .with_negative_undervoltage(volts(-3))?
        .with_desaturation(volts(8), Current::from_microamps(500))?;
    config.with_two_level_turn_off(volts(10), time, TurnOff::Always)
}
