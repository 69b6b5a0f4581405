//! Pins that fail.

use core::time::Duration;
use embedded_hal::{
    digital::{self, InputPin, OutputPin},
    pwm::{self, SetDutyCycle},
};
use hal_power::{
    Contacts, ErrorKind, Instant, Positions, Ratio,
    blocking::{ContactBank, ContactFeedback},
};
use relay_pins::{
    Economised, Economy, Error, Follows, Mirror, Polarity, Relay, Relays, Switched, Times,
};
use std::{cell::Cell, rc::Rc};

const TIMES: Times = Times {
    operate: Duration::ZERO,
    release: Duration::ZERO,
    bounce: Duration::ZERO,
};

/// A pin behind an expander: fails while told to.
#[derive(Clone, Default)]
struct Pin(Rc<State>);

#[derive(Default)]
struct State {
    fails: Cell<bool>,
    high: Cell<bool>,
    duty: Cell<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gone;

impl digital::Error for Gone {
    fn kind(&self) -> digital::ErrorKind {
        digital::ErrorKind::Other
    }
}

impl pwm::Error for Gone {
    fn kind(&self) -> pwm::ErrorKind {
        pwm::ErrorKind::Other
    }
}

impl Pin {
    fn fail(&self, fails: bool) {
        self.0.fails.set(fails);
    }

    fn ready(&self) -> Result<(), Gone> {
        if self.0.fails.get() {
            Err(Gone)
        } else {
            Ok(())
        }
    }
}

impl digital::ErrorType for Pin {
    type Error = Gone;
}

impl OutputPin for Pin {
    fn set_low(&mut self) -> Result<(), Gone> {
        self.ready().map(|()| self.0.high.set(false))
    }

    fn set_high(&mut self) -> Result<(), Gone> {
        self.ready().map(|()| self.0.high.set(true))
    }
}

impl InputPin for Pin {
    fn is_high(&mut self) -> Result<bool, Gone> {
        self.ready().map(|()| self.0.high.get())
    }

    fn is_low(&mut self) -> Result<bool, Gone> {
        self.is_high().map(|high| !high)
    }
}

impl pwm::ErrorType for Pin {
    type Error = Gone;
}

impl SetDutyCycle for Pin {
    fn max_duty_cycle(&self) -> u16 {
        100
    }

    fn set_duty_cycle(&mut self, duty: u16) -> Result<(), Gone> {
        self.ready().map(|()| self.0.duty.set(duty))
    }
}

fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

#[test]
fn a_coil_that_cannot_be_driven_is_named_and_its_contact_is_not_known() {
    let (coils, mirrors) = (
        [(); 2].map(|()| Pin::default()),
        [(); 2].map(|()| Pin::default()),
    );
    let relay = |index: usize| {
        let coil = Switched::new(coils[index].clone(), Polarity::ActiveHigh);
        let mirror = Mirror::new(mirrors[index].clone(), Follows::HighWhenClosed);
        Relay::with_mirror(coil, mirror, TIMES)
    };
    let mut bank = Relays::new([relay(0), relay(1)]);
    assert_eq!(bank.command(Contacts::NONE), Ok(()));
    assert!(bank.poll(at(0)).is_ok());
    coils[1].fail(true);
    let error = bank.command(Contacts::first(2)).unwrap_err();
    let expected = Error::Coil {
        contact: 1,
        cause: Gone,
    };
    assert_eq!(error, expected);
    assert_eq!(hal_power::Error::kind(&error), ErrorKind::Bus);
    assert_eq!(error.to_string(), "coil of contact 1: Gone");
    assert!(bank.poll(at(1)).is_ok());
    let known = bank.positions().map(|positions| positions.known());
    assert_eq!(known, Ok(Contacts::only(0)));

    coils[1].fail(false);
    assert_eq!(bank.command(Contacts::first(2)), Ok(()));
    assert!(bank.poll(at(2)).is_ok());
    let known = bank.positions().map(|positions| positions.known());
    assert_eq!(known, Ok(Contacts::first(2)));
}

#[test]
fn a_mirror_that_cannot_be_read_leaves_nothing_known_and_the_others_polled() {
    let (mirror, other) = (Pin::default(), Pin::default());
    let relay = |mirror: &Pin| {
        let channel = Economised::new(
            Pin::default(),
            Economy {
                pull_in: Duration::ZERO,
                hold: Ratio::from_percent(50),
            },
        );
        Relay::with_mirror(
            channel,
            Mirror::new(mirror.clone(), Follows::LowWhenClosed),
            TIMES,
        )
    };
    let mut bank = Relays::new([relay(&mirror), relay(&other)]);
    assert_eq!(bank.command(Contacts::NONE), Ok(()));
    mirror.fail(true);
    let error = bank.poll(at(1)).unwrap_err();
    let expected = Error::Mirror {
        contact: 0,
        cause: Gone,
    };
    assert_eq!(error, expected);
    assert_eq!(
        bank.positions(),
        Ok(Positions::new(Contacts::NONE, Contacts::NONE))
    );

    mirror.fail(false);
    assert!(bank.poll(at(2)).is_ok());
    let known = bank.positions().map(|positions| positions.known());
    assert_eq!(known, Ok(Contacts::first(2)));
}

#[test]
fn an_economiser_that_could_not_hold_tries_again() {
    let channel = Pin::default();
    let economy = Economy {
        pull_in: Duration::from_millis(10),
        hold: Ratio::from_percent(30),
    };
    let mut bank = Relays::new([Relay::new(Economised::new(channel.clone(), economy), TIMES)]);
    assert_eq!(bank.command(Contacts::only(0)), Ok(()));
    assert!(bank.poll(at(0)).is_ok());
    channel.fail(true);
    assert!(bank.poll(at(10)).is_err());
    assert_eq!(channel.0.duty.get(), 100, "still at full current");
    channel.fail(false);
    assert!(bank.poll(at(11)).is_ok());
    assert_eq!(channel.0.duty.get(), 30);
}
