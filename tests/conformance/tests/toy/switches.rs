//! Four switches that move 2 ms after their command and bounce for 1 ms, with mirrors.

use super::ToyError;
use core::{cell::RefCell, marker::PhantomData, time::Duration};
use hal_conformance::{Defect, FeedbackBench};
use hal_power::{Contacts, ErrorKind, ErrorType, Instant, Positions, asynch, blocking};
use hal_power_sim::World;
use std::rc::Rc;

const COUNT: usize = 4;
const TRAVEL: Duration = Duration::from_millis(2);
const BOUNCE: Duration = Duration::from_millis(1);

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    BelievesCommands,
    KnowsAtOnce,
    NeverKnows,
    Inverted,
    IgnoresMotion,
    AsyncBelieves,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

#[derive(Default)]
struct Switch {
    told: bool,
    at: Option<Instant>,
    defect: Option<Defect>,
}

impl Switch {
    fn is_closed(&self, now: Instant) -> bool {
        match (self.defect, self.at) {
            (Some(defect), _) => defect == Defect::Welded,
            (None, None) => false,
            (None, Some(at)) => {
                let since = now.saturating_since(at);
                let bounces = (TRAVEL..TRAVEL + BOUNCE).contains(&since);
                let away = since < TRAVEL || (bounces && since.as_micros() / 250 % 2 == 1);
                self.told != away
            }
        }
    }
}

type Switches = Rc<RefCell<[Switch; COUNT]>>;

fn closed(switches: &Switches, now: Instant) -> Contacts {
    let switches = switches.borrow();
    (0..)
        .zip(switches.iter())
        .fold(Contacts::NONE, |all, (contact, switch)| {
            all.with(contact, switch.is_closed(now))
        })
}

/// The driver.
pub struct Driver<F> {
    world: World,
    switches: Switches,
    told: Contacts,
    commanded: Option<Instant>,
    /// What was seen last, and since when of each contact.
    seen: (Contacts, [Instant; COUNT]),
    flaw: PhantomData<F>,
}

impl<F: Flawed> Driver<F> {
    fn drive(&mut self, wanted: Contacts) {
        let now = self.world.now();
        for (contact, switch) in (0..).zip(self.switches.borrow_mut().iter_mut()) {
            if switch.told != wanted.is_closed(contact) {
                (switch.told, switch.at) = (!switch.told, Some(now));
            }
        }
        (self.told, self.commanded) = (wanted, Some(now));
    }

    fn poll(&mut self, now: Instant) {
        let seen = closed(&self.switches, now);
        for (contact, since) in (0..).zip(&mut self.seen.1) {
            if seen.is_closed(contact) != self.seen.0.is_closed(contact) {
                *since = now;
            }
        }
        self.seen.0 = seen;
    }

    fn judge(&self, believes: bool) -> Positions {
        let all = Contacts::first(4);
        let now = self.world.now();
        let Some(commanded) = self.commanded else {
            return Positions::new(Contacts::NONE, Contacts::NONE);
        };
        let rested = now.saturating_since(commanded) >= TRAVEL + BOUNCE;
        let steady = (0..)
            .zip(self.seen.1)
            .fold(Contacts::NONE, |steady, (contact, since)| {
                let is = now.saturating_since(since) >= BOUNCE || F::FLAW == Flaw::IgnoresMotion;
                steady.with(contact, is)
            });
        let known = match F::FLAW {
            Flaw::KnowsAtOnce => all,
            Flaw::NeverKnows => Contacts::NONE,
            _ if rested => steady,
            _ => Contacts::NONE,
        };
        let closed = match F::FLAW {
            _ if believes => self.told,
            Flaw::Inverted => all - self.seen.0,
            _ => self.seen.0,
        };
        Positions::new(closed & known, known)
    }
}

impl<F: Flawed> ErrorType for Driver<F> {
    type Error = ToyError;
}

impl<F: Flawed> blocking::ContactBank for Driver<F> {
    fn count(&self) -> u32 {
        4
    }

    fn command(&mut self, closed: Contacts) -> Result<(), ToyError> {
        self.drive(closed);
        Ok(())
    }
}

impl<F: Flawed> asynch::ContactBank for Driver<F> {
    fn count(&self) -> u32 {
        4
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), ToyError> {
        self.drive(closed);
        Ok(())
    }
}

impl<F: Flawed> blocking::ContactFeedback for Driver<F> {
    fn positions(&mut self) -> Result<Positions, ToyError> {
        Ok(self.judge(F::FLAW == Flaw::BelievesCommands))
    }
}

impl<F: Flawed> asynch::ContactFeedback for Driver<F> {
    async fn positions(&mut self) -> Result<Positions, ToyError> {
        if F::FLAW == Flaw::AsyncBelieves {
            return Ok(Positions::new(self.told, Contacts::first(4)));
        }
        Ok(self.judge(F::FLAW == Flaw::BelievesCommands))
    }
}

/// Bench of the switches.
pub struct Bench<F> {
    world: World,
    switches: Switches,
    flaw: PhantomData<F>,
}

impl<F: Flawed> Bench<F> {
    fn driver(&self) -> Driver<F> {
        Driver {
            world: self.world.clone(),
            switches: self.switches.clone(),
            told: Contacts::NONE,
            commanded: None,
            seen: (Contacts::NONE, [Instant::ORIGIN; COUNT]),
            flaw: PhantomData,
        }
    }
}

impl<F: Flawed> FeedbackBench for Bench<F> {
    type Blocking = Driver<F>;
    type Asynch = Driver<F>;

    const REST: Duration = Duration::from_millis(5);

    fn new() -> Self {
        Self {
            world: World::new(),
            switches: Switches::default(),
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn closed(&self) -> Contacts {
        closed(&self.switches, self.world.now())
    }

    fn set_defect(&mut self, contact: u32, defect: Option<Defect>) {
        for (number, switch) in (0..).zip(self.switches.borrow_mut().iter_mut()) {
            if number == contact {
                switch.defect = defect;
            }
        }
    }

    fn blocking(&self) -> Driver<F> {
        self.driver()
    }

    fn asynch(&self) -> Driver<F> {
        self.driver()
    }

    fn init(_driver: &mut Driver<F>) -> Result<(), ErrorKind> {
        Ok(())
    }

    async fn init_async(_driver: &mut Driver<F>) -> Result<(), ErrorKind> {
        Ok(())
    }

    fn poll(driver: &mut Driver<F>, now: Instant) -> Result<(), ErrorKind> {
        driver.poll(now);
        Ok(())
    }

    fn poll_async(driver: &mut Driver<F>, now: Instant) -> Result<(), ErrorKind> {
        driver.poll(now);
        Ok(())
    }
}
