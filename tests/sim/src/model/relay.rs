//! A relay: a coil that picks up and holds, a contact that moves some time later and bounces, and a mirror that goes with it.
//!
//! Written from what data sheets of relays state, not from any one part: the coil picks its armature up at a share of its
//! nominal drive and holds it down to a lower one; the contact moves the operate or release time after, and then opens and closes
//! every half millisecond for the bounce time. A contact that is welded stays closed whatever the coil does, one that is stuck
//! stays open; a mirror that is linked by force shows either.

use crate::clock::Clock;
use alloc::rc::Rc;
use core::{cell::RefCell, convert::Infallible, time::Duration};
use embedded_hal::{
    digital::{self, InputPin, OutputPin},
    pwm::{self, SetDutyCycle},
};

/// Full drive of a coil, as duty.
pub const FULL: u16 = 1_000;

/// Half a period of a bounce.
const BOUNCE: u64 = 500_000;

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
    sheet: Sheet,
    drive: u16,
    armature: bool,
    /// When the armature last moved, in ns.
    moved: Option<u64>,
    defect: Option<Defect>,
}

impl Relay {
    /// Creates a relay at rest, its contact open.
    pub fn new(clock: Clock, sheet: Sheet) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            clock,
            sheet,
            drive: 0,
            armature: false,
            moved: None,
            defect: None,
        }))
    }

    /// Changes what the relay's times and drives are, as age and temperature do.
    pub fn set_sheet(&mut self, sheet: Sheet) {
        self.sheet = sheet;
    }

    /// Breaks the contact, or mends it.
    pub fn set_defect(&mut self, defect: Option<Defect>) {
        self.defect = defect;
    }

    /// Drives the coil with a share of [`FULL`].
    pub fn drive(&mut self, drive: u16) {
        self.drive = drive;
        let armature = if self.armature {
            drive >= self.sheet.holds
        } else {
            drive >= self.sheet.picks_up
        };
        if armature != self.armature {
            self.armature = armature;
            self.moved = Some(self.clock.nanos());
        }
    }

    /// Returns the drive of the coil.
    pub fn driven(&self) -> u16 {
        self.drive
    }

    /// Returns whether the contact is closed now.
    pub fn is_closed(&self) -> bool {
        match self.defect {
            Some(Defect::Welded) => return true,
            Some(Defect::StuckOpen) => return false,
            None => {}
        }
        let Some(moved) = self.moved else {
            return false;
        };
        let travel = nanos(if self.armature {
            self.sheet.operate
        } else {
            self.sheet.release
        });
        let since = self.clock.nanos().saturating_sub(moved);
        let Some(arrived) = since.checked_sub(travel) else {
            return !self.armature;
        };
        let away = arrived < nanos(self.sheet.bounce) && (arrived / BOUNCE) % 2 == 1;
        self.armature != away
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// The pin, or PWM channel, that drives a relay's coil: high is full drive.
#[derive(Debug, Clone)]
pub struct CoilPin(Rc<RefCell<Relay>>);

impl CoilPin {
    /// Creates the pin.
    pub fn new(relay: &Rc<RefCell<Relay>>) -> Self {
        Self(relay.clone())
    }
}

impl digital::ErrorType for CoilPin {
    type Error = Infallible;
}

impl OutputPin for CoilPin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().drive(0);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().drive(FULL);
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
        self.0.borrow_mut().drive(duty);
        Ok(())
    }
}

/// The pin that a mirror contact is on.
#[derive(Debug, Clone)]
pub struct MirrorPin {
    relay: Rc<RefCell<Relay>>,
    high_when_closed: bool,
}

impl MirrorPin {
    /// Creates a pin that is high while the contact is closed, or while it is open.
    pub fn new(relay: &Rc<RefCell<Relay>>, high_when_closed: bool) -> Self {
        Self {
            relay: relay.clone(),
            high_when_closed,
        }
    }
}

impl digital::ErrorType for MirrorPin {
    type Error = Infallible;
}

impl InputPin for MirrorPin {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.relay.borrow().is_closed() == self.high_when_closed)
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        self.is_high().map(|high| !high)
    }
}
