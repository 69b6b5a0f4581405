//! Pins and delay that write down what is done to them.

use core::{
    cell::RefCell,
    convert::Infallible,
    pin::pin,
    task::{Context, Poll, Waker},
};
use std::rc::Rc;

use drv8860::Pins;
use embedded_hal::digital::{ErrorType, InputPin, OutputPin, PinState, StatefulOutputPin};

/// What every pause has to be.
pub(super) const HALF_PERIOD_NS: u32 = 4_000;

/// What was accessed, and what DOUT has still to say, the next last.
#[derive(Default)]
pub(super) struct Recorder {
    pub(super) seen: String,
    pub(super) answers: Vec<bool>,
}

/// A pin or a delay that shows itself as a letter. An access that nobody has an answer for shows as `!`.
#[derive(Clone)]
pub(super) struct Pin(char, Rc<RefCell<Recorder>>);

impl ErrorType for Pin {
    type Error = Infallible;
}

impl OutputPin for Pin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.1.borrow_mut().seen.push(self.0.to_ascii_lowercase());
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.1.borrow_mut().seen.push(self.0);
        Ok(())
    }
}

impl StatefulOutputPin for Pin {
    fn is_set_high(&mut self) -> Result<bool, Infallible> {
        let on = self.1.borrow().seen.rfind(self.0);
        let off = self.1.borrow().seen.rfind(self.0.to_ascii_lowercase());
        Ok(on > off)
    }

    fn is_set_low(&mut self) -> Result<bool, Infallible> {
        self.is_set_high().map(|high| !high)
    }
}

impl InputPin for Pin {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        let mut recorder = self.1.borrow_mut();
        let answer = recorder.answers.pop();
        recorder
            .seen
            .push(if answer.is_some() { self.0 } else { '!' });
        Ok(answer.unwrap_or_default())
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        self.is_high().map(|high| !high)
    }
}

impl embedded_hal::delay::DelayNs for Pin {
    fn delay_ns(&mut self, ns: u32) {
        assert_eq!(ns, HALF_PERIOD_NS);
        self.1.borrow_mut().seen.push(self.0);
    }
}

impl embedded_hal_async::delay::DelayNs for Pin {
    async fn delay_ns(&mut self, ns: u32) {
        embedded_hal::delay::DelayNs::delay_ns(self, ns);
    }
}

pub(super) type Wires = Pins<Pin, Pin, Pin, Pin, drv8860::Enable<Pin>>;

/// Pins of a chain whose DOUT gives these digits.
pub(super) fn wires(answers: &str) -> (Rc<RefCell<Recorder>>, Wires, Pin) {
    let digits = answers.chars().filter(char::is_ascii_digit);
    let recorder = Rc::new(RefCell::new(Recorder {
        seen: String::new(),
        answers: digits.rev().map(|digit| digit == '1').collect(),
    }));
    let pin = |name| Pin(name, recorder.clone());
    let pins = Pins::new(pin('D'), pin('C'), pin('L'), pin('?'));
    (
        recorder.clone(),
        pins.with_enable(pin('E'), PinState::High),
        pin('.'),
    )
}

/// Runs a future that never waits.
pub(super) fn run<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
