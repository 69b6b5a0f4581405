//! The suite for feedback, on simulated relays that operate, release and bounce.

use core::{cell::RefCell, time::Duration};
use hal_conformance::{Defect, FeedbackBench, feedback};
use hal_power::{Contacts, Error as _, ErrorKind, Instant};
use hal_power_sim::{
    World,
    model::relay::{self, CoilPin, MirrorPin, Relay as Model, Sheet},
};
use relay_pins::{Follows, Mirror, Polarity, Relay, Relays, Switched, Times};
use std::rc::Rc;

const COUNT: usize = 4;

const SHEET: Sheet = Sheet {
    operate: Duration::from_millis(15),
    release: Duration::from_millis(8),
    bounce: Duration::from_millis(3),
    picks_up: 750,
    holds: 300,
};

const TIMES: Times = Times {
    operate: SHEET.operate,
    release: SHEET.release,
    bounce: SHEET.bounce,
};

type Bank = Relays<COUNT, Switched<CoilPin>, Mirror<MirrorPin>>;

struct Bench {
    world: World,
    models: [Rc<RefCell<Model>>; COUNT],
}

impl Bench {
    fn bank(&self) -> Bank {
        Relays::new(self.models.each_ref().map(|model| {
            let coil = Switched::new(CoilPin::new(model), Polarity::ActiveHigh);
            let mirror = Mirror::new(MirrorPin::new(model, false), Follows::LowWhenClosed);
            Relay::with_mirror(coil, mirror, TIMES)
        }))
    }
}

impl FeedbackBench for Bench {
    type Blocking = Bank;
    type Asynch = Bank;

    /// The contact has moved, has bounced, and has been seen at rest for as long again.
    const REST: Duration = Duration::from_millis(25);

    fn new() -> Self {
        let world = World::new();
        Self {
            models: core::array::from_fn(|_| Model::new(world.clock(), SHEET)),
            world,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn closed(&self) -> Contacts {
        let relays = (0..).zip(&self.models);
        relays.fold(Contacts::NONE, |all, (contact, model)| {
            all.with(contact, model.borrow().is_closed())
        })
    }

    fn set_defect(&mut self, contact: u32, defect: Option<Defect>) {
        for (number, model) in (0..).zip(&self.models) {
            if number == contact {
                model
                    .borrow_mut()
                    .set_defect(defect.map(|defect| match defect {
                        Defect::Welded => relay::Defect::Welded,
                        Defect::StuckOpen => relay::Defect::StuckOpen,
                    }));
            }
        }
    }

    fn blocking(&self) -> Bank {
        self.bank()
    }

    fn asynch(&self) -> Bank {
        self.bank()
    }

    fn init(_driver: &mut Bank) -> Result<(), ErrorKind> {
        Ok(())
    }

    async fn init_async(_driver: &mut Bank) -> Result<(), ErrorKind> {
        Ok(())
    }

    fn poll(driver: &mut Bank, now: Instant) -> Result<(), ErrorKind> {
        driver.poll(now).map_err(|error| error.kind())
    }

    fn poll_async(driver: &mut Bank, now: Instant) -> Result<(), ErrorKind> {
        driver.poll(now).map_err(|error| error.kind())
    }
}

#[test]
fn four_relays() {
    println!("{}", feedback::suite::<Bench>().unwrap());
}
