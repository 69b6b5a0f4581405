//! The battery's sensor: an INA228 on I2C, initialised again whenever it has lost its configuration.

use super::buses::{Access, Buses};
use all_in_one_firmware::hal_power::{
    Current, Error as _, ErrorKind, ErrorType, Resistance, Sensor, Voltage,
    adapt::Blocking,
    asynch::{CurrentSensor, VoltageSensor},
};
use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};
use embedded_hal_bus::i2c::RcDevice;
use hal_power_sim::{
    SimI2c, World,
    i2c::I2cError,
    model::ina2xx::{Ina2xx, Part},
};
use ina2xx::{Address, Config, Error, asynch, blocking, part};

/// Shunt in the battery's negative pole.
const SHUNT: Resistance = Resistance::from_milliohms(1);
/// Largest current that is measured.
const LARGEST: Current = Current::from_amps(100);
/// Ratio of the divider before the bus pin.
const DIVIDER: u32 = 10;

/// The part on its bus, as the plant sees it.
pub(super) struct BatteryPart(Rc<RefCell<Ina2xx>>);

impl BatteryPart {
    pub(super) fn new(world: &World, buses: &Buses) -> Self {
        let model = Ina2xx::new(Part::Ina228, world.clock(), SHUNT);
        let model = Rc::new(RefCell::new(model));
        buses.battery.attach(&model);
        Self(model)
    }

    /// Puts the truth to the part's pins.
    pub(super) fn set(&self, voltage: Voltage, current: Current) {
        let mut model = self.0.borrow_mut();
        let divider = i32::try_from(DIVIDER).unwrap_or(1);
        model.set_bus_voltage(voltage.checked_div(divider).unwrap_or(Voltage::ZERO));
        model.set_current(current);
    }
}

/// Either half of the driver.
enum Driver {
    Own(asynch::Ina228<SimI2c>),
    Shared(Blocking<blocking::Ina228<RcDevice<SimI2c>>>),
}

/// Voltage and current of the battery.
pub(crate) struct BatterySense {
    driver: Driver,
    configured: bool,
}

/// Asks either half.
macro_rules! ask {
    ($sense:ident.$method:ident()) => {
        match &mut $sense.driver {
            Driver::Own(driver) => driver.$method().await,
            Driver::Shared(driver) => driver.$method().await,
        }
    };
}

impl BatterySense {
    pub(super) fn new(access: Access) -> Self {
        let address = Address::DEFAULT;
        let driver = match access {
            Access::Own(bus) => Driver::Own(asynch::Ina228::new(bus, address)),
            Access::Shared(bus) => {
                Driver::Shared(Blocking::new(blocking::Ina228::new(bus, address)))
            }
        };
        Self {
            driver,
            configured: false,
        }
    }

    /// Initialises the part unless it is.
    pub(super) async fn configure(&mut self) -> Result<(), Error<I2cError>> {
        if !self.configured {
            let config = Config::<part::Ina228>::new(SHUNT, LARGEST).with_bus_divider(DIVIDER, 1);
            match &mut self.driver {
                Driver::Own(driver) => driver.init(&config).await?,
                Driver::Shared(driver) => driver.get_mut().init(&config)?,
            }
            self.configured = true;
        }
        Ok(())
    }

    /// Passes an answer on. A part that has reset is configured before the next question.
    fn heed<T>(&mut self, answer: Result<T, Error<I2cError>>) -> Result<T, Error<I2cError>> {
        if let Err(error) = &answer {
            self.configured &= error.kind() != ErrorKind::ConfigurationLost;
        }
        answer
    }
}

impl ErrorType for BatterySense {
    type Error = Error<I2cError>;
}

impl Sensor for BatterySense {
    fn latency(&self) -> Duration {
        match &self.driver {
            Driver::Own(driver) => driver.latency(),
            Driver::Shared(driver) => driver.latency(),
        }
    }
}

impl VoltageSensor for BatterySense {
    async fn voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.configure().await?;
        let answer = ask!(self.voltage());
        self.heed(answer)
    }
}

impl CurrentSensor for BatterySense {
    async fn current(&mut self) -> Result<Current, Self::Error> {
        self.configure().await?;
        let answer = ask!(self.current());
        self.heed(answer)
    }
}
