//! Relays of the simulator, with contacts that bounce, weld, stick and take their time.

use core::time::Duration;
use hal_power::{
    Contacts, ErrorKind, Ratio, asynch,
    blocking::{ContactBank, ContactFeedback},
};
use hal_power_sim::{
    World,
    model::relay::{CoilPin, Defect, FULL, MirrorPin, Relay as Model, Sheet},
};
use relay_pins::{
    Coil, Economised, Economy, Error, Follows, Mirror, Polarity, Relay, Relays, Switched, Times,
};
use std::{cell::RefCell, rc::Rc};

const SHEET: Sheet = Sheet {
    operate: Duration::from_millis(15),
    release: Duration::from_millis(8),
    bounce: Duration::from_millis(3),
    picks_up: 750,
    holds: 300,
};

const TIMES: Times = Times {
    operate: Duration::from_millis(15),
    release: Duration::from_millis(8),
    bounce: Duration::from_millis(3),
};

const ECONOMY: Economy = Economy {
    pull_in: Duration::from_millis(100),
    hold: Ratio::from_percent(40),
};

type Shared = Rc<RefCell<Model>>;

struct Bench<C> {
    world: World,
    models: [Shared; 2],
    bank: Relays<2, C, Mirror<MirrorPin>>,
}

impl<C: Coil> Bench<C> {
    fn new(coil: impl Fn(&Shared) -> C) -> Self {
        let world = World::new();
        let models = [(); 2].map(|()| Model::new(world.clock(), SHEET));
        let relay = |model: &Shared, high_when_closed: bool| {
            let follows = if high_when_closed {
                Follows::HighWhenClosed
            } else {
                Follows::LowWhenClosed
            };
            let mirror = Mirror::new(MirrorPin::new(model, high_when_closed), follows);
            Relay::with_mirror(coil(model), mirror, TIMES)
        };
        let [first, second] = &models;
        let bank = Relays::new([relay(first, true), relay(second, false)]);
        Self {
            world,
            models,
            bank,
        }
    }

    /// Polls every millisecond; returns how long contact `number` was not known at the end of each.
    fn pass(&mut self, millis: u32, number: u32) -> Vec<bool> {
        (0..millis)
            .map(|_| {
                assert!(self.bank.poll(self.world.now()).is_ok());
                self.world.clock().advance(Duration::from_millis(1));
                let positions = self.bank.positions();
                positions.is_ok_and(|positions| positions.known().is_closed(number))
            })
            .collect()
    }

    fn closed(&mut self) -> Contacts {
        self.bank
            .positions()
            .map_or(Contacts::NONE, |positions| positions.closed())
    }

    fn open(&mut self) -> Contacts {
        self.bank
            .positions()
            .map_or(Contacts::NONE, |positions| positions.open())
    }
}

fn switched() -> Bench<Switched<CoilPin>> {
    Bench::new(|model| Switched::new(CoilPin::new(model), Polarity::ActiveHigh))
}

fn economised() -> Bench<Economised<CoilPin>> {
    Bench::new(|model| Economised::new(CoilPin::new(model), ECONOMY))
}

#[test]
fn a_contact_is_known_when_it_has_moved_and_no_longer_bounces() {
    let mut bench = switched();
    assert_eq!(
        bench.closed() | bench.open(),
        Contacts::NONE,
        "before any command"
    );
    assert_eq!(bench.bank.command(Contacts::only(0)), Ok(()));
    let known = bench.pass(40, 0);
    let first = known.iter().position(|known| *known);
    assert_eq!(first, Some(18), "15 ms to operate, 3 ms of bounce");
    assert!(known.iter().skip(18).all(|known| *known));
    assert_eq!(bench.closed(), Contacts::only(0));
    assert_eq!(bench.open(), Contacts::only(1));

    assert_eq!(bench.bank.command(Contacts::NONE), Ok(()));
    let known = bench.pass(40, 0);
    assert_eq!(known.iter().position(|known| *known), Some(11));
    assert_eq!(bench.open(), Contacts::first(2));
}

#[test]
fn a_command_makes_what_it_moves_unknown_and_leaves_the_rest_known() {
    let mut bench = switched();
    assert_eq!(bench.bank.command(Contacts::only(0)), Ok(()));
    bench.pass(40, 0);
    assert_eq!(bench.bank.command(Contacts::first(2)), Ok(()));
    assert_eq!(bench.closed(), Contacts::only(0));
    assert_eq!(bench.open(), Contacts::NONE);
    assert_eq!(bench.bank.command(Contacts::first(2)), Ok(()), "told again");
    assert_eq!(bench.closed(), Contacts::only(0));
}

#[test]
fn a_weld_and_a_stuck_contact_show_in_their_mirrors() {
    let mut bench = switched();
    bench.models[0]
        .borrow_mut()
        .set_defect(Some(Defect::Welded));
    bench.models[1]
        .borrow_mut()
        .set_defect(Some(Defect::StuckOpen));
    assert_eq!(bench.bank.command(Contacts::only(1)), Ok(()));
    bench.pass(40, 0);
    assert_eq!(
        bench.closed(),
        Contacts::only(0),
        "told to open, and closed"
    );
    assert_eq!(bench.open(), Contacts::only(1), "told to close, and open");
}

#[test]
fn a_contact_that_goes_on_bouncing_is_never_known() {
    let mut bench = switched();
    assert_eq!(bench.bank.command(Contacts::only(0)), Ok(()));
    bench.pass(40, 0);
    for millis in 0..40 {
        let defect = if millis % 2 == 0 {
            Some(Defect::StuckOpen)
        } else {
            None
        };
        bench.models[0].borrow_mut().set_defect(defect);
        let known = bench.pass(1, 0);
        assert!(millis == 0 || !known[0], "{millis} ms");
    }
}

#[test]
fn an_economiser_pulls_in_at_full_current_and_holds_at_less() {
    let mut bench = economised();
    assert_eq!(bench.bank.command(Contacts::only(0)), Ok(()));
    bench.pass(100, 0);
    assert_eq!(bench.models[0].borrow().driven(), FULL);
    bench.pass(1, 0);
    assert_eq!(bench.models[0].borrow().driven(), 400);
    assert_eq!(bench.bank.command(Contacts::only(0)), Ok(()), "told again");
    assert_eq!(
        bench.models[0].borrow().driven(),
        400,
        "held, not pulled in again"
    );
    bench.pass(40, 0);
    assert_eq!(bench.closed(), Contacts::only(0));

    assert_eq!(bench.bank.command(Contacts::NONE), Ok(()));
    assert_eq!(bench.models[0].borrow().driven(), 0);
    assert_eq!(bench.bank.command(Contacts::only(0)), Ok(()));
    assert_eq!(
        bench.models[0].borrow().driven(),
        FULL,
        "a new start is a full one"
    );
}

#[test]
fn what_opens_goes_before_what_closes() {
    let mut bench = switched();
    assert_eq!(bench.bank.command(Contacts::only(1)), Ok(()));
    let order = RefCell::new(Vec::new());
    struct Noted<'a>(&'a RefCell<Vec<(u8, bool)>>, u8);
    impl Coil for Noted<'_> {
        type Error = u8;
        fn set(&mut self, on: bool) -> Result<(), u8> {
            self.0.borrow_mut().push((self.1, on));
            Ok(())
        }
        fn poll(&mut self, _now: hal_power::Instant) -> Result<(), u8> {
            Ok(())
        }
    }
    let relay = |number| Relay::new(Noted(&order, number), TIMES);
    let mut bank = Relays::new([relay(0), relay(1), relay(2)]);
    assert!(bank.command(Contacts::only(0)).is_ok());
    assert_eq!(*order.borrow(), [(1, false), (2, false), (0, true)]);
}

#[test]
fn levels_beyond_the_bank_move_nothing() {
    let mut bench = switched();
    let beyond = Contacts::only(2).with(0, true);
    let error = bench.bank.command(beyond).unwrap_err();
    assert_eq!(error, Error::Contacts(beyond));
    assert_eq!(hal_power::Error::kind(&error), ErrorKind::OutOfRange);
    assert_eq!(bench.models[0].borrow().driven(), 0);
}

#[test]
fn active_low_is_on_at_low() {
    let world = World::new();
    let wire = world.pin(true);
    let relay = Relay::new(Switched::new(wire.clone(), Polarity::ActiveLow), TIMES);
    let mut bank = Relays::new([relay]);
    assert!(bank.command(Contacts::only(0)).is_ok());
    assert!(!wire.level());
    assert!(bank.command(Contacts::NONE).is_ok());
    assert!(wire.level());
    let [relay] = bank.free();
    let (coil, _) = relay.free();
    assert!(coil.free().level());
}

#[test]
fn both_halves_are_the_same_bank() {
    let mut bench = switched();
    let world = bench.world.clone();
    let told = world.block_on(asynch::ContactBank::command(
        &mut bench.bank,
        Contacts::only(1),
    ));
    assert_eq!(told, Ok(Ok(())));
    bench.pass(40, 1);
    let seen = world.block_on(asynch::ContactFeedback::positions(&mut bench.bank));
    assert_eq!(seen, Ok(bench.bank.positions()));
    assert_eq!(bench.closed(), Contacts::only(1));
}
