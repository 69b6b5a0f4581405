//! The parts on a bus.

use super::{
    Bus, I2cError,
    observed::Observer,
    wire::{self, Unwatched},
};
use crate::device::I2cDevice;
use alloc::{boxed::Box, rc::Rc};
use core::cell::{OnceCell, RefCell};
use embedded_hal::i2c::Operation;

/// A part as the bus sees it. One dynamic call a transfer: within it, the model's methods are known to the compiler.
pub(super) trait Part {
    fn answers_to(&self, address: u8) -> bool;

    /// Does one transfer, `None` if the part does not answer to the address.
    fn drive(
        &self,
        bus: &Bus,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Option<Result<(), I2cError>>;

    /// As `drive` with one writing and one reading operation: a register read, the transfer that tests do most.
    fn write_read(
        &self,
        bus: &Bus,
        address: u8,
        write: &[u8],
        read: &mut [u8],
    ) -> Option<Result<(), I2cError>>;

    /// Does one transfer with a part that answers to the address.
    fn drive_observed(
        &self,
        bus: &Bus,
        address: u8,
        operations: &mut [Operation<'_>],
        observer: &mut Observer,
    ) -> Result<(), I2cError>;

    fn brown_out(&self);
}

impl<D: I2cDevice + 'static> Part for Rc<RefCell<D>> {
    fn answers_to(&self, address: u8) -> bool {
        self.borrow().answers_to(address)
    }

    fn drive(
        &self,
        bus: &Bus,
        address: u8,
        operations: &mut [Operation<'_>],
    ) -> Option<Result<(), I2cError>> {
        let mut part = self.borrow_mut();
        if !part.answers_to(address) {
            return None;
        }
        let part = Some(&mut *part);
        Some(wire::drive(bus, part, address, operations, &mut Unwatched))
    }

    fn write_read(
        &self,
        bus: &Bus,
        address: u8,
        write: &[u8],
        read: &mut [u8],
    ) -> Option<Result<(), I2cError>> {
        let mut part = self.borrow_mut();
        if !part.answers_to(address) {
            return None;
        }
        Some(wire::write_read(bus, &mut *part, address, write, read))
    }

    fn drive_observed(
        &self,
        bus: &Bus,
        address: u8,
        operations: &mut [Operation<'_>],
        observer: &mut Observer,
    ) -> Result<(), I2cError> {
        let part: &mut dyn I2cDevice = &mut *self.borrow_mut();
        wire::drive(bus, Some(part), address, operations, observer)
    }

    fn brown_out(&self) {
        self.borrow_mut().brown_out();
    }
}

/// What answers where no part does.
pub(super) enum Nobody {}

impl I2cDevice for Nobody {
    fn answers_to(&self, _address: u8) -> bool {
        match *self {}
    }
    fn start(&mut self, _address: u8, _read: bool) {
        match *self {}
    }
    fn write(&mut self, _byte: u8) -> bool {
        match *self {}
    }
    fn read(&mut self) -> u8 {
        match *self {}
    }
    fn stop(&mut self) {
        match *self {}
    }
    fn brown_out(&mut self) {
        match *self {}
    }
}

/// Parts in the order in which they were attached. A list that only grows can be read without a borrow flag.
#[derive(Default)]
pub(super) struct Parts(OnceCell<Box<Node>>);

struct Node {
    part: Box<dyn Part>,
    rest: Parts,
}

impl Parts {
    /// Adds a part at the end.
    pub(super) fn push(&self, part: impl Part + 'static) {
        let mut end = self;
        while let Some((_, rest)) = end.split_first() {
            end = rest;
        }
        end.0.get_or_init(|| {
            Box::new(Node {
                part: Box::new(part),
                rest: Self::default(),
            })
        });
    }

    /// Returns the first part and those behind it.
    #[inline]
    pub(super) fn split_first(&self) -> Option<(&dyn Part, &Self)> {
        self.0.get().map(|node| (&*node.part, &node.rest))
    }

    /// Returns the first part that answers to the address.
    pub(super) fn find(&self, address: u8) -> Option<&dyn Part> {
        let (part, rest) = self.split_first()?;
        if part.answers_to(address) {
            return Some(part);
        }
        rest.find(address)
    }
}
