//! A world with one part, over each of its buses.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

use std::{
    cell::{RefCell, RefMut},
    rc::Rc,
    time::Duration,
};

use ade7953::{
    Channel, Config, CurrentInput, Direction, Error, VoltageInput, asynch, blocking,
    hal_power::{Current, Error as _, ErrorKind, Frequency, Voltage},
};
use embedded_hal::spi::MODE_3;
use hal_power_sim::{
    Fault, SimDelay, SimI2c, SimSpi, World,
    model::ade7953::{self as model, Ade7953 as Model, FullScale, Open},
    trace::{I2cSymbol, Record, SpiSymbol},
};

/// Effective values at full scale: 17.5 kW on A, 8.75 kW on B.
pub const VOLTS: f64 = 350.0;
pub const AMPS: [f64; 2] = [50.0, 25.0];
pub const WATTS: [f64; 2] = [17_500.0, 8_750.0];

/// Until the part answers.
pub const START_UP: Duration = Duration::from_millis(100);
/// Until nothing is left of a step.
pub const SETTLED: Duration = Duration::from_secs(2);

pub const BOTH: [Channel; 2] = [Channel::A, Channel::B];

fn scale() -> FullScale {
    FullScale {
        voltage: Voltage::from_volts(350),
        current_a: Current::from_amps(50),
        current_b: Current::from_amps(25),
    }
}

pub fn config() -> Config {
    directed(Direction::PositiveImports)
}

pub fn directed(direction: Direction) -> Config {
    let FullScale {
        voltage,
        current_a,
        current_b,
    } = scale();
    Config::new(
        direction,
        VoltageInput::new(voltage),
        CurrentInput::new(current_a),
        CurrentInput::new(current_b),
    )
}

/// A bus that the part can have.
pub trait Wire: 'static {
    type Port: Clone;
    type Blocking: blocking::Interface;
    type Asynch: asynch::Interface;

    /// Faults that the protocol can show: nothing covers a byte.
    const FAULTS: &'static [Fault];

    fn attach(world: &World, model: &Rc<RefCell<Model>>) -> Self::Port;
    fn blocking(port: Self::Port) -> Self::Blocking;
    fn asynch(port: Self::Port) -> Self::Asynch;
    fn is_write(record: &Record) -> bool;
}

pub enum I2c {}

impl Wire for I2c {
    type Port = SimI2c;
    type Blocking = blocking::OverI2c<SimI2c>;
    type Asynch = asynch::OverI2c<SimI2c>;

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
        let bus = world.i2c();
        bus.set_frequency(400_000);
        bus.attach(model);
        bus.controller()
    }

    fn blocking(port: SimI2c) -> Self::Blocking {
        blocking::OverI2c::new(port)
    }

    fn asynch(port: SimI2c) -> Self::Asynch {
        asynch::OverI2c::new(port)
    }

    /// More than an address goes out.
    fn is_write(record: &Record) -> bool {
        let Record::I2c(transfer) = record else {
            return false;
        };
        let is_read = |symbol: &&I2cSymbol| matches!(symbol, I2cSymbol::Start { read: true, .. });
        let sent = transfer.symbols.iter();
        let sent = sent.take_while(|symbol| !is_read(symbol));
        sent.filter(|symbol| matches!(symbol, I2cSymbol::Byte { .. }))
            .count()
            > 2
    }
}

pub enum Spi {}

impl Wire for Spi {
    type Port = SimSpi;
    type Blocking = blocking::OverSpi<SimSpi>;
    type Asynch = asynch::OverSpi<SimSpi>;

    const FAULTS: &'static [Fault] = &[
        Fault::BusBusy,
        Fault::Overrun,
        Fault::BrownOut,
        Fault::Late(Duration::from_millis(1)),
        Fault::LostWakeUp,
    ];

    fn attach(world: &World, model: &Rc<RefCell<Model>>) -> SimSpi {
        let bus = world.spi();
        bus.set_frequency(2_000_000);
        bus.attach(0, model);
        bus.device(0, MODE_3)
    }

    fn blocking(port: SimSpi) -> Self::Blocking {
        blocking::OverSpi::new(port)
    }

    fn asynch(port: SimSpi) -> Self::Asynch {
        asynch::OverSpi::new(port)
    }

    /// The third byte is not that of reading.
    fn is_write(record: &Record) -> bool {
        let Record::Spi(transfer) = record else {
            return false;
        };
        let mut out = transfer.symbols.iter().filter_map(|symbol| match symbol {
            SpiSymbol::Word { out, .. } => Some(*out),
            SpiSymbol::Delay(_) => None,
        });
        out.nth(2) != Some(0x80)
    }
}

pub type Blocking<W> = blocking::Ade7953<<W as Wire>::Blocking, SimDelay>;
pub type Asynch<W> = asynch::Ade7953<<W as Wire>::Asynch, SimDelay>;

/// One part that has just started, at 230 V and 50 Hz, without currents.
pub struct Bench<W: Wire> {
    pub world: World,
    pub model: Rc<RefCell<Model>>,
    pub port: W::Port,
}

impl<W: Wire> Bench<W> {
    pub fn new() -> Self {
        Self::with(Open::default())
    }

    pub fn with(open: Open) -> Self {
        let bench = Self::cold(open);
        bench.world.clock().advance(START_UP);
        bench
    }

    /// The supply has come just now.
    pub fn cold(open: Open) -> Self {
        let world = World::new();
        let mut model = Model::new(world.clock(), scale(), open);
        model.set_voltage(Voltage::from_volts(230));
        model.set_frequency(Frequency::from_hertz(50));
        let model = Rc::new(RefCell::new(model));
        let port = W::attach(&world, &model);
        Self { world, model, port }
    }

    /// A part whose driver has passed `init`, settled.
    pub fn ready(config: &Config) -> (Self, Blocking<W>) {
        let bench = Self::new();
        let mut driver = bench.blocking();
        let done = driver.init(config);
        assert!(done.is_ok(), "{done:?}");
        bench.wait(SETTLED);
        (bench, driver)
    }

    pub fn blocking(&self) -> Blocking<W> {
        blocking::Ade7953::new(W::blocking(self.port.clone()), self.world.delay())
    }

    pub fn asynch(&self) -> Asynch<W> {
        asynch::Ade7953::new(W::asynch(self.port.clone()), self.world.delay())
    }

    pub fn model(&self) -> RefMut<'_, Model> {
        self.model.borrow_mut()
    }

    pub fn wait(&self, time: Duration) {
        self.world.clock().advance(time);
    }

    pub fn set_voltage(&self, millivolts: i32) {
        let voltage = Voltage::from_millivolts(millivolts);
        self.model().set_voltage(voltage);
    }

    /// A current in mA that lags the voltage by so many degrees, by the part's own count.
    pub fn draw(&self, channel: Channel, milliamps: i32, lag: i32) {
        self.draw_current(channel, Current::from_milliamps(milliamps), lag);
    }

    pub fn draw_current(&self, channel: Channel, current: Current, lag: i32) {
        let channel = match channel {
            Channel::A => model::Channel::A,
            Channel::B => model::Channel::B,
        };
        self.model().set_current(channel, current, 1_000 * lag);
    }

    /// Draws on both.
    pub fn draw_both(&self, milliamps: i32, lag: i32) {
        for channel in BOTH {
            self.draw(channel, milliamps, lag);
        }
    }

    /// Returns what the transfers of a call were in number.
    pub fn transfers<T>(&self, act: impl FnOnce() -> T) -> u32 {
        self.world.start_trace();
        act();
        u32::try_from(self.world.take_trace().transfers()).unwrap_or(u32::MAX)
    }
}

pub fn kind<T, E: core::fmt::Debug>(answer: Result<T, Error<E>>) -> Result<T, ErrorKind> {
    answer.map_err(|error| error.kind())
}
