//! A world with a chain whose gates the tests see, and a bus that can be tampered with.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

mod tap;

use alloc::{rc::Rc, vec::Vec};
use core::{
    cell::{RefCell, RefMut},
    time::Duration,
};
use embedded_hal::{digital::PinState, spi::MODE_1};
use hal_power::{Current, Voltage};
use hal_power_sim::{
    SimDelay, SimLine, World,
    model::{
        gate::Drive,
        pins::{InputLine, OpenDrain},
        stgap1::{Open, Stgap1},
    },
    spi::Chain,
};
use stgap1::{
    Causes, Config, ConfigError, DeadTime, Diag, InputFilter, Pins, Shutdown, TurnOff, asynch,
    blocking,
};
pub use tap::{Tamper, Tap};

pub type Full = Pins<Shutdown<InputLine<Stgap1>>, Diag<SimLine>>;
pub type Blocking<const N: usize, W = Full> = blocking::Stgap1<Tap, SimDelay, N, W>;
pub type Asynch<const N: usize, W = Full> = asynch::Stgap1<Tap, SimDelay, N, W>;

/// `M` parts that have just powered up, on a bus at 4 MHz, with SD and inputs low, and DIAG1 on one wire.
pub struct Bench<const M: usize> {
    pub world: World,
    pub parts: Vec<Rc<RefCell<Stgap1>>>,
    pub spi: Tap,
    pub shutdown: InputLine<Stgap1>,
    pub diag1: Rc<RefCell<OpenDrain<Stgap1>>>,
}

impl<const M: usize> Bench<M> {
    pub fn new() -> Self {
        Self::of(Open::default())
    }

    pub fn of(open: Open) -> Self {
        let world = World::new();
        let part = |_| Rc::new(RefCell::new(Stgap1::new(world.clock(), open)));
        let parts: Vec<_> = (0..M).map(part).collect();
        let chain = parts.iter().fold(Chain::new(), Chain::then);
        let bus = world.spi();
        bus.set_frequency(4_000_000);
        bus.attach(0, &Rc::new(RefCell::new(chain)));
        let diag1 = OpenDrain::new(&parts, Stgap1::diag1, Stgap1::next_change);
        Self {
            spi: Tap::new(bus.device(0, MODE_1)),
            shutdown: InputLine::new(world.pin(false), &parts, Stgap1::set_shutdown),
            diag1: Rc::new(RefCell::new(diag1)),
            world,
            parts,
        }
    }

    /// The pins of a board that has them all.
    pub fn pins(&self) -> Full {
        Pins::new()
            .with_shutdown(self.shutdown.clone())
            .with_diag1(self.world.line(&self.diag1), PinState::Low)
    }

    pub fn blocking<const N: usize>(
        &self,
        configs: [Config; N],
    ) -> Result<Blocking<N>, ConfigError> {
        blocking::Stgap1::new(self.spi.clone(), self.world.delay(), self.pins(), configs)
    }

    pub fn asynch<const N: usize>(&self, configs: [Config; N]) -> Result<Asynch<N>, ConfigError> {
        asynch::Stgap1::new(self.spi.clone(), self.world.delay(), self.pins(), configs)
    }

    pub fn part(&self, device: usize) -> Option<RefMut<'_, Stgap1>> {
        self.parts.get(device).map(|part| part.borrow_mut())
    }

    /// Does something to one part.
    pub fn at(&self, device: usize, act: impl FnOnce(&mut Stgap1)) {
        if let Some(mut part) = self.part(device) {
            act(&mut part);
        }
    }

    pub fn set_input(&self, device: usize, on: bool) {
        self.at(device, |part| part.set_in_plus(on));
    }

    pub fn is_on(&self, device: usize) -> bool {
        self.part(device)
            .is_some_and(|mut part| part.gate() != Drive::Off)
    }

    pub fn settle(&self) {
        self.world.clock().advance(SETTLE);
    }

    /// Raises the input of one gate, and returns which gates are on.
    pub fn on_with_input(&self, device: usize) -> Vec<bool> {
        self.set_input(device, true);
        self.settle();
        let on = (0..M).map(|device| self.is_on(device)).collect();
        self.set_input(device, false);
        self.settle();
        on
    }

    /// Returns whether a gate follows its input.
    pub fn any_follows(&self) -> bool {
        (0..M).any(|device| self.on_with_input(device).contains(&true))
    }

    /// Returns how many windows came before their pause was over.
    pub fn hasty_windows(&self) -> u64 {
        let parts = self.parts.iter();
        parts.map(|part| part.borrow().hasty_windows()).sum()
    }
}

/// Longer than a filter, a dead time and a plateau together.
pub const SETTLE: Duration = Duration::from_micros(20);

/// What protects a gate of the bench.
pub fn config() -> Result<Config, ConfigError> {
    let volts = Voltage::from_volts;
    Config::unprotected()
        .with_dead_time(DeadTime::Ns800)
        .with_input_filter(InputFilter::Short)
        .with_logic_undervoltage()
        .with_overvoltage()
        .with_latched_undervoltage()
        .with_diag1(Causes::all())
        .with_positive_undervoltage(volts(12))?
        .with_negative_undervoltage(volts(-3))?
        .with_sense(Voltage::from_millivolts(250))?
        .with_desaturation(volts(8), Current::from_microamps(500))?
        .with_two_level_turn_off(volts(10), Duration::from_micros(1), TurnOff::Fault)
}
