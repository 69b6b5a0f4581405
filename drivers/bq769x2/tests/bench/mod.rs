//! A world with one part, over each of its buses.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};

use bq769x2::{
    Address, Config, ConfigError, Pin, Plan, Protections, TemperatureLimit, Thermistor, asynch,
    blocking,
    hal_bms::{CellLimits, CellSet, Limit},
    hal_power::{Current, Resistance, Temperature, Voltage},
    part,
};
use embedded_hal::spi::MODE_0;
use hal_power_sim::{
    Fault, SimDelay, SimI2c, SimSpi, World,
    model::bq769x2::{self as model, Bq769x2 as Model, Comm, Open, Part},
    trace::{I2cSymbol, Record, SpiSymbol},
};

pub const SHUNT: Resistance = Resistance::from_microohms(500);
/// Until the model answers.
pub const POWER_UP: Duration = Duration::from_millis(5);
/// Until everything has been measured: three loops of 63 ms, and a little.
pub const SETTLE: Duration = Duration::from_millis(600);

/// What a thermistor reads that is broken, and the range beyond which the driver takes it for that.
const OPEN: i16 = 1_500;
const SHORTED: i16 = 4_500;
const COLDEST: Temperature = Temperature::from_celsius(-40);
const HOTTEST: Temperature = Temperature::from_celsius(120);

pub fn open() -> Open {
    Open {
        power_up: POWER_UP,
        reset: POWER_UP,
        balancing_latency: Duration::ZERO,
        open_thermistor: OPEN,
        shorted_thermistor: SHORTED,
        before_first_result: 0,
        same_cells_restart: false,
        ..Open::default()
    }
}

pub fn limits(over: i32, under: i32, delay: u64) -> CellLimits {
    let limit = |millivolts| {
        let delay = Duration::from_millis(delay);
        Limit::new(Voltage::from_millivolts(millivolts), delay)
    };
    CellLimits::new(limit(over), limit(under))
}

pub fn protections() -> Protections {
    let limit = |amps, micros| Limit::new(Current::from_amps(amps), Duration::from_micros(micros));
    let mut all = Protections::new(limits(4_300, 2_000, 100), limit(900, 100));
    let temperature = |threshold, recovery| {
        let celsius = Temperature::from_celsius;
        let second = Duration::from_secs(1);
        Some(TemperatureLimit::new(
            celsius(threshold),
            second,
            celsius(recovery),
        ))
    };
    all.temperatures.too_hot_to_charge = temperature(70, 65);
    all.temperatures.too_cold_to_charge = temperature(-20, -15);
    all.temperatures.die_too_hot = temperature(75, 70);
    all
}

fn config<P: part::Part>(cells: CellSet) -> Config<P> {
    Config::new(cells, SHUNT, Current::from_amps(150), protections())
        .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
        .with_thermistor(Pin::Ts3, Thermistor::NTC_10K)
        .with_thermistor_range(COLDEST, HOTTEST)
}

/// 16 cells, thermistors at TS1 and TS3.
pub fn sixteen() -> Result<Plan<part::Bq76952>, ConfigError> {
    config(CellSet::first(16)).with_device_number(0x7695).plan()
}

/// Inputs 1 to 6, and 10, of a BQ76942.
pub fn seven() -> Result<Plan<part::Bq76942>, ConfigError> {
    config(CellSet::from_iter([0, 1, 2, 3, 4, 5, 9])).plan()
}

/// The plan, or for a mistake in it none that a test passes with.
#[expect(clippy::panic, reason = "a mistake in the tests themselves")]
pub fn sound<P: part::Part>(plan: Result<Plan<P>, ConfigError>) -> Plan<P> {
    match plan {
        Ok(plan) => plan,
        Err(error) => panic!("{error}"),
    }
}

/// A bus that the part can have.
pub trait Wire: 'static {
    type Port: Clone;
    type Blocking: blocking::Interface;
    type Asynch: asynch::Interface;

    const COMM: Comm;
    /// Faults that the protocol can show.
    const FAULTS: &'static [Fault];

    fn attach(world: &World, model: &Rc<RefCell<Model>>) -> Self::Port;
    fn blocking(port: Self::Port) -> Self::Blocking;
    fn asynch(port: Self::Port) -> Self::Asynch;
    fn is_write(record: &Record) -> bool;
}

/// Bytes of DEVICE_NUMBER are written to have it read.
const ASKS: [u8; 3] = [0x3E, 0x01, 0x00];

/// What a transfer writes.
pub fn i2c_bytes(record: &Record) -> alloc::vec::Vec<u8> {
    let Record::I2c(transfer) = record else {
        return alloc::vec![];
    };
    let is_read = |symbol: &&I2cSymbol| matches!(symbol, I2cSymbol::Start { read: true, .. });
    let sent = transfer
        .symbols
        .iter()
        .take_while(|symbol| !is_read(symbol));
    sent.filter_map(|symbol| match symbol {
        I2cSymbol::Byte { value, .. } => Some(*value),
        _ => None,
    })
    .collect()
}

fn i2c_port(world: &World, model: &Rc<RefCell<Model>>) -> SimI2c {
    let bus = world.i2c();
    bus.set_frequency(400_000);
    bus.attach(model);
    bus.controller()
}

pub enum I2c {}

impl Wire for I2c {
    type Port = SimI2c;
    type Blocking = blocking::OverI2c<SimI2c>;
    type Asynch = asynch::OverI2c<SimI2c>;

    const COMM: Comm = Comm::I2c;
    /// Nothing covers a byte.
    const FAULTS: &'static [Fault] = &[
        Fault::NackAddress,
        Fault::NackData { byte: 0 },
        Fault::BusBusy,
        Fault::ArbitrationLoss,
        Fault::Overrun,
        Fault::BrownOut,
        Fault::Late(Duration::from_millis(1)),
        Fault::LostWakeUp,
    ];

    fn attach(world: &World, model: &Rc<RefCell<Model>>) -> SimI2c {
        i2c_port(world, model)
    }

    fn blocking(port: SimI2c) -> Self::Blocking {
        blocking::OverI2c::new(port, Address::DEFAULT)
    }

    fn asynch(port: SimI2c) -> Self::Asynch {
        asynch::OverI2c::new(port, Address::DEFAULT)
    }

    fn is_write(record: &Record) -> bool {
        let bytes = i2c_bytes(record);
        bytes.len() > 1 && bytes != ASKS
    }
}

pub enum I2cCrc {}

impl Wire for I2cCrc {
    type Port = SimI2c;
    type Blocking = blocking::OverI2cCrc<SimI2c>;
    type Asynch = asynch::OverI2cCrc<SimI2c>;

    const COMM: Comm = Comm::I2cCrc;
    const FAULTS: &'static [Fault] = Fault::I2C;

    fn attach(world: &World, model: &Rc<RefCell<Model>>) -> SimI2c {
        i2c_port(world, model)
    }

    fn blocking(port: SimI2c) -> Self::Blocking {
        blocking::OverI2cCrc::new(port, Address::DEFAULT)
    }

    fn asynch(port: SimI2c) -> Self::Asynch {
        asynch::OverI2cCrc::new(port, Address::DEFAULT)
    }

    fn is_write(record: &Record) -> bool {
        let bytes = i2c_bytes(record);
        bytes.len() > 1 && !bytes.iter().step_by(2).eq(&[ASKS[0]]) && bytes.get(1) != Some(&ASKS[1])
    }
}

pub enum Spi {}

impl Wire for Spi {
    type Port = SimSpi;
    type Blocking = blocking::OverSpi<SimSpi>;
    type Asynch = asynch::OverSpi<SimSpi>;

    const COMM: Comm = Comm::SpiCrc;
    /// A part of them: each register is a transfer of its own, so that `init` has some thousand.
    const FAULTS: &'static [Fault] = &[
        Fault::BusBusy,
        Fault::FlippedBit { byte: 1, bit: 3 },
        Fault::ReadsOnes,
        Fault::BrownOut,
    ];

    fn attach(world: &World, model: &Rc<RefCell<Model>>) -> SimSpi {
        let bus = world.spi();
        bus.set_frequency(2_000_000);
        bus.attach(0, model);
        bus.device(0, MODE_0)
    }

    fn blocking(port: SimSpi) -> Self::Blocking {
        blocking::OverSpi::new(port)
    }

    fn asynch(port: SimSpi) -> Self::Asynch {
        asynch::OverSpi::new(port)
    }

    fn is_write(record: &Record) -> bool {
        let Record::Spi(transfer) = record else {
            return false;
        };
        let mut out = transfer.symbols.iter().filter_map(|symbol| match symbol {
            SpiSymbol::Word { out, .. } => Some(*out),
            SpiSymbol::Delay(_) => None,
        });
        let first = [out.next(), out.next()];
        first[0].is_some_and(|command| command & 0x80 != 0)
            && first != [Some(0xBE), Some(0x01)]
            && first != [Some(0xBF), Some(0x00)]
    }
}

/// One part that has just started, with cells of 3.3 V, 25 °C everywhere, and no current.
pub struct Bench<W: Wire> {
    pub world: World,
    pub model: Rc<RefCell<Model>>,
    pub port: W::Port,
}

impl<W: Wire> Bench<W> {
    pub fn new(part: Part, open: Open) -> Self {
        let world = World::new();
        let (model, port) = Self::part(&world, part, open);
        world.clock().advance(POWER_UP);
        Self { world, model, port }
    }

    /// One more part in a world, on a bus of its own.
    pub fn part(world: &World, part: Part, open: Open) -> (Rc<RefCell<Model>>, W::Port) {
        let mut part = Model::new(part, W::COMM, world.clock(), SHUNT, open);
        part.set_cells(&[Voltage::from_millivolts(3_300); 16]);
        let part = Rc::new(RefCell::new(part));
        let port = W::attach(world, &part);
        (part, port)
    }

    pub fn blocking<P: part::Part>(
        &self,
        plan: Plan<P>,
    ) -> blocking::Bq769x2<P, W::Blocking, SimDelay> {
        blocking::Bq769x2::new(W::blocking(self.port.clone()), self.world.delay(), plan)
    }

    pub fn asynch<P: part::Part>(&self, plan: Plan<P>) -> asynch::Bq769x2<P, W::Asynch, SimDelay> {
        asynch::Bq769x2::new(W::asynch(self.port.clone()), self.world.delay(), plan)
    }

    pub fn model(&self) -> core::cell::RefMut<'_, Model> {
        self.model.borrow_mut()
    }

    pub fn settle(&self) {
        self.world.clock().advance(SETTLE);
    }
}

/// Pins of thermistors at cells, in the model's words.
pub const THERMISTORS: [model::Pin; 2] = [model::Pin::Ts1, model::Pin::Ts3];
