//! The suite over the adapter of `tmp117`, on the model of the part.

use core::cell::RefCell;
use std::rc::Rc;

use hal_conformance::{SensorBench, sensor};
use hal_power::{Error as _, ErrorKind, Temperature, adapt};
use hal_power_adapters::Tmp117;
use hal_power_sim::{
    Fault, SimI2c, World,
    model::tmp11x::{Part, Tmp11x},
};

struct Bench {
    world: World,
    model: Rc<RefCell<Tmp11x>>,
    bus: SimI2c,
}

impl SensorBench for Bench {
    type Quantity = Temperature;
    type Blocking = Tmp117<SimI2c>;
    type Asynch = adapt::Blocking<Tmp117<SimI2c>>;

    const FAULTS: &'static [Fault] = Fault::I2C;
    const HAS_IDENTITY: bool = true;

    fn new() -> Self {
        let world = World::new();
        let model = Rc::new(RefCell::new(Tmp11x::new(Part::Tmp117, world.clock())));
        let bus = world.i2c();
        bus.attach(&model);
        Self {
            bus: bus.controller(),
            world,
            model,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn range() -> (Temperature, Temperature) {
        (
            Temperature::from_celsius(-55),
            Temperature::from_celsius(150),
        )
    }

    fn tolerance(_truth: Temperature) -> Temperature {
        Temperature::from_millicelsius(5)
    }

    fn beyond() -> Option<Temperature> {
        None
    }

    fn set_truth(&mut self, truth: Temperature) {
        self.model.borrow_mut().set_temperature(truth);
    }

    fn brown_out(&mut self) {
        self.model.borrow_mut().brown_out();
    }

    fn blocking(&self) -> Self::Blocking {
        Tmp117::new(self.bus.clone(), 0x48)
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
fn temperature() {
    println!("{}", sensor::suite::<Bench>().unwrap());
}
