//! Each driver, either half, behind one name.

use hal_power_sim::{
    SerialPort, World,
    model::modbus_meter::{Kind, Open},
    serial::{Format, SerialError},
};
use modbus_meter::{
    Config, asynch, blocking, hal_inverter,
    hal_power::{Frequency, Power},
};

use crate::{
    HOLDING, LIVE,
    bench::{Bench, Pause},
};

pub(crate) type Error = modbus_meter::Error<SerialError>;

/// Which half of a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Blocking,
    Asynch,
}

/// Every driver of every meter.
pub(crate) const ALL: [(Kind, Half); 6] = [
    (Kind::Sdm120, Half::Blocking),
    (Kind::Sdm630, Half::Blocking),
    (Kind::Ddsu666, Half::Blocking),
    (Kind::Sdm120, Half::Asynch),
    (Kind::Sdm630, Half::Asynch),
    (Kind::Ddsu666, Half::Asynch),
];

/// What all have.
pub(crate) trait Driver {
    fn init(&mut self) -> Result<(), Error>;
    fn power(&mut self) -> Result<Power, Error>;
    fn frequency(&mut self) -> Result<Frequency, Error>;
}

/// An async half, awaited.
struct Awaited<D>(D, World);

macro_rules! drivers {
    ($($model:ident)+) => {$(
        impl Driver for blocking::$model<SerialPort, Pause> {
            fn init(&mut self) -> Result<(), Error> {
                self.init()
            }

            fn power(&mut self) -> Result<Power, Error> {
                hal_inverter::blocking::ActivePowerMeter::active_power(self)
            }

            fn frequency(&mut self) -> Result<Frequency, Error> {
                hal_inverter::blocking::FrequencyMeter::frequency(self)
            }
        }

        impl Driver for Awaited<asynch::$model<SerialPort, Pause>> {
            fn init(&mut self) -> Result<(), Error> {
                self.1.block_on(self.0.init()).unwrap()
            }

            fn power(&mut self) -> Result<Power, Error> {
                let power = hal_inverter::asynch::ActivePowerMeter::active_power(&mut self.0);
                self.1.block_on(power).unwrap()
            }

            fn frequency(&mut self) -> Result<Frequency, Error> {
                let frequency = hal_inverter::asynch::FrequencyMeter::frequency(&mut self.0);
                self.1.block_on(frequency).unwrap()
            }
        }
    )+};
}

drivers!(Sdm120 Sdm630 Ddsu666);

/// Makes a driver on the bench's port.
pub(crate) fn driver(bench: &Bench, (kind, half): (Kind, Half), config: Config) -> Box<dyn Driver> {
    let (port, pause, world) = (bench.host.clone(), bench.pause(), bench.world.clone());
    match (kind, half) {
        (Kind::Sdm120, Half::Blocking) => Box::new(blocking::Sdm120::new(port, pause, config)),
        (Kind::Sdm630, Half::Blocking) => Box::new(blocking::Sdm630::new(port, pause, config)),
        (Kind::Ddsu666, Half::Blocking) => {
            Box::new(blocking::Ddsu666::new(port, pause, config, HOLDING))
        }
        (Kind::Sdm120, Half::Asynch) => {
            Box::new(Awaited(asynch::Sdm120::new(port, pause, config), world))
        }
        (Kind::Sdm630, Half::Asynch) => {
            Box::new(Awaited(asynch::Sdm630::new(port, pause, config), world))
        }
        (Kind::Ddsu666, Half::Asynch) => Box::new(Awaited(
            asynch::Ddsu666::new(port, pause, config, HOLDING),
            world,
        )),
    }
}

/// What the driver of a kind says of the live circuit.
pub(crate) const fn power(kind: Kind) -> Power {
    match kind {
        Kind::Sdm120 | Kind::Ddsu666 => Power::from_watts(-1_380),
        Kind::Sdm630 => Power::from_watts(2_220),
    }
}

/// A meter in the live circuit with a driver.
pub(crate) struct Rig {
    pub(crate) bench: Bench,
    pub(crate) driver: Box<dyn Driver>,
    pub(crate) kind: Kind,
}

impl Rig {
    /// Not initialised.
    pub(crate) fn fresh(which: (Kind, Half), format: Format, open: Open, config: Config) -> Self {
        let bench = Bench::new(which.0, format, open);
        bench.meter.set_circuit(LIVE);
        Self {
            driver: driver(&bench, which, config),
            bench,
            kind: which.0,
        }
    }

    /// Initialised.
    pub(crate) fn ready(which: (Kind, Half), config: Config) -> Self {
        let open = Open::new(which.0);
        let mut rig = Self::fresh(which, crate::format(), open, config);
        rig.driver.init().unwrap();
        rig
    }

    /// The next call is right, whatever was asked before it.
    pub(crate) fn recovers(&mut self, after: &dyn core::fmt::Debug) {
        let frequency = self.driver.frequency();
        assert_eq!(frequency, Ok(LIVE.frequency), "{:?} {after:?}", self.kind);
        let power = self.driver.power();
        assert_eq!(
            power,
            Ok(crate::driver::power(self.kind)),
            "{:?} {after:?}",
            self.kind
        );
    }
}
