//! Wires between the pins of parts and those of a controller, for any part.

use crate::{Pin, device::OutputLine};
use alloc::{rc::Rc, vec::Vec};
use core::{cell::RefCell, convert::Infallible};
use embedded_hal::digital::{ErrorType, OutputPin, StatefulOutputPin};

/// A wire from an output of the controller to an input of one or more parts. Clones are the same wire.
pub struct InputLine<P> {
    wire: Pin,
    parts: Vec<Rc<RefCell<P>>>,
    apply: fn(&mut P, bool),
}

impl<P> Clone for InputLine<P> {
    fn clone(&self) -> Self {
        Self {
            wire: self.wire.clone(),
            parts: self.parts.clone(),
            apply: self.apply,
        }
    }
}

impl<P> InputLine<P> {
    /// Connects a wire, at the level it has, to the input that `apply` sets.
    pub fn new(wire: Pin, parts: &[Rc<RefCell<P>>], apply: fn(&mut P, bool)) -> Self {
        let line = Self {
            wire,
            parts: parts.to_vec(),
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
        for part in &self.parts {
            (self.apply)(&mut part.borrow_mut(), high);
        }
    }
}

impl<P> ErrorType for InputLine<P> {
    type Error = Infallible;
}

impl<P> OutputPin for InputLine<P> {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.set_level(false);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.set_level(true);
        Ok(())
    }
}

impl<P> StatefulOutputPin for InputLine<P> {
    fn is_set_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.level())
    }

    fn is_set_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.level())
    }
}

/// An open-drain output of one or more parts on one wire with a pull-up: high while no part pulls it low.
pub struct OpenDrain<P> {
    parts: Vec<Rc<RefCell<P>>>,
    is_high: fn(&mut P) -> bool,
    next: fn(&mut P) -> Option<u64>,
    stuck: Option<bool>,
}

impl<P> OpenDrain<P> {
    /// Connects the output that `is_high` reads; `next` says when, in ns, the part may next change it by itself.
    pub fn new(
        parts: &[Rc<RefCell<P>>],
        is_high: fn(&mut P) -> bool,
        next: fn(&mut P) -> Option<u64>,
    ) -> Self {
        Self {
            parts: parts.to_vec(),
            is_high,
            next,
            stuck: None,
        }
    }

    /// Holds the wire at a level, or lets it go.
    pub const fn hold(&mut self, level: Option<bool>) {
        self.stuck = level;
    }
}

impl<P> OutputLine for OpenDrain<P> {
    fn is_high(&mut self) -> bool {
        let is_high = self.is_high;
        let mut parts = self.parts.iter();
        self.stuck
            .unwrap_or_else(|| parts.all(|part| is_high(&mut part.borrow_mut())))
    }

    fn next_change(&mut self) -> Option<u64> {
        let next = self.next;
        let changes = self.parts.iter();
        changes
            .filter_map(|part| next(&mut part.borrow_mut()))
            .min()
    }
}
