//! A world with a cascade, whose outputs the tests see.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

use alloc::{rc::Rc, vec::Vec};
use core::cell::RefCell;
use embedded_hal::spi::MODE_0;
use hal_power::Contacts;
use hal_power_sim::{
    SimSpi, World,
    device::SpiDevice as _,
    model::max4820::{ControlLine, Controls, Max4820},
    spi::Chain,
};

/// `N` parts that powered up with outputs on, on a bus at 2 MHz, with RESET high.
pub struct Bench<const N: usize> {
    pub world: World,
    pub parts: Vec<Rc<RefCell<Max4820>>>,
    pub spi: SimSpi,
    pub reset: ControlLine,
}

impl<const N: usize> Bench<N> {
    pub fn new(controls: Controls) -> Self {
        let world = World::new();
        let part = || Max4820::new(world.clock(), 0b1100_1010, controls);
        let parts: Vec<_> = (0..N).map(|_| Rc::new(RefCell::new(part()))).collect();
        let chain = parts.iter().fold(Chain::new(), Chain::then);
        let bus = world.spi();
        bus.set_frequency(2_000_000);
        bus.attach(0, &Rc::new(RefCell::new(chain)));
        let reset = ControlLine::reset(world.pin(true), &parts);
        Self {
            spi: bus.device(0, MODE_0),
            world,
            parts,
            reset,
        }
    }

    /// Returns the outputs that are on, OUT1 of the first part as contact 0.
    pub fn levels(&self) -> Contacts {
        let parts = self.parts.iter().rev();
        Contacts::from_bits_retain(parts.fold(0, |levels, part| {
            levels << 8 | u32::from(part.borrow_mut().outputs())
        }))
    }

    pub fn brown_out(&self) {
        for part in &self.parts {
            part.borrow_mut().brown_out();
        }
    }
}
