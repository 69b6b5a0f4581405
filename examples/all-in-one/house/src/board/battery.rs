//! The battery's sensor: an INA228 on I2C, initialised again whenever it has lost its configuration.

use all_in_one_firmware::hal_power::{
    Current, Error as _, ErrorKind, ErrorType, Resistance, Sensor, Voltage,
    asynch::{CurrentSensor, VoltageSensor},
};
use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};
use hal_power_sim::{
    I2cBus, SimI2c, World,
    i2c::I2cError,
    model::ina2xx::{Ina2xx, Part},
};
use ina2xx::{Address, Config, asynch::Ina228, part};

/// Shunt in the battery's negative pole.
const SHUNT: Resistance = Resistance::from_milliohms(1);
/// Largest current that is measured.
const LARGEST: Current = Current::from_amps(100);
/// Ratio of the divider before the bus pin.
const DIVIDER: u32 = 10;

/// The part on its bus, as the plant sees it.
pub(crate) struct BatteryPart {
    pub(crate) bus: I2cBus,
    model: Rc<RefCell<Ina2xx>>,
}

impl BatteryPart {
    pub(crate) fn new(world: &World) -> Self {
        let bus = world.i2c();
        let model = Ina2xx::new(Part::Ina228, world.clock(), SHUNT);
        let model = Rc::new(RefCell::new(model));
        bus.attach(&model);
        Self { bus, model }
    }

    /// Puts the truth to the part's pins.
    pub(crate) fn set(&self, voltage: Voltage, current: Current) {
        let mut model = self.model.borrow_mut();
        let divider = i32::try_from(DIVIDER).unwrap_or(1);
        model.set_bus_voltage(voltage.checked_div(divider).unwrap_or(Voltage::ZERO));
        model.set_current(current);
    }

    /// Creates the firmware's side.
    pub(crate) fn sense(&self) -> BatterySense {
        BatterySense {
            driver: Ina228::new(self.bus.controller(), Address::DEFAULT),
            configured: false,
        }
    }
}

/// Voltage and current of the battery.
pub(crate) struct BatterySense {
    driver: Ina228<SimI2c>,
    configured: bool,
}

impl BatterySense {
    /// Initialises the part unless it is.
    pub(crate) async fn configure(&mut self) -> Result<(), ina2xx::Error<I2cError>> {
        if !self.configured {
            let config = Config::<part::Ina228>::new(SHUNT, LARGEST).with_bus_divider(DIVIDER, 1);
            self.driver.init(&config).await?;
            self.configured = true;
        }
        Ok(())
    }

    /// Passes an answer on. A part that has reset is configured before the next question.
    fn heed<T>(
        &mut self,
        answer: Result<T, ina2xx::Error<I2cError>>,
    ) -> Result<T, ina2xx::Error<I2cError>> {
        if let Err(error) = &answer {
            self.configured &= error.kind() != ErrorKind::ConfigurationLost;
        }
        answer
    }
}

impl ErrorType for BatterySense {
    type Error = ina2xx::Error<I2cError>;
}

impl Sensor for BatterySense {
    fn latency(&self) -> Duration {
        self.driver.latency()
    }
}

impl VoltageSensor for BatterySense {
    async fn voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.configure().await?;
        let answer = self.driver.voltage().await;
        self.heed(answer)
    }
}

impl CurrentSensor for BatterySense {
    async fn current(&mut self) -> Result<Current, Self::Error> {
        self.configure().await?;
        let answer = self.driver.current().await;
        self.heed(answer)
    }
}
