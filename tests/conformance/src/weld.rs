//! The suite for what proves that contacts isolate.

mod cases;
mod run;

extern crate alloc;

use crate::{Failure, Passed};
use core::{fmt, time::Duration};
use hal_power::Contacts;
use hal_power_sim::World;

/// What a test of contacts came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// These contacts open.
    Isolates,
    /// These contacts conduct although they were told to open.
    Welded,
    /// These contacts, or at least one of them where they lie in series, do not close.
    StuckOpen,
    /// Nothing can be said.
    Doubtful,
}

/// A finding, and of which contacts; of a doubtful one none need be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What was found.
    pub finding: Finding,
    /// Of which contacts.
    pub contacts: Contacts,
}

impl Verdict {
    /// Creates a verdict.
    pub const fn new(finding: Finding, contacts: Contacts) -> Self {
        Self { finding, contacts }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.finding, self.contacts)
    }
}

/// What is wrong with a contact, with what surrounds it, or with what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The contact stays closed.
    Welded(u32),
    /// The contact stays open.
    StuckOpen(u32),
    /// The contact moves as late after its command as the bench says that it may.
    Slow(u32),
    /// After a command the contact goes to and fro for as long as the bench says that it may, wherever it ends.
    Bouncing(u32),
    /// The load side keeps its voltage where nothing takes it, and picks up a little where it is apart.
    Residual,
    /// The source wanders by a few percent, and what is measured across closed contacts with it, as far as the bench says that it
    /// may.
    Drift,
    /// The source is gone.
    Absent,
    /// The sensors answer with an error.
    Silent,
    /// The sensors give their last reading again, with the time at which it was taken.
    Stale,
}

/// Contacts in a simulated world, and what tests them.
///
/// The suite makes a new bench for each case.
pub trait WeldBench: Sized {
    /// Steps after which every test has ended.
    const STEPS: u32;

    /// Time in which the test has to notice that a source is gone or a sensor has failed.
    const NOTICE: Duration;

    /// Makes a new world with sound contacts, as they have to be where the test begins.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Returns the contacts that lie in series, for each path between source and load.
    fn paths() -> &'static [Contacts];

    /// Makes one thing more go wrong, from now on.
    fn impose(&mut self, trouble: Trouble);

    /// Begins the test that says something of this contact; others may be in it.
    fn start(&mut self, contact: u32);

    /// Commands the contacts as the test wants them, lets time pass and has the test judge; returns its verdict.
    fn step(&mut self) -> Option<Verdict>;

    /// Returns the contacts that are commanded closed now.
    fn levels(&self) -> Contacts;
}

/// Runs every check.
///
/// # Errors
///
/// The first check that is not passed.
pub fn suite<B: WeldBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    cases::isolates::<B>(&mut passed)?;
    cases::one_at_a_time::<B>(&mut passed)?;
    cases::welds::<B>(&mut passed)?;
    cases::stuck_open::<B>(&mut passed)?;
    cases::residual::<B>(&mut passed)?;
    cases::slow::<B>(&mut passed)?;
    cases::bounce::<B>(&mut passed)?;
    cases::drift::<B>(&mut passed)?;
    cases::unusable::<B>(&mut passed)?;
    cases::stays_apart::<B>(&mut passed)?;
    Ok(passed)
}
