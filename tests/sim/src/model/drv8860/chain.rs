//! Parts on common wires.

use super::Drv8860;
use alloc::{rc::Rc, vec::Vec};
use core::cell::RefCell;

/// A chain: DIN goes into the first part, each part's DOUT into the next, the last part's back. CLK, LATCH, ENABLE and nFAULT are
/// common.
#[derive(Debug, Default)]
pub struct Chain {
    parts: Vec<Rc<RefCell<Drv8860>>>,
    din: bool,
    clk: bool,
    latch: bool,
    clocks: u64,
    windows: u64,
    stuck: Option<bool>,
}

impl Chain {
    /// Creates a chain, with LATCH and ENABLE high and the other wires low.
    pub fn new(parts: &[Rc<RefCell<Drv8860>>]) -> Self {
        Self {
            parts: parts.to_vec(),
            latch: true,
            ..Self::default()
        }
    }

    /// Returns how often CLK rose.
    pub const fn clocks(&self) -> u64 {
        self.clocks
    }

    /// Returns how often LATCH rose.
    pub const fn windows(&self) -> u64 {
        self.windows
    }

    /// Holds DOUT's wire at a level, or lets it go.
    pub const fn hold_dout(&mut self, level: Option<bool>) {
        self.stuck = level;
    }

    /// Sets the level at DIN of the first part.
    pub const fn set_din(&mut self, high: bool) {
        self.din = high;
    }

    /// Sets the level at CLK.
    pub fn set_clk(&mut self, high: bool) {
        if high && !self.clk {
            self.clocks += 1;
            self.parts.iter().fold(self.din, |din, part| {
                let mut part = part.borrow_mut();
                let dout = part.dout();
                part.shift_in(din);
                dout
            });
        }
        self.clk = high;
    }

    /// Sets the level at LATCH.
    pub fn set_latch(&mut self, high: bool) {
        if high == self.latch {
            return;
        }
        self.latch = high;
        self.windows += u64::from(high);
        for part in &self.parts {
            let mut part = part.borrow_mut();
            if high {
                part.close_window();
            } else {
                part.open_window();
            }
        }
    }

    /// Sets the level at ENABLE of all parts.
    pub fn set_enable(&mut self, high: bool) {
        for part in &self.parts {
            part.borrow_mut().set_enable(high);
        }
    }

    /// Returns the level at DOUT of the last part; of a chain without parts, that at DIN.
    pub fn dout(&self) -> bool {
        let last = || {
            self.parts
                .last()
                .map_or(self.din, |part| part.borrow().dout())
        };
        self.stuck.unwrap_or_else(last)
    }

    /// Returns whether a part pulls nFAULT low.
    pub fn is_faulty(&self) -> bool {
        self.parts.iter().any(|part| part.borrow().is_faulty())
    }
}
