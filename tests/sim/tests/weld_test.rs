//! The weld test of `hal-power` on simulated contactors before a capacitor that keeps its charge.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

use core::{cell::RefCell, time::Duration};
use hal_power::{
    Contacts, Path, PathId, Reading, Voltage,
    check::{WeldConfig, WeldInputs, WeldTest, WeldVerdict},
};
use hal_power_sim::{
    World,
    model::relay::{Defect, FULL, Relay, Sheet},
};
use std::rc::Rc;

const SHEET: Sheet = Sheet {
    operate: Duration::from_millis(20),
    release: Duration::from_millis(10),
    bounce: Duration::from_millis(5),
    picks_up: 750,
    holds: 300,
};

const SOURCE: f64 = 400.0;
const TICK: Duration = Duration::from_millis(1);

/// Both poles of a battery, and the capacitor behind them.
struct Poles {
    world: World,
    relays: [Rc<RefCell<Relay>>; 2],
    path: Path,
    load: f64,
    /// Share of its voltage that the capacitor loses in a tick of discharge.
    discharge: f64,
}

impl Poles {
    fn new(sheet: Sheet, discharge: f64) -> Self {
        let world = World::new();
        Self {
            relays: [(); 2].map(|()| Relay::new(world.clock(), sheet)),
            path: Path::new(PathId(1), Contacts::first(2)),
            world,
            load: 0.0,
            discharge,
        }
    }

    fn command(&mut self, closed: Contacts) {
        self.path.command(closed);
        for (contact, relay) in (0..).zip(&self.relays) {
            let drive = if closed.is_closed(contact) { FULL } else { 0 };
            relay.borrow_mut().drive(drive);
        }
    }

    fn tick(&mut self, discharges: bool) {
        self.world.clock().advance(TICK);
        if self.relays.iter().all(|relay| relay.borrow().is_closed()) {
            self.load = SOURCE;
        } else if discharges {
            self.load *= 1.0 - self.discharge;
        }
    }

    /// Closes both, tests contact 0, and returns the verdict, how long it took, and whether it took a discharge.
    fn test(&mut self) -> (WeldVerdict, Duration, bool) {
        let both = Contacts::first(2);
        self.command(both);
        for _ in 0..50 {
            self.tick(false);
        }
        let millis = Duration::from_millis;
        let (difference, closed) = (Voltage::from_volts(50), Voltage::from_volts(5));
        let config = WeldConfig::new(difference, closed, millis(40), millis(300), millis(5));
        let mut test = WeldTest::new(config.unwrap());
        let begun = self.world.now();
        test.start(begun, &self.path, 0, both);
        let (mut levels, mut discharged) = (both, false);
        for _ in 0..1_000 {
            if test.contacts() != levels {
                levels = test.contacts();
                self.command(levels);
            }
            discharged |= test.discharge();
            self.tick(test.discharge());
            let now = self.world.now();
            let reading = |volts: f64| {
                #[expect(clippy::cast_possible_truncation, reason = "up to 400 V")]
                let millivolts = (volts * 1e3) as i32;
                Ok(Reading::new(Voltage::from_millivolts(millivolts), now))
            };
            let inputs = WeldInputs::new(reading(SOURCE), reading(SOURCE - self.load));
            if let Some(verdict) = test.step(now, &self.path, inputs) {
                return (verdict, now.saturating_since(begun), discharged);
            }
        }
        panic!("no verdict in a second");
    }
}

/// A twentieth a tick: 50 V are gone within 3 ms.
const FAST: f64 = 0.05;

#[test]
fn a_contact_that_opens_is_seen_to_once_the_load_is_discharged() {
    let (verdict, took, discharged) = Poles::new(SHEET, FAST).test();
    assert_eq!(verdict, WeldVerdict::Opens);
    assert!(
        discharged,
        "the capacitor kept its charge, which looks like a weld"
    );
    assert!(took < Duration::from_millis(200), "{took:?}");
}

#[test]
fn a_weld_is_a_weld_only_after_the_discharge() {
    let mut poles = Poles::new(SHEET, FAST);
    poles.relays[0]
        .borrow_mut()
        .set_defect(Some(Defect::Welded));
    let (verdict, took, discharged) = poles.test();
    assert_eq!((verdict, discharged), (WeldVerdict::Welded, true));
    assert!(took >= Duration::from_millis(300), "{took:?}");
}

#[test]
fn a_contact_that_never_closed_is_stuck_open() {
    let mut poles = Poles::new(SHEET, FAST);
    poles.relays[0]
        .borrow_mut()
        .set_defect(Some(Defect::StuckOpen));
    let (verdict, _, discharged) = poles.test();
    assert_eq!((verdict, discharged), (WeldVerdict::StuckOpen, false));
}

#[test]
fn a_slow_contact_opens_all_the_same() {
    let slow = Sheet {
        release: Duration::from_millis(33),
        ..SHEET
    };
    assert_eq!(Poles::new(slow, FAST).test().0, WeldVerdict::Opens);
}

#[test]
fn a_discharge_that_does_nothing_looks_like_a_weld() {
    assert_eq!(Poles::new(SHEET, 0.0).test().0, WeldVerdict::Welded);
}
