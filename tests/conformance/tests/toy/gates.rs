//! Gate driver of two gates on I2C, with a pin that turns them off. It tries again by itself after a desaturation, and holds a
//! gate off after a thermal shutdown.
//!
//! Register 0 is the configuration; 1 and 2 are the status of the gates; a write of 1 to register 3 clears, of 2 enables, of 0
//! disables. A reply is a byte and its complement.

mod driver;
mod part;

use core::{cell::RefCell, marker::PhantomData, time::Duration};
use driver::{asynch, blocking};
use hal_conformance::GateBench;
use hal_inverter::GateFaults;
use hal_power::ErrorKind;
use hal_power_sim::{Fault, Fuse, Pin, SimI2c, World, device::I2cDevice};
use part::{DESATURATION, KEPT, Part, SUPPLY, THERMAL, WARNING};
use std::rc::Rc;

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    DrivesAtInit,
    EnablesUninitialised,
    ClearEnables,
    NeverEnables,
    AnyLength,
    FindsLengthLate,
    IgnoresReadBack,
    Mirrored,
    WrongFlag,
    ForgetsUnion,
    ReportsOnce,
    ReadClears,
    EnableClears,
    RefusesAndClears,
    TrustsLastReading,
    TrustsPart,
    ClearsPresent,
    NeverClears,
    SwallowsErrors,
    KindOther,
    SwallowsPinErrors,
    IgnoresChecksum,
    StaysOn,
    ForgetsDoubt,
    StaysPoisoned,
    TrustsReset,
    EnablesReset,
    AsyncReadsTwice,
    ReadyEarly,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    part: Rc<RefCell<Part>>,
    i2c: SimI2c,
    off: Pin,
    fuse: Fuse,
    flaw: PhantomData<F>,
}

impl<F: Flawed> GateBench for Bench<F> {
    type Blocking = blocking::Driver<F>;
    type Asynch = asynch::Driver<F>;

    const FAULTS: &'static [Fault] = Fault::I2C;
    const HAS_OFF_PIN: bool = true;
    const LATCHED: GateFaults = GateFaults::DESATURATION.union(GateFaults::THERMAL_SHUTDOWN);
    const SETTLE: Duration = Duration::from_micros(10);

    fn new() -> Self {
        let world = World::new();
        let part = Rc::new(RefCell::new(Part::default()));
        let bus = world.i2c();
        bus.attach(&part);
        let i2c = bus.controller();
        Self {
            off: world.pin(false),
            world,
            part,
            i2c,
            fuse: Fuse::new(),
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn fuse(&self) -> Option<&Fuse> {
        Some(&self.fuse)
    }

    fn set_input(&mut self, gate: usize, on: bool) {
        self.part.borrow_mut().inputs[gate] = on;
    }

    fn gate_is_on(&self, gate: usize) -> bool {
        self.off.level() && self.part.borrow().is_on(gate)
    }

    fn raise(&mut self, gate: usize, fault: GateFaults) -> bool {
        let bit = match fault {
            GateFaults::DESATURATION => DESATURATION,
            GateFaults::THERMAL_SHUTDOWN => THERMAL,
            GateFaults::UNDERVOLTAGE_POSITIVE => SUPPLY,
            GateFaults::THERMAL_WARNING => WARNING,
            _ => return false,
        };
        let mut part = self.part.borrow_mut();
        part.present[gate] |= bit;
        part.kept[gate] |= bit & KEPT;
        true
    }

    fn lift(&mut self, gate: usize) {
        self.part.borrow_mut().present[gate] = 0;
    }

    fn damage_configuration(&mut self, nth: usize) -> bool {
        self.part.borrow_mut().damaged = nth == 0;
        nth == 0
    }

    fn brown_out(&mut self) -> bool {
        self.part.borrow_mut().brown_out();
        true
    }

    fn blocking(&self) -> Self::Blocking {
        blocking::Driver::new(self.i2c.clone(), self.fuse.pin(self.off.clone()))
    }

    fn asynch(&self) -> Self::Asynch {
        asynch::Driver::new(self.i2c.clone(), self.fuse.pin(self.off.clone()))
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        driver.init()
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        driver.init().await
    }
}
