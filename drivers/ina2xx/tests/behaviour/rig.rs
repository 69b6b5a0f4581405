//! A part in a simulated world, and its driver.

use std::{
    cell::{RefCell, RefMut},
    rc::Rc,
    time::Duration,
};

use hal_power::{Current, Resistance, Sensor, Voltage};
use hal_power_sim::{World, model::ina2xx::Ina2xx};
use ina2xx::{blocking::Interface, hal_power};

pub(crate) struct Rig<D> {
    pub(crate) world: World,
    part: Rc<RefCell<Ina2xx>>,
    pub(crate) driver: D,
}

impl<D> Rig<D> {
    /// The physical side.
    pub(crate) fn part(&self) -> RefMut<'_, Ina2xx> {
        self.part.borrow_mut()
    }

    pub(crate) fn shared_part(&self) -> Rc<RefCell<Ina2xx>> {
        self.part.clone()
    }

    pub(crate) fn set(&self, voltage: Voltage, current: Current) {
        self.part().set_bus_voltage(voltage);
        self.part().set_current(current);
    }

    pub(crate) fn wait(&self, time: Duration) {
        self.world.clock().advance(time);
    }

    /// Returns how many transfers `act` takes.
    pub(crate) fn transfers(&mut self, act: impl FnOnce(&mut D)) -> u64 {
        self.world.start_trace();
        act(&mut self.driver);
        self.world.take_trace().transfers()
    }

    pub(crate) fn bits(&mut self, act: impl FnOnce(&mut D)) -> u64 {
        self.world.start_trace();
        act(&mut self.driver);
        self.world.take_trace().bits()
    }
}

impl<D: Sensor> Rig<D> {
    /// Waits until every result is of now.
    pub(crate) fn settle(&self) {
        self.wait(self.driver.latency() * 2);
    }
}

macro_rules! rigs {
    ($half:ident: $($name:ident = $part:ident($($address:expr)?) on $bus:ident;)+) => {
        pub(crate) mod $half {
            use super::*;
            use hal_power_sim::model::ina2xx::Part;
            use ina2xx::{Address, $half};

            $(pub(crate) fn $name(shunt: Resistance) -> Rig<$half::$part<$bus::Port>> {
                let world = World::new();
                let part = Rc::new(RefCell::new(Ina2xx::new(Part::$part, world.clock(), shunt)));
                let driver = $half::$part::new($bus::attach(&world, &part) $(, $address)?);
                Rig { world, part, driver }
            })+
        }
    };
}

macro_rules! both_halves {
    ($($half:ident)+) => {$(
        rigs! { $half:
            ina226 = Ina226(Address::DEFAULT) on i2c;
            ina228 = Ina228(Address::DEFAULT) on i2c;
            ina229 = Ina229() on spi;
            ina237 = Ina237(Address::DEFAULT) on i2c;
            ina238 = Ina238(Address::DEFAULT) on i2c;
            ina239 = Ina239() on spi;
        }
    )+};
}
both_halves! { blocking asynch }

pub(crate) mod i2c {
    use super::{Ina2xx, Rc, RefCell, World};
    use hal_power_sim::{Fault, SimI2c};

    pub(crate) type Port = SimI2c;
    pub(crate) const FAULTS: &[Fault] = Fault::I2C;

    pub(crate) fn attach(world: &World, part: &Rc<RefCell<Ina2xx>>) -> Port {
        let bus = world.i2c();
        bus.attach(part);
        bus.controller()
    }
}

pub(crate) mod spi {
    use super::{Ina2xx, Rc, RefCell, World};
    use embedded_hal::spi::MODE_1;
    use hal_power_sim::{Fault, SimSpi};

    pub(crate) type Port = SimSpi;
    pub(crate) const FAULTS: &[Fault] = Fault::SPI;

    pub(crate) fn attach(world: &World, part: &Rc<RefCell<Ina2xx>>) -> Port {
        let bus = world.spi();
        bus.attach(0, part);
        bus.device(0, MODE_1)
    }
}

/// A bus whose errors can be compared.
pub(crate) trait Bus: Interface<Error: PartialEq> {}

impl<B: Interface<Error: PartialEq>> Bus for B {}

pub(crate) const MILLIOHM: Resistance = Resistance::from_milliohms(1);
