//! A part in a simulated world, and its driver.

use std::{
    cell::{RefCell, RefMut},
    rc::Rc,
    time::Duration,
};

use hal_power::{Sensor, Temperature};
use hal_power_sim::{World, model::tmp11x::Tmp11x};
use tmp11x::hal_power;

pub(crate) struct Rig<D> {
    pub(crate) world: World,
    part: Rc<RefCell<Tmp11x>>,
    pub(crate) driver: D,
}

impl<D> Rig<D> {
    /// The physical side.
    pub(crate) fn part(&self) -> RefMut<'_, Tmp11x> {
        self.part.borrow_mut()
    }

    pub(crate) fn shared_part(&self) -> Rc<RefCell<Tmp11x>> {
        self.part.clone()
    }

    pub(crate) fn set(&self, temperature: Temperature) {
        self.part().set_temperature(temperature);
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
    ($($half:ident)+) => {$(
        pub(crate) mod $half {
            use super::*;
            use hal_power_sim::{SimI2c, model::tmp11x::Part};
            use tmp11x::{Address, $half, part};

            fn rig<P: part::Part>(
                part: Part,
                change: impl FnOnce(Tmp11x) -> Tmp11x,
            ) -> Rig<$half::Tmp11x<P, SimI2c>> {
                let world = World::new();
                let part = change(Tmp11x::new(part, world.clock()));
                world.clock().advance(Duration::from_millis(2));
                let part = Rc::new(RefCell::new(part));
                let bus = world.i2c();
                bus.attach(&part);
                let driver = $half::Tmp11x::new(bus.controller(), Address::DEFAULT);
                Rig { world, part, driver }
            }

            /// Powered up and loaded, as are all.
            pub(crate) fn tmp116() -> Rig<$half::Tmp116<SimI2c>> {
                rig(Part::Tmp116, |part| part)
            }

            pub(crate) fn tmp117() -> Rig<$half::Tmp117<SimI2c>> {
                rig(Part::Tmp117, |part| part)
            }

            #[allow(dead_code, reason = "the halves differ in what is tried of them")]
            pub(crate) fn tmp117_with(
                change: impl FnOnce(Tmp11x) -> Tmp11x,
            ) -> Rig<$half::Tmp117<SimI2c>> {
                rig(Part::Tmp117, change)
            }
        }
    )+};
}
rigs! { blocking asynch }

pub(crate) const fn celsius(degrees: i32) -> Temperature {
    Temperature::from_celsius(degrees)
}

/// Half a code each for the part and the driver.
pub(crate) fn is_near(found: Temperature, truth: Temperature) -> bool {
    found.abs_diff(truth) <= Temperature::from_millicelsius(5)
}
