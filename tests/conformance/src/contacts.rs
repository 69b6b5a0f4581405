//! The suite for banks of contacts.

extern crate alloc;

use crate::{Check, Failure, Passed, report::ensure};
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};
use hal_power::{
    Contacts, Error as _, ErrorKind, asynch::ContactBank as ContactBankAsync, blocking::ContactBank,
};
use hal_power_sim::{Fault, Fuse, Injection, Trace, World};

/// A bank of contacts in a simulated world, whose coils the suite can see.
pub trait ContactBench: Sized {
    /// The driver's blocking half.
    type Blocking: ContactBank;
    /// The driver's async half.
    type Asynch: ContactBankAsync;

    /// Faults that the bus between driver and part can have; none for a bank on pins, which has a [`fuse`](Self::fuse).
    const FAULTS: &'static [Fault];

    /// Makes a new world with the part just powered up.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Returns what lets the pins of a bank on pins fail; `None` unless told.
    fn fuse(&self) -> Option<&Fuse> {
        None
    }

    /// Returns which coils are driven now.
    fn levels(&self) -> Contacts;

    /// Lets the part's supply dip.
    fn brown_out(&mut self);

    /// Creates the blocking driver; no transfer.
    fn blocking(&self) -> Self::Blocking;

    /// Creates the async driver; no transfer.
    fn asynch(&self) -> Self::Asynch;

    /// Initialises the blocking driver.
    ///
    /// # Errors
    ///
    /// The kind of the driver's error.
    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind>;

    /// Initialises the async driver.
    ///
    /// # Errors
    ///
    /// The kind of the driver's error.
    fn init_async(driver: &mut Self::Asynch) -> impl Future<Output = Result<(), ErrorKind>>;
}

/// Runs every check on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn suite<B: ContactBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    levels::<B>(&mut passed)?;
    beyond_count::<B>(&mut passed)?;
    faults::<B>(&mut passed)?;
    reset::<B>(&mut passed)?;
    same_bits::<B>(&mut passed)?;
    cancellation::<B>(&mut passed)?;
    Ok(passed)
}

/// None, all, each alone, each missing, and both combs.
fn patterns(count: u32) -> impl Iterator<Item = Contacts> {
    let all = Contacts::first(count);
    let combs = [0x5555_5555, 0xAAAA_AAAA].map(|bits| Contacts::from_bits_retain(bits) & all);
    let single = (0..count).map(Contacts::only);
    let missing = (0..count).map(move |index| all.with(index, false));
    [all, Contacts::NONE]
        .into_iter()
        .chain(single)
        .chain(missing)
        .chain(combs)
}

fn ready<B: ContactBench>(check: Check) -> Result<(B, B::Blocking), Failure> {
    let bench = B::new();
    let mut driver = bench.blocking();
    let initialised = B::init(&mut driver);
    ensure!(
        initialised.is_ok(),
        check,
        "init of a healthy part: {initialised:?}"
    );
    Ok((bench, driver))
}

fn levels<B: ContactBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (bench, mut driver) = ready::<B>(Check::Levels)?;
    let count = driver.count();
    ensure!((1..=32).contains(&count), Check::Levels, "{count} contacts");
    let mut cases = 0;
    for wanted in patterns(count) {
        bench.world().start_trace();
        let commanded = driver.command(wanted).map_err(|error| error.kind());
        let transfers = bench.world().take_trace().transfers();
        let levels = bench.levels();
        ensure!(
            commanded.is_ok() && levels == wanted,
            Check::Levels,
            "{wanted} commanded, {commanded:?}, {levels} driven"
        );
        ensure!(
            transfers <= 1,
            Check::Levels,
            "{wanted} took {transfers} transfers"
        );
        cases += 1;
    }
    passed.add(Check::Levels, cases);
    Ok(())
}

fn beyond_count<B: ContactBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (bench, mut driver) = ready::<B>(Check::BeyondCount)?;
    let count = driver.count();
    let start = Contacts::only(0);
    let _ = driver.command(start);
    let mut cases = 0;
    for index in count..32 {
        bench.world().start_trace();
        let commanded = driver
            .command(Contacts::only(index))
            .map_err(|error| error.kind());
        let trace = bench.world().take_trace();
        let levels = bench.levels();
        ensure!(
            commanded == Err(ErrorKind::OutOfRange)
                && levels == start
                && trace.records().is_empty(),
            Check::BeyondCount,
            "contact {index} of {count}: {commanded:?}, {levels} driven, moved {trace}"
        );
        cases += 1;
    }
    if cases > 0 {
        passed.add(Check::BeyondCount, cases);
    }
    Ok(())
}

fn faults<B: ContactBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (mut reported, mut recovered) = (0, 0);
    for &fault in B::FAULTS {
        let (bench, mut driver) = ready::<B>(Check::FaultReported)?;
        let all = Contacts::first(driver.count());
        bench.world().inject(Injection::nth(0, fault));
        let commanded = driver.command(all).map_err(|error| error.kind());
        bench.world().clear_faults();
        if fault.i2c_error().is_some() || fault.spi_error().is_some() {
            ensure!(
                commanded == Err(ErrorKind::Bus),
                Check::FaultReported,
                "{fault:?}: {commanded:?}"
            );
            reported += 1;
        }
        recovers(&bench, &mut driver, all, Check::Recovery)?;
        recovered += 1;
    }
    let at_pins = pin_faults::<B>()?;
    reported += at_pins;
    recovered += at_pins;
    if recovered > 0 {
        passed.add(Check::FaultReported, reported);
        passed.add(Check::Recovery, recovered);
    }
    Ok(())
}

/// Lets each access to a pin fail that a command makes.
fn pin_faults<B: ContactBench>() -> Result<u32, Failure> {
    for nth in 0.. {
        let (bench, mut driver) = ready::<B>(Check::FaultReported)?;
        let Some(fuse) = bench.fuse() else {
            return Ok(0);
        };
        let all = Contacts::first(driver.count());
        fuse.blow_at(nth);
        let commanded = driver.command(all).map_err(|error| error.kind());
        if !fuse.has_blown() {
            return Ok(nth);
        }
        ensure!(
            commanded == Err(ErrorKind::Bus),
            Check::FaultReported,
            "access {nth} to a pin failed: {commanded:?}"
        );
        recovers(&bench, &mut driver, all, Check::Recovery)?;
    }
    Ok(0)
}

fn reset<B: ContactBench>(passed: &mut Passed) -> Result<(), Failure> {
    let (mut bench, mut driver) = ready::<B>(Check::ResetNoticed)?;
    if B::FAULTS.is_empty() && bench.fuse().is_none() {
        return Ok(());
    }
    let all = Contacts::first(driver.count());
    let _ = driver.command(all);
    bench.brown_out();
    recovers(&bench, &mut driver, all, Check::ResetNoticed)?;
    passed.add(Check::ResetNoticed, 1);
    Ok(())
}

/// The same command again is followed, after one new `init` at most.
fn recovers<B: ContactBench>(
    bench: &B,
    driver: &mut B::Blocking,
    wanted: Contacts,
    check: Check,
) -> Result<(), Failure> {
    if driver.command(wanted).is_err() {
        let again = B::init(driver);
        ensure!(again.is_ok(), check, "init again: {again:?}");
        let _ = driver.command(wanted);
    }
    let levels = bench.levels();
    ensure!(
        levels == wanted,
        check,
        "{wanted} commanded again, {levels} driven"
    );
    Ok(())
}

fn same_bits<B: ContactBench>(passed: &mut Passed) -> Result<(), Failure> {
    let bench = B::new();
    let mut driver = bench.blocking();
    bench.world().start_trace();
    let _ = B::init(&mut driver);
    for wanted in patterns(driver.count()) {
        let _ = driver.command(wanted);
    }
    let blocking = bench.world().take_trace();

    let bench = B::new();
    let mut driver = bench.asynch();
    bench.world().start_trace();
    let ran = bench.world().block_on(async {
        let _ = B::init_async(&mut driver).await;
        for wanted in patterns(driver.count()) {
            let _ = driver.command(wanted).await;
        }
    });
    let asynch: Trace = bench.world().take_trace();
    ensure!(ran.is_ok(), Check::SameBits, "the async half: {ran:?}");
    ensure!(
        blocking.same_bits(&asynch),
        Check::SameBits,
        "blocking moved\n{blocking}async moved\n{asynch}"
    );
    passed.add(Check::SameBits, 1);
    Ok(())
}

fn cancellation<B: ContactBench>(passed: &mut Passed) -> Result<(), Failure> {
    let mut cases = 0;
    for polls in 1..64 {
        let bench = B::new();
        let mut driver = bench.asynch();
        let initialised = bench.world().block_on(B::init_async(&mut driver));
        ensure!(
            initialised == Ok(Ok(())),
            Check::Cancellation,
            "init: {initialised:?}"
        );
        let wanted = Contacts::only(0);
        let unfinished = {
            let mut command = pin!(driver.command(wanted));
            let mut context = Context::from_waker(Waker::noop());
            (0..polls).all(|_| matches!(command.as_mut().poll(&mut context), Poll::Pending))
        };
        if !unfinished {
            break;
        }
        let commanded = bench
            .world()
            .block_on(driver.command(wanted))
            .is_ok_and(|done| done.is_ok());
        let levels = bench.levels();
        ensure!(
            commanded && levels == wanted,
            Check::Cancellation,
            "{polls} polls and a drop, then {wanted} commanded again: {levels} driven"
        );
        cases += 1;
    }
    if cases > 0 {
        passed.add(Check::Cancellation, cases);
    }
    Ok(())
}
