//! The suite for what tells where contacts are.

extern crate alloc;

use crate::{Check, Failure, Passed, report::ensure};
use core::{future::Future, time::Duration};
use hal_power::{
    Contacts, Error as _, ErrorKind, Instant, Positions,
    asynch::{ContactBank as ContactBankAsync, ContactFeedback as ContactFeedbackAsync},
    blocking::{ContactBank, ContactFeedback},
};
use hal_power_sim::World;

/// Time between two looks.
const LOOK: Duration = Duration::from_micros(250);

/// What is wrong with a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// It stays closed.
    Welded,
    /// It stays open.
    StuckOpen,
}

/// A bank with feedback in a simulated world, whose contacts the suite can see and break.
pub trait FeedbackBench: Sized {
    /// The driver's blocking half.
    type Blocking: ContactBank + ContactFeedback;
    /// The driver's async half.
    type Asynch: ContactBankAsync + ContactFeedbackAsync;

    /// Longest time from a command until every contact that follows it is known.
    const REST: Duration;

    /// Makes a new world with all contacts open.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Returns which contacts are closed now.
    fn closed(&self) -> Contacts;

    /// Breaks a contact, or mends it.
    fn set_defect(&mut self, contact: u32, defect: Option<Defect>);

    /// Creates the blocking driver.
    fn blocking(&self) -> Self::Blocking;

    /// Creates the async driver.
    fn asynch(&self) -> Self::Asynch;

    /// Brings the blocking driver up.
    ///
    /// # Errors
    ///
    /// The kind of the driver's error.
    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind>;

    /// Brings the async driver up.
    ///
    /// # Errors
    ///
    /// The kind of the driver's error.
    fn init_async(driver: &mut Self::Asynch) -> impl Future<Output = Result<(), ErrorKind>>;

    /// Tells the blocking driver the time, where it wants to know.
    ///
    /// # Errors
    ///
    /// The kind of the driver's error.
    fn poll(driver: &mut Self::Blocking, now: Instant) -> Result<(), ErrorKind>;

    /// Tells the async driver the time, where it wants to know.
    ///
    /// # Errors
    ///
    /// The kind of the driver's error.
    fn poll_async(driver: &mut Self::Asynch, now: Instant) -> Result<(), ErrorKind>;
}

/// Runs every check.
///
/// # Errors
///
/// The first check that is not passed.
pub fn suite<B: FeedbackBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    known::<B>(&mut passed)?;
    travel::<B>(&mut passed)?;
    defects::<B>(&mut passed)?;
    unsteady::<B>(&mut passed)?;
    same_positions::<B>(&mut passed)?;
    Ok(passed)
}

/// A bench and its driver, both fresh.
struct Run<B: FeedbackBench> {
    bench: B,
    driver: B::Blocking,
    check: Check,
}

impl<B: FeedbackBench> Run<B> {
    fn new(check: Check) -> Result<Self, Failure> {
        let bench = B::new();
        let mut driver = bench.blocking();
        let begun = B::init(&mut driver);
        ensure!(begun.is_ok(), check, "init: {begun:?}");
        Ok(Self {
            bench,
            driver,
            check,
        })
    }

    fn command(&mut self, closed: Contacts) -> Result<(), Failure> {
        let commanded = self.driver.command(closed).map_err(|error| error.kind());
        ensure!(
            commanded.is_ok(),
            self.check,
            "{closed} commanded: {commanded:?}"
        );
        Ok(())
    }

    /// Looks once, and lets a moment pass.
    fn look(&mut self) -> Result<Positions, Failure> {
        let polled = B::poll(&mut self.driver, self.bench.world().now());
        ensure!(polled.is_ok(), self.check, "poll: {polled:?}");
        let positions = self.driver.positions().map_err(|error| error.kind());
        let Ok(positions) = positions else {
            return Err(Failure {
                check: self.check,
                detail: alloc::format!("positions: {positions:?}"),
            });
        };
        self.bench.world().clock().advance(LOOK);
        Ok(positions)
    }

    /// Looks until all has come to rest; returns the last look.
    fn rest(&mut self) -> Result<Positions, Failure> {
        let mut positions = self.look()?;
        for _ in 0..looks(B::REST) {
            positions = self.look()?;
        }
        Ok(positions)
    }
}

fn looks(time: Duration) -> u32 {
    u32::try_from(time.as_nanos().div_ceil(LOOK.as_nanos())).unwrap_or(u32::MAX)
}

/// All, none, and each alone.
fn patterns(count: u32) -> impl Iterator<Item = Contacts> {
    let each = (0..count).map(Contacts::only);
    [Contacts::first(count), Contacts::NONE]
        .into_iter()
        .chain(each)
}

/// Every contact is known once it rests.
fn known<B: FeedbackBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::new(Check::Known)?;
    let count = run.driver.count();
    let mut cases = 0;
    for wanted in patterns(count) {
        run.command(wanted)?;
        let positions = run.rest()?;
        ensure!(
            positions.known() == Contacts::first(count) && positions.closed() == wanted,
            Check::Known,
            "{wanted} commanded and rested: {positions:?}"
        );
        cases += 1;
    }
    passed.add(Check::Known, cases);
    Ok(())
}

/// What is known of a contact stays true until the next command.
fn travel<B: FeedbackBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::new(Check::Travel)?;
    let mut cases = 0;
    for wanted in patterns(run.driver.count()) {
        run.command(wanted)?;
        let mut told = Positions::new(Contacts::NONE, Contacts::NONE);
        for _ in 0..looks(B::REST) {
            let closed = run.bench.closed();
            let wrong = (told.closed() - closed) | (told.open() & closed);
            ensure!(
                wrong.is_empty(),
                Check::Travel,
                "{wrong} was known while it still moved, {wanted} commanded"
            );
            told = run.look()?;
        }
        run.rest()?;
        cases += 1;
    }
    passed.add(Check::Travel, cases);
    Ok(())
}

/// A contact that does not do as it was told is known where it is.
fn defects<B: FeedbackBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for defect in [Defect::Welded, Defect::StuckOpen] {
        let count = B::new().blocking().count();
        for contact in 0..count {
            let mut run = Run::<B>::new(Check::Defects)?;
            run.bench.set_defect(contact, Some(defect));
            let only = Contacts::only(contact);
            for wanted in [only, Contacts::NONE, only] {
                run.command(wanted)?;
                let positions = run.rest()?;
                let closed = positions.closed().is_closed(contact);
                ensure!(
                    positions.known().is_closed(contact) && closed == (defect == Defect::Welded),
                    Check::Defects,
                    "{contact} is {defect:?}, {wanted} commanded: {positions:?}"
                );
                cases += 1;
            }
        }
    }
    passed.add(Check::Defects, cases);
    Ok(())
}

/// A contact that goes on moving is not known.
fn unsteady<B: FeedbackBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::new(Check::Unsteady)?;
    run.command(Contacts::only(0))?;
    run.rest()?;
    for nth in 0..looks(B::REST) {
        let defect = if nth.is_multiple_of(2) {
            Defect::StuckOpen
        } else {
            Defect::Welded
        };
        run.bench.set_defect(0, Some(defect));
        let positions = run.look()?;
        ensure!(
            !positions.known().is_closed(0),
            Check::Unsteady,
            "known while it moves: {positions:?}"
        );
    }
    passed.add(Check::Unsteady, 1);
    Ok(())
}

/// Both halves say the same at the same time.
fn same_positions<B: FeedbackBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut run = Run::<B>::new(Check::SamePositions)?;
    let other = B::new();
    let mut driver = other.asynch();
    let world = other.world().clone();
    let begun = world.block_on(B::init_async(&mut driver));
    ensure!(begun == Ok(Ok(())), Check::SamePositions, "init: {begun:?}");
    let all = Contacts::first(run.driver.count());
    for wanted in [all, Contacts::NONE, Contacts::only(0)] {
        run.command(wanted)?;
        let commanded = world.block_on(driver.command(wanted));
        ensure!(
            matches!(commanded, Ok(Ok(()))),
            Check::SamePositions,
            "{wanted} commanded: {commanded:?}"
        );
        for _ in 0..2 * looks(B::REST) {
            let polled = B::poll_async(&mut driver, world.now());
            ensure!(polled.is_ok(), Check::SamePositions, "poll: {polled:?}");
            let found = world.block_on(driver.positions());
            let found = found.ok().and_then(Result::ok);
            world.clock().advance(LOOK);
            let expected = Some(run.look()?);
            ensure!(
                found == expected,
                Check::SamePositions,
                "{wanted} commanded: {found:?}, blocking {expected:?}"
            );
        }
    }
    passed.add(Check::SamePositions, 3);
    Ok(())
}
