//! A bench of one part with a configuration.

use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};

use hal_conformance::SensorBench;
use hal_power::{Error as _, ErrorKind, Temperature};
use hal_power_sim::{
    Fault, SimI2c, World,
    model::tmp11x::{Part, Tmp11x},
};
use tmp11x::{Address, Averages, Config, Cycle, asynch, blocking, hal_power, part};

/// A part, its configuration, its conversion time in µs, and the truths beyond its scale.
macro_rules! benches {
    ($($name:ident: $part:ident as $kind:ident, $config:expr, $micros:literal, beyond $beyond:expr;)+) => {$(
        pub(crate) struct $name {
            world: World,
            model: Rc<RefCell<Tmp11x>>,
            port: SimI2c,
        }

        impl $name {
            const fn config() -> Config<part::$kind> {
                $config
            }
        }

        impl SensorBench for $name {
            type Quantity = Temperature;
            type Blocking = blocking::$part<SimI2c>;
            type Asynch = asynch::$part<SimI2c>;

            const FAULTS: &'static [Fault] = Fault::I2C;
            const HAS_IDENTITY: bool = true;

            /// Powered up and loaded.
            fn new() -> Self {
                let world = World::new();
                let model = Tmp11x::new(Part::$part, world.clock())
                    .with_conversion_time(Duration::from_micros($micros));
                world.clock().advance(Duration::from_millis(2));
                let model = Rc::new(RefCell::new(model));
                let bus = world.i2c();
                bus.attach(&model);
                Self { world, model, port: bus.controller() }
            }

            fn world(&self) -> &World {
                &self.world
            }

            fn range() -> (Temperature, Temperature) {
                (Temperature::from_celsius(-55), Temperature::from_celsius(150))
            }

            /// Half a code each for the part and the driver.
            fn tolerance(_truth: Temperature) -> Temperature {
                Temperature::from_millicelsius(5)
            }

            fn beyond() -> Option<Temperature> {
                $beyond
            }

            fn set_truth(&mut self, truth: Temperature) {
                // The offset corrects a part that is so far off.
                let error = Self::config().offset();
                self.model.borrow_mut().set_temperature(truth.saturating_sub(error));
            }

            fn brown_out(&mut self) {
                self.model.borrow_mut().brown_out();
            }

            fn blocking(&self) -> Self::Blocking {
                blocking::$part::new(self.port.clone(), Address::DEFAULT)
            }

            fn asynch(&self) -> Self::Asynch {
                asynch::$part::new(self.port.clone(), Address::DEFAULT)
            }

            fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
                driver.init(&Self::config()).map_err(|error| error.kind())
            }

            async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
                driver.init(&Self::config()).await.map_err(|error| error.kind())
            }
        }
    )+};
}

benches! {
    Tmp116: Tmp116 as Tmp116, Config::new(), 15_500, beyond None;
    Tmp117: Tmp117 as Tmp117, Config::new(), 15_500, beyond None;
    Tmp117Slow: Tmp117 as Tmp117, Config::new().with_averages(Averages::X1).with_cycle(Cycle::Ms125), 17_500, beyond None;
    Tmp117Offset: Tmp117 as Tmp117, Config::new().with_offset(Temperature::from_celsius(-3)), 15_500,
        beyond Some(Temperature::from_celsius(300));
    Tmp119: Tmp119 as Tmp117, Config::new().with_averages(Averages::X1).with_cycle(Cycle::Shortest), 15_500,
        beyond Some(Temperature::from_celsius(300));
}
