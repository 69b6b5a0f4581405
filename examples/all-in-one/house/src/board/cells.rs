//! The sensor at the hottest cell: a TMP117 on I2C, initialised again whenever it has lost its configuration.

use super::buses::{Access, Buses};
use all_in_one_firmware::hal_power::{
    Error as _, ErrorKind, ErrorType, Sensor, Temperature, adapt::Blocking,
    asynch::TemperatureSensor,
};
use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};
use embedded_hal_bus::i2c::RcDevice;
use hal_power_sim::{
    SimI2c, World,
    i2c::I2cError,
    model::tmp11x::{Part, Tmp11x},
};
use tmp11x::{Address, Averages, Config, Cycle, Error, asynch, blocking};

/// The part on its bus, as the plant sees it.
pub(super) struct CellPart(Rc<RefCell<Tmp11x>>);

impl CellPart {
    pub(super) fn new(world: &World, buses: &Buses) -> Self {
        let model = Rc::new(RefCell::new(Tmp11x::new(Part::Tmp117, world.clock())));
        buses.cells.attach(&model);
        Self(model)
    }

    /// Puts the truth to the part.
    pub(super) fn set(&self, temperature: Temperature) {
        self.0.borrow_mut().set_temperature(temperature);
    }
}

/// Either half of the driver.
enum Driver {
    Own(asynch::Tmp117<SimI2c>),
    Shared(Blocking<blocking::Tmp117<RcDevice<SimI2c>>>),
}

/// Temperature of the hottest cell.
pub(crate) struct CellSense {
    driver: Driver,
    configured: bool,
}

impl CellSense {
    pub(super) fn new(access: Access) -> Self {
        let address = Address::DEFAULT;
        let driver = match access {
            Access::Own(bus) => Driver::Own(asynch::Tmp117::new(bus, address)),
            Access::Shared(bus) => {
                Driver::Shared(Blocking::new(blocking::Tmp117::new(bus, address)))
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
            let config = Config::new()
                .with_cycle(Cycle::Shortest)
                .with_averages(Averages::X1);
            match &mut self.driver {
                Driver::Own(driver) => driver.init(&config).await?,
                Driver::Shared(driver) => driver.get_mut().init(&config)?,
            }
            self.configured = true;
        }
        Ok(())
    }
}

impl ErrorType for CellSense {
    type Error = Error<I2cError>;
}

impl Sensor for CellSense {
    fn latency(&self) -> Duration {
        match &self.driver {
            Driver::Own(driver) => driver.latency(),
            Driver::Shared(driver) => driver.latency(),
        }
    }
}

impl TemperatureSensor for CellSense {
    async fn temperature(&mut self) -> Result<Temperature, Self::Error> {
        self.configure().await?;
        let answer = match &mut self.driver {
            Driver::Own(driver) => driver.temperature().await,
            Driver::Shared(driver) => driver.temperature().await,
        };
        if let Err(error) = &answer {
            self.configured &= error.kind() != ErrorKind::ConfigurationLost;
        }
        answer
    }
}
