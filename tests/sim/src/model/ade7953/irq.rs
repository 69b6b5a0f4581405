//! Interrupts as pins.

use super::{Ade7953, events::flag, registers::at};
use crate::device::OutputLine;
use alloc::rc::Rc;
use core::cell::RefCell;

/// What ALT_OUTPUT's nibbles say for the interrupts of Current Channel B.
const SECOND: u32 = 0b1010;

/// A pin that ALT_OUTPUT gives to the interrupts of Current Channel B: ZX, ZX_I or REVP. With any other function it is high.
#[derive(Debug, Clone)]
pub struct SecondIrq {
    part: Rc<RefCell<Ade7953>>,
    /// Where the pin's nibble is.
    shift: u32,
}

impl SecondIrq {
    /// Looks at pin ZX.
    pub fn on_zx(part: &Rc<RefCell<Ade7953>>) -> Self {
        Self::at(part, 0)
    }

    /// Looks at pin ZX_I.
    pub fn on_zx_i(part: &Rc<RefCell<Ade7953>>) -> Self {
        Self::at(part, 4)
    }

    /// Looks at pin REVP.
    pub fn on_revp(part: &Rc<RefCell<Ade7953>>) -> Self {
        Self::at(part, 8)
    }

    fn at(part: &Rc<RefCell<Ade7953>>, shift: u32) -> Self {
        Self {
            part: part.clone(),
            shift,
        }
    }
}

impl OutputLine for SecondIrq {
    fn is_high(&mut self) -> bool {
        let mut part = self.part.borrow_mut();
        part.settle();
        let is_routed = part.file.get(at::ALT_OUTPUT) >> self.shift & 0xF == SECOND;
        !is_routed || part.events.status(1) & part.file.get(at::IRQENB) == 0
    }

    fn next_change(&mut self) -> Option<u64> {
        let is_high = self.is_high();
        let part = self.part.borrow();
        let is_enabled = part.file.get(at::IRQENB) != 0;
        (is_high && is_enabled && part.is_up && !part.is_frozen).then(|| part.next_event())
    }
}

impl OutputLine for Ade7953 {
    fn is_high(&mut self) -> bool {
        self.settle();
        self.events.status(0) & self.file.get(at::IRQENA) == 0
    }

    fn next_change(&mut self) -> Option<u64> {
        if !self.is_high() || !self.is_powered {
            return None;
        }
        if !self.is_up {
            return Some(self.ready_at);
        }
        let enabled = self.file.get(at::IRQENA) & !flag::RESET;
        (enabled != 0 && !self.is_frozen).then(|| self.next_event())
    }
}
