//! A world with a chain, whose outputs the tests see and whose pins can fail.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

use alloc::{rc::Rc, vec::Vec};
use core::cell::RefCell;
use drv8860::{Config, Control, Enable, FaultPin, Part, Pins, asynch, blocking};
use embedded_hal::digital::PinState;
use hal_power::Contacts;
use hal_power_sim::{
    Fuse, FusedPin, SimDelay, SimLine, World,
    model::drv8860::{Chain, Drv8860, InputLine, Variant, Wires},
};

pub type Input = FusedPin<InputLine>;
pub type Output = FusedPin<SimLine>;
pub type Plain = Pins<Input, Input, Input, Output>;
pub type Full = Pins<Input, Input, Input, Output, Enable<InputLine>, FaultPin<Output>>;

pub type Blocking<const N: usize> = blocking::Drv8860<Full, SimDelay, N>;
pub type Asynch<const N: usize> = asynch::Drv8860<Full, SimDelay, N>;

/// What the outputs and the control register of each part are after power-up.
pub const POWER_UP: (u8, u8) = (0b1100_1010, 0x5A);

pub const CONFIG: Config = Config::new(Part::Drv8860);

/// With 0xD9 for the control register.
pub const WITH_CONTROL: Config = match Control::new(true, 5, 9) {
    Ok(control) => CONFIG.with_control(control),
    Err(_) => CONFIG,
};

/// `M` parts that powered up with outputs on, with ENABLE high.
pub struct Bench<const M: usize> {
    pub world: World,
    pub parts: Vec<Rc<RefCell<Drv8860>>>,
    pub chain: Rc<RefCell<Chain>>,
    pub wires: Wires,
    pub fuse: Fuse,
}

impl<const M: usize> Bench<M> {
    pub fn new() -> Self {
        Self::of(Variant::Drv8860)
    }

    pub fn of(variant: Variant) -> Self {
        let world = World::new();
        let (data, control) = POWER_UP;
        let part = |_| Drv8860::new(world.clock(), variant, data, control);
        let parts: Vec<_> = (0..M).map(part).map(RefCell::new).map(Rc::new).collect();
        let chain = Rc::new(RefCell::new(Chain::new(&parts)));
        Self {
            wires: Wires::new(&world, &chain),
            world,
            parts,
            chain,
            fuse: Fuse::new(),
        }
    }

    pub fn plain(&self) -> Plain {
        let Wires {
            din,
            clk,
            latch,
            dout,
            ..
        } = self.wires.clone();
        let fuse = &self.fuse;
        Pins::new(
            fuse.pin(din),
            fuse.pin(clk),
            fuse.pin(latch),
            fuse.pin(dout),
        )
    }

    pub fn full(&self) -> Full {
        self.plain()
            .with_enable(self.wires.enable.clone(), PinState::High)
            .with_fault(self.fuse.pin(self.wires.fault.clone()))
    }

    pub fn blocking<const N: usize>(&self, config: Config) -> Blocking<N> {
        blocking::Drv8860::new(self.full(), self.world.delay(), config)
    }

    pub fn asynch<const N: usize>(&self, config: Config) -> Asynch<N> {
        asynch::Drv8860::new(self.full(), self.world.delay(), config)
    }

    /// Returns the outputs that are on, OUT1 of the first part as contact 0.
    pub fn levels(&self) -> Contacts {
        let parts = self.parts.iter().rev();
        Contacts::from_bits_retain(parts.fold(0, |levels, part| {
            levels << 8 | u32::from(part.borrow().outputs())
        }))
    }

    pub fn controls(&self) -> Vec<u8> {
        let controls = self.parts.iter().map(|part| part.borrow().control());
        controls.collect()
    }

    pub fn hold_dout(&self, level: Option<bool>) {
        self.chain.borrow_mut().hold_dout(level);
    }

    pub fn brown_out(&self) {
        for part in &self.parts {
            part.borrow_mut().brown_out();
        }
    }

    /// Returns how often CLK and LATCH rise in `act`, and what it returns.
    pub fn cost<T>(&self, act: impl FnOnce() -> T) -> ([u64; 2], T) {
        let count = || {
            let chain = self.chain.borrow();
            [chain.clocks(), chain.windows()]
        };
        let [clocks, windows] = count();
        let result = act();
        let after = count();
        ([after[0] - clocks, after[1] - windows], result)
    }
}
