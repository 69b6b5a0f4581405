//! The bank of the two switches.

use super::{EarthNet, Pole};
use crate::{executor::pend_once, fake::Failure};
use alloc::{rc::Rc, vec::Vec};
use core::cell::{Cell, RefCell};
use hal_power::{Contacts, ErrorKind, ErrorType};

/// The switches as one bank, blocking and async: contact 0 at the positive pole, contact 1 at the negative. Clones are the same
/// bank.
///
/// An async command is pending once before anything moves.
#[derive(Debug, Clone)]
pub struct Switches {
    net: Rc<RefCell<EarthNet>>,
    failure: Rc<Cell<Option<Failure>>>,
    /// Commands until the failure.
    spared: Rc<Cell<u32>>,
    commands: Rc<RefCell<Vec<Contacts>>>,
}

impl Switches {
    /// Creates the bank of a net.
    pub fn new(net: &Rc<RefCell<EarthNet>>) -> Self {
        Self {
            net: net.clone(),
            failure: Rc::default(),
            spared: Rc::default(),
            commands: Rc::default(),
        }
    }

    /// Makes one command fail, after so many that do not.
    pub fn fail_after(&self, spared: u32, failure: Failure) {
        self.spared.set(spared);
        self.failure.set(Some(failure));
    }

    /// Returns the levels that the switches heard of, oldest first.
    pub fn commands(&self) -> Vec<Contacts> {
        self.commands.borrow().clone()
    }

    /// Returns which switches are closed in truth.
    pub fn closed(&self) -> Contacts {
        let mut net = self.net.borrow_mut();
        Contacts::NONE
            .with(0, net.is_closed(Pole::Positive))
            .with(1, net.is_closed(Pole::Negative))
    }

    fn follow(&self, levels: Contacts) -> Result<(), ErrorKind> {
        if !Contacts::first(2).contains(levels) {
            return Err(ErrorKind::OutOfRange);
        }
        let failure = match self.spared.get().checked_sub(1) {
            Some(left) => {
                self.spared.set(left);
                None
            }
            None => self.failure.take(),
        };
        if let Some(Failure::Before(kind)) = failure {
            return Err(kind);
        }
        self.commands.borrow_mut().push(levels);
        let mut net = self.net.borrow_mut();
        net.command(Pole::Positive, levels.is_closed(0));
        net.command(Pole::Negative, levels.is_closed(1));
        match failure {
            Some(Failure::After(kind)) => Err(kind),
            _ => Ok(()),
        }
    }
}

impl ErrorType for Switches {
    type Error = ErrorKind;
}

impl hal_power::blocking::ContactBank for Switches {
    fn count(&self) -> u32 {
        2
    }

    fn command(&mut self, closed: Contacts) -> Result<(), ErrorKind> {
        self.follow(closed)
    }
}

impl hal_power::asynch::ContactBank for Switches {
    fn count(&self) -> u32 {
        2
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), ErrorKind> {
        pend_once(false).await;
        self.follow(closed)
    }
}
