//! Several parts behind one chip select.

use crate::device::SpiDevice;
use alloc::{rc::Rc, vec::Vec};
use core::cell::RefCell;

/// A daisy chain: the controller's data goes into the first part, each part's output into the next, the last part's back to the
/// controller. All are selected together.
///
/// The first byte that the controller sends ends up in the last part, once as many bytes have followed as lie between.
#[derive(Default)]
pub struct Chain(Vec<Rc<RefCell<dyn SpiDevice>>>);

impl Chain {
    /// Creates a chain without parts: what goes in comes back.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a part at the end, next to the controller's input.
    #[must_use]
    pub fn then<D: SpiDevice + 'static>(mut self, part: &Rc<RefCell<D>>) -> Self {
        self.0.push(part.clone());
        self
    }
}

impl SpiDevice for Chain {
    fn select(&mut self) {
        for part in &self.0 {
            part.borrow_mut().select();
        }
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        self.0
            .iter()
            .fold(byte, |byte, part| part.borrow_mut().exchange(byte))
    }

    fn deselect(&mut self) {
        for part in &self.0 {
            part.borrow_mut().deselect();
        }
    }

    fn brown_out(&mut self) {
        for part in &self.0 {
            part.borrow_mut().brown_out();
        }
    }
}
