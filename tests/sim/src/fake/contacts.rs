//! Contacts that weld and stick on demand.

use crate::executor::pend_once;
use alloc::{rc::Rc, vec::Vec};
use core::cell::{Cell, RefCell};
use hal_power::{Contacts, ErrorKind, ErrorType, Positions};

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// Contacts or cells never hear of it.
    Before(ErrorKind),
    /// They follow, but the answer is lost.
    After(ErrorKind),
}

/// Bank of contacts with feedback, blocking and async. Clones are the same bank.
///
/// An async call is pending once before anything moves.
///
/// # Examples
///
/// ```
/// use hal_power::{Contacts, blocking::{ContactBank, ContactFeedback}};
/// use hal_power_sim::FakeContacts;
///
/// let bank = FakeContacts::new(2);
/// let mut driver = bank.clone();
/// driver.command(Contacts::first(2))?;
/// bank.weld(1);
/// driver.command(Contacts::NONE)?;
/// assert_eq!(driver.positions()?.closed(), Contacts::only(1));
/// assert_eq!(bank.commands(), [Contacts::first(2), Contacts::NONE]);
/// # Ok::<(), hal_power::ErrorKind>(())
/// ```
#[derive(Debug, Clone)]
pub struct FakeContacts(Rc<State>);

#[derive(Debug)]
struct State {
    count: u32,
    commands: RefCell<Vec<Contacts>>,
    commanded: Cell<Contacts>,
    welded: Cell<Contacts>,
    stuck_open: Cell<Contacts>,
    unknown: Cell<Contacts>,
    failure: Cell<Option<Failure>>,
    feedback_failure: Cell<Option<ErrorKind>>,
}

fn insert(set: &Cell<Contacts>, index: u32) {
    set.set(set.get().with(index, true));
}

impl FakeContacts {
    /// Creates a bank of `count` contacts (1 to 32), all open.
    pub fn new(count: u32) -> Self {
        let none = || Cell::new(Contacts::NONE);
        Self(Rc::new(State {
            count,
            commands: RefCell::default(),
            commanded: none(),
            welded: none(),
            stuck_open: none(),
            unknown: none(),
            failure: Cell::new(None),
            feedback_failure: Cell::new(None),
        }))
    }

    /// Welds a contact: closed, whatever is commanded.
    pub fn weld(&self, index: u32) {
        self.free(index);
        insert(&self.0.welded, index);
    }

    /// Makes a contact stick: open, whatever is commanded.
    pub fn stick_open(&self, index: u32) {
        self.free(index);
        insert(&self.0.stuck_open, index);
    }

    /// Lets a contact follow its command again.
    pub fn free(&self, index: u32) {
        self.0.welded.set(self.0.welded.get().with(index, false));
        self.0
            .stuck_open
            .set(self.0.stuck_open.get().with(index, false));
    }

    /// Sets the contacts of which the feedback knows nothing.
    pub fn set_unknown(&self, contacts: Contacts) {
        self.0.unknown.set(contacts);
    }

    /// Makes every command fail, or with `None` none.
    pub fn fail_commands(&self, failure: Option<Failure>) {
        self.0.failure.set(failure);
    }

    /// Makes every reading of the feedback fail, or with `None` none.
    pub fn fail_feedback(&self, failure: Option<ErrorKind>) {
        self.0.feedback_failure.set(failure);
    }

    /// Returns the levels of every command that the contacts heard, oldest first.
    pub fn commands(&self) -> Vec<Contacts> {
        self.0.commands.borrow().clone()
    }

    /// Returns which contacts are closed in truth.
    pub fn closed(&self) -> Contacts {
        (self.0.commanded.get() | self.0.welded.get()) - self.0.stuck_open.get()
    }

    fn follow(&self, levels: Contacts) -> Result<(), ErrorKind> {
        if !Contacts::first(self.0.count).contains(levels) {
            return Err(ErrorKind::OutOfRange);
        }
        if let Some(Failure::Before(kind)) = self.0.failure.get() {
            return Err(kind);
        }
        self.0.commands.borrow_mut().push(levels);
        self.0.commanded.set(levels);
        match self.0.failure.get() {
            Some(Failure::After(kind)) => Err(kind),
            _ => Ok(()),
        }
    }

    fn read(&self) -> Result<Positions, ErrorKind> {
        if let Some(kind) = self.0.feedback_failure.get() {
            return Err(kind);
        }
        let known = Contacts::first(self.0.count) - self.0.unknown.get();
        Ok(Positions::new(self.closed(), known))
    }
}

impl ErrorType for FakeContacts {
    type Error = ErrorKind;
}

impl hal_power::blocking::ContactBank for FakeContacts {
    fn count(&self) -> u32 {
        self.0.count
    }

    fn command(&mut self, closed: Contacts) -> Result<(), ErrorKind> {
        self.follow(closed)
    }
}

impl hal_power::asynch::ContactBank for FakeContacts {
    fn count(&self) -> u32 {
        self.0.count
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), ErrorKind> {
        pend_once(false).await;
        self.follow(closed)
    }
}

impl hal_power::blocking::ContactFeedback for FakeContacts {
    fn positions(&mut self) -> Result<Positions, ErrorKind> {
        self.read()
    }
}

impl hal_power::asynch::ContactFeedback for FakeContacts {
    async fn positions(&mut self) -> Result<Positions, ErrorKind> {
        pend_once(false).await;
        self.read()
    }
}
