//! A relay: a coil that picks up and holds, a contact that moves some time later and bounces, and a mirror that goes with it.
//!
//! Written from what data sheets of relays state, not from any one part: the coil picks its armature up at a share of its
//! nominal drive and holds it down to a lower one; the contact moves the operate or release time after, and then opens and closes
//! every half millisecond for the bounce time. A contact that is welded stays closed whatever the coil does, one that is stuck
//! stays open; a mirror that is linked by force shows either.

use super::armature::Armature;
use crate::clock::Clock;
use alloc::rc::Rc;
use core::{cell::RefCell, convert::Infallible, fmt, time::Duration};
use embedded_hal::{
    digital::{self, InputPin, OutputPin},
    pwm::{self, SetDutyCycle},
};

/// Full drive of a coil, as duty.
pub const FULL: u16 = 1_000;

/// What a data sheet says of a relay.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// From the coil picking up until the contact first closes.
    pub operate: Duration,
    /// From the coil dropping until the contact first opens.
    pub release: Duration,
    /// Bounce after either.
    pub bounce: Duration,
    /// Least drive that picks the armature up, of [`FULL`].
    pub picks_up: u16,
    /// Least drive that holds it.
    pub holds: u16,
}

/// What is wrong with a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// It stays closed.
    Welded,
    /// It stays open.
    StuckOpen,
}

/// One relay.
#[derive(Debug)]
pub struct Relay {
    clock: Clock,
    armature: Armature,
}

impl Relay {
    /// Creates a relay at rest, its contact open.
    pub fn new(clock: Clock, sheet: Sheet) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            clock,
            armature: Armature::new(sheet),
        }))
    }

    /// Changes what the relay's times and drives are, as age and temperature do.
    pub fn set_sheet(&mut self, sheet: Sheet) {
        self.armature.sheet = sheet;
    }

    /// Breaks the contact, or mends it.
    pub fn set_defect(&mut self, defect: Option<Defect>) {
        self.armature.defect = defect;
    }

    /// Drives the coil with a share of [`FULL`].
    pub fn drive(&mut self, drive: u16) {
        self.armature.drive(self.clock.nanos(), drive);
    }

    /// Returns the drive of the coil.
    pub fn driven(&self) -> u16 {
        self.armature.driven()
    }

    /// Returns whether the contact is closed now.
    pub fn is_closed(&self) -> bool {
        self.armature.is_closed(self.clock.nanos())
    }
}

/// The pin, or PWM channel, that drives a coil: high is full drive.
#[derive(Clone)]
pub struct CoilPin(Rc<dyn Fn(u16)>);

impl CoilPin {
    /// Creates the pin of a relay.
    pub fn new(relay: &Rc<RefCell<Relay>>) -> Self {
        let relay = relay.clone();
        Self::driving(move |drive| relay.borrow_mut().drive(drive))
    }

    /// Creates a pin that hands on its share of [`FULL`].
    pub(crate) fn driving(drive: impl Fn(u16) + 'static) -> Self {
        Self(Rc::new(drive))
    }
}

impl fmt::Debug for CoilPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CoilPin").finish_non_exhaustive()
    }
}

impl digital::ErrorType for CoilPin {
    type Error = Infallible;
}

impl OutputPin for CoilPin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        (self.0)(0);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        (self.0)(FULL);
        Ok(())
    }
}

impl pwm::ErrorType for CoilPin {
    type Error = Infallible;
}

impl SetDutyCycle for CoilPin {
    fn max_duty_cycle(&self) -> u16 {
        FULL
    }

    fn set_duty_cycle(&mut self, duty: u16) -> Result<(), Infallible> {
        (self.0)(duty);
        Ok(())
    }
}

/// The pin that a mirror contact is on.
#[derive(Clone)]
pub struct MirrorPin {
    is_closed: Rc<dyn Fn() -> bool>,
    high_when_closed: bool,
}

impl MirrorPin {
    /// Creates a pin that is high while the relay's contact is closed, or while it is open.
    pub fn new(relay: &Rc<RefCell<Relay>>, high_when_closed: bool) -> Self {
        let relay = relay.clone();
        Self::showing(move || relay.borrow().is_closed(), high_when_closed)
    }

    /// Creates a pin that shows what it is told.
    pub(crate) fn showing(is_closed: impl Fn() -> bool + 'static, high_when_closed: bool) -> Self {
        Self {
            is_closed: Rc::new(is_closed),
            high_when_closed,
        }
    }
}

impl fmt::Debug for MirrorPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MirrorPin").finish_non_exhaustive()
    }
}

impl digital::ErrorType for MirrorPin {
    type Error = Infallible;
}

impl InputPin for MirrorPin {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok((self.is_closed)() == self.high_when_closed)
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        self.is_high().map(|high| !high)
    }
}
