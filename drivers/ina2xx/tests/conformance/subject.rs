//! The parts, each with a configuration and a shunt of 1 mΩ.

use alloc::rc::Rc;
use core::cell::RefCell;

use embedded_hal::spi::MODE_1;
use hal_power::{Current, Error as _, ErrorKind, Resistance, Sensor};
use hal_power_sim::{
    Fault, SimI2c, SimSpi, World,
    model::ina2xx::{Ina2xx, Part},
    trace::{I2cSymbol, Record, SpiSymbol},
};
use ina2xx::{AdcRange, Address, Config, asynch, blocking, hal_power, part};

/// What a part measures, and its steps.
pub(crate) struct Scale {
    pub(crate) volts: i32,
    pub(crate) volts_beyond: i32,
    pub(crate) amps: i32,
    pub(crate) amps_beyond: i32,
    pub(crate) microvolts: i32,
    pub(crate) microamps: i32,
    pub(crate) milliwatts: i32,
    pub(crate) millicelsius: i32,
}

const LEGACY: Scale = Scale {
    volts: 36,
    volts_beyond: 41,
    amps: 80,
    amps_beyond: 90,
    microvolts: 1_250,
    microamps: 2_500,
    milliwatts: 63,
    millicelsius: 0,
};

const TWENTY_BITS: Scale = Scale {
    volts: 80,
    volts_beyond: 103,
    amps: 150,
    amps_beyond: 170,
    microvolts: 196,
    microamps: 313,
    milliwatts: 1,
    millicelsius: 8,
};

const FINE: Scale = Scale {
    amps: 40,
    amps_beyond: 45,
    microamps: 79,
    ..TWENTY_BITS
};

const SIXTEEN_BITS: Scale = Scale {
    microvolts: 3_125,
    microamps: 5_000,
    millicelsius: 125,
    ..TWENTY_BITS
};

pub(crate) trait Subject {
    type Port: Clone;
    type Blocking: Sensor;
    type Asynch: Sensor;

    const PART: Part;
    const SCALE: Scale;
    const FAULTS: &'static [Fault];

    fn is_write(record: &Record) -> bool;
    fn attach(world: &World, model: &Rc<RefCell<Ina2xx>>) -> Self::Port;
    fn blocking(port: Self::Port) -> Self::Blocking;
    fn asynch(port: Self::Port) -> Self::Asynch;
    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind>;
    fn init_async(driver: &mut Self::Asynch) -> impl Future<Output = Result<(), ErrorKind>>;
}

mod i2c {
    use super::*;

    pub(super) type Port = SimI2c;
    pub(super) const FAULTS: &[Fault] = Fault::I2C;

    pub(super) fn attach(world: &World, model: &Rc<RefCell<Ina2xx>>) -> Port {
        let bus = world.i2c();
        bus.attach(model);
        bus.controller()
    }

    /// More than the register's address.
    pub(super) fn is_write(record: &Record) -> bool {
        let Record::I2c(transfer) = record else {
            return false;
        };
        let is_byte = |symbol: &&I2cSymbol| matches!(symbol, I2cSymbol::Byte { .. });
        let is_read = |symbol: &I2cSymbol| matches!(symbol, I2cSymbol::Start { read: true, .. });
        let sent = transfer.symbols.iter().take_while(|it| !is_read(it));
        sent.filter(is_byte).count() > 1
    }
}

mod spi {
    use super::*;

    pub(super) type Port = SimSpi;
    pub(super) const FAULTS: &[Fault] = Fault::SPI;

    pub(super) fn attach(world: &World, model: &Rc<RefCell<Ina2xx>>) -> Port {
        let bus = world.spi();
        bus.attach(0, model);
        bus.device(0, MODE_1)
    }

    /// Bit 0 of the first byte is set to read.
    pub(super) fn is_write(record: &Record) -> bool {
        matches!(record, Record::Spi(transfer)
            if matches!(transfer.symbols.first(), Some(SpiSymbol::Word { out, .. }) if out & 1 == 0))
    }
}

macro_rules! subjects {
    ($($name:ident: $part:ident($($address:expr)?) on $bus:ident, $scale:expr, $amps:literal A $(, $with:ident($($argument:expr)?))*;)+) => {$(
        pub(crate) enum $name {}

        impl $name {
            fn config() -> Config<part::$part> {
                Config::new(Resistance::from_milliohms(1), Current::from_amps($amps))
                    $(.$with($($argument)?))*
            }
        }

        impl Subject for $name {
            type Port = $bus::Port;
            type Blocking = blocking::$part<$bus::Port>;
            type Asynch = asynch::$part<$bus::Port>;

            const PART: Part = Part::$part;
            const SCALE: Scale = $scale;
            const FAULTS: &'static [Fault] = $bus::FAULTS;

            fn is_write(record: &Record) -> bool {
                $bus::is_write(record)
            }

            fn attach(world: &World, model: &Rc<RefCell<Ina2xx>>) -> Self::Port {
                $bus::attach(world, model)
            }

            fn blocking(port: Self::Port) -> Self::Blocking {
                blocking::$part::new(port $(, $address)?)
            }

            fn asynch(port: Self::Port) -> Self::Asynch {
                asynch::$part::new(port $(, $address)?)
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

subjects! {
    Ina226: Ina226(Address::DEFAULT) on i2c, LEGACY, 80 A;
    Ina226Fitted: Ina226(Address::DEFAULT) on i2c, LEGACY, 81 A, with_fitted_calibration();
    Ina228: Ina228(Address::DEFAULT) on i2c, TWENTY_BITS, 150 A;
    Ina228Fitted: Ina228(Address::DEFAULT) on i2c, TWENTY_BITS, 151 A, with_fitted_calibration();
    Ina228Fine: Ina228(Address::DEFAULT) on i2c, FINE, 40 A, with_adc_range(AdcRange::Fine);
    Ina229: Ina229() on spi, TWENTY_BITS, 150 A;
    Ina237: Ina237(Address::DEFAULT) on i2c, SIXTEEN_BITS, 150 A;
    Ina238: Ina238(Address::DEFAULT) on i2c, SIXTEEN_BITS, 150 A;
    Ina239: Ina239() on spi, SIXTEEN_BITS, 150 A;
}
