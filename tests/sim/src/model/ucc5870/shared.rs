//! Several parts on one select, told apart by address.

use super::Ucc5870;
use crate::device::SpiDevice;
use alloc::{rc::Rc, vec::Vec};
use core::cell::RefCell;

/// Parts whose nCS, SDI and SDO are common.
pub struct SharedSelect {
    parts: Vec<Rc<RefCell<Ucc5870>>>,
    floating: u8,
    collisions: u64,
}

impl SharedSelect {
    /// Creates a select without parts; `floating` is what the controller reads while no part drives.
    pub const fn new(floating: u8) -> Self {
        Self {
            parts: Vec::new(),
            floating,
            collisions: 0,
        }
    }

    /// Adds a part.
    #[must_use]
    pub fn with(mut self, part: &Rc<RefCell<Ucc5870>>) -> Self {
        self.parts.push(part.clone());
        self
    }

    /// Returns how many bytes were driven by more than one part. They read as the levels that all agree to be high.
    pub const fn collisions(&self) -> u64 {
        self.collisions
    }
}

impl SpiDevice for SharedSelect {
    fn select(&mut self) {
        for part in &self.parts {
            part.borrow_mut().select();
        }
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        let parts = self.parts.iter();
        let driven: Vec<u8> = parts
            .filter_map(|part| part.borrow_mut().shift(byte))
            .collect();
        self.collisions += u64::from(driven.len() > 1);
        let together = driven.into_iter().reduce(|one, other| one & other);
        together.unwrap_or(self.floating)
    }

    fn deselect(&mut self) {
        for part in &self.parts {
            part.borrow_mut().deselect();
        }
    }

    fn brown_out(&mut self) {
        for part in &self.parts {
            part.borrow_mut().brown_out();
        }
    }
}
