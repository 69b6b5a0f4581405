//! The suites over the adapter of `ina226`, on the model of the part.

use core::cell::RefCell;
use std::rc::Rc;

use hal_conformance::{Measure, MeasureAsync, Quantity, SensorBench, sensor};
use hal_power::{Current, Error as _, ErrorKind, Resistance, Voltage, adapt};
use hal_power_adapters::Ina226;
use hal_power_sim::{
    Fault, SimI2c, World,
    model::ina2xx::{Ina2xx, Part},
};

const ADDRESS: u8 = 0x40;

/// What the suite sets and expects.
trait Truth: Quantity {
    const RANGE: (Self, Self);
    const BEYOND: Self;
    const TOLERANCE: Self;
    fn set(self, model: &mut Ina2xx);
}

impl Truth for Voltage {
    const RANGE: (Self, Self) = (Self::ZERO, Self::from_volts(36));
    const BEYOND: Self = Self::from_volts(41);
    const TOLERANCE: Self = Self::from_microvolts(626);

    fn set(self, model: &mut Ina2xx) {
        model.set_bus_voltage(self);
    }
}

impl Truth for Current {
    const RANGE: (Self, Self) = (Self::from_amps(-80), Self::from_amps(80));
    const BEYOND: Self = Self::from_amps(90);
    const TOLERANCE: Self = Self::from_microamps(1_251);

    fn set(self, model: &mut Ina2xx) {
        model.set_current(self);
    }
}

struct Bench<Q> {
    world: World,
    model: Rc<RefCell<Ina2xx>>,
    bus: SimI2c,
    quantity: core::marker::PhantomData<Q>,
}

impl<Q: Truth> SensorBench for Bench<Q>
where
    Ina226<SimI2c>: Measure<Q>,
    adapt::Blocking<Ina226<SimI2c>>: MeasureAsync<Q>,
{
    type Quantity = Q;
    type Blocking = Ina226<SimI2c>;
    type Asynch = adapt::Blocking<Ina226<SimI2c>>;

    const FAULTS: &'static [Fault] = Fault::I2C;
    const HAS_IDENTITY: bool = true;

    fn new() -> Self {
        let world = World::new();
        let shunt = Resistance::from_milliohms(1);
        let model = Rc::new(RefCell::new(Ina2xx::new(
            Part::Ina226,
            world.clock(),
            shunt,
        )));
        let bus = world.i2c();
        bus.attach(&model);
        Self {
            bus: bus.controller(),
            world,
            model,
            quantity: core::marker::PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn range() -> (Q, Q) {
        Q::RANGE
    }

    fn tolerance(_truth: Q) -> Q {
        Q::TOLERANCE
    }

    fn beyond() -> Option<Q> {
        Some(Q::BEYOND)
    }

    fn set_truth(&mut self, truth: Q) {
        truth.set(&mut self.model.borrow_mut());
    }

    fn brown_out(&mut self) {
        self.model.borrow_mut().brown_out();
    }

    fn blocking(&self) -> Self::Blocking {
        Ina226::new(self.bus.clone(), ADDRESS, Resistance::from_milliohms(1))
    }

    fn asynch(&self) -> Self::Asynch {
        adapt::Blocking::new(self.blocking())
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        driver.init().map_err(|error| error.kind())
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        driver.get_mut().init().map_err(|error| error.kind())
    }
}

#[test]
fn voltage() {
    println!("{}", sensor::suite::<Bench<Voltage>>().unwrap());
}

#[test]
fn current() {
    println!("{}", sensor::suite::<Bench<Current>>().unwrap());
}
