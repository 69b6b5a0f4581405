//! The wires between controller and chain.

use super::Chain;
use crate::{Pin, SimLine, World, device::OutputLine};
use alloc::rc::Rc;
use core::{cell::RefCell, convert::Infallible};
use embedded_hal::digital::{ErrorType, OutputPin, StatefulOutputPin};

/// DOUT of a chain.
pub struct Dout(Rc<RefCell<Chain>>);

impl OutputLine for Dout {
    fn is_high(&mut self) -> bool {
        self.0.borrow().dout()
    }

    fn next_change(&mut self) -> Option<u64> {
        None
    }
}

/// nFAULT of a chain, with its pull-up.
pub struct NFault(Rc<RefCell<Chain>>);

impl OutputLine for NFault {
    fn is_high(&mut self) -> bool {
        !self.0.borrow().is_faulty()
    }

    fn next_change(&mut self) -> Option<u64> {
        None
    }
}

/// A wire from an output of the controller to a chain. Clones are the same wire.
#[derive(Clone)]
pub struct InputLine {
    wire: Pin,
    chain: Rc<RefCell<Chain>>,
    apply: fn(&mut Chain, bool),
}

impl InputLine {
    fn new(wire: Pin, chain: &Rc<RefCell<Chain>>, apply: fn(&mut Chain, bool)) -> Self {
        let line = Self {
            wire,
            chain: chain.clone(),
            apply,
        };
        line.set_level(line.level());
        line
    }

    /// Returns whether the wire is high.
    pub fn level(&self) -> bool {
        self.wire.level()
    }

    /// Drives the wire.
    pub fn set_level(&self, high: bool) {
        self.wire.set_level(high);
        (self.apply)(&mut self.chain.borrow_mut(), high);
    }
}

impl ErrorType for InputLine {
    type Error = Infallible;
}

impl OutputPin for InputLine {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.set_level(false);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.set_level(true);
        Ok(())
    }
}

impl StatefulOutputPin for InputLine {
    fn is_set_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.level())
    }

    fn is_set_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.level())
    }
}

/// All wires of a chain. In a trace they are numbered in the order of the fields, DIN to ENABLE; what the chain drives is not traced.
#[derive(Clone)]
pub struct Wires {
    /// Data into the first part, low at first.
    pub din: InputLine,
    /// Clock, low at first.
    pub clk: InputLine,
    /// Latch, high at first.
    pub latch: InputLine,
    /// Enable of all parts, high at first.
    pub enable: InputLine,
    /// Data out of the last part.
    pub dout: SimLine,
    /// Fault of all parts.
    pub fault: SimLine,
}

impl Wires {
    /// Connects a chain.
    pub fn new(world: &World, chain: &Rc<RefCell<Chain>>) -> Self {
        let line = |high, apply| InputLine::new(world.pin(high), chain, apply);
        Self {
            din: line(false, Chain::set_din),
            clk: line(false, Chain::set_clk),
            latch: line(true, Chain::set_latch),
            enable: line(true, Chain::set_enable),
            dout: world.line(&Rc::new(RefCell::new(Dout(chain.clone())))),
            fault: world.line(&Rc::new(RefCell::new(NFault(chain.clone())))),
        }
    }
}
