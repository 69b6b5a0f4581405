//! The suite for sensors.

mod faults;
mod halves;
mod values;

use crate::{Failure, Measure, MeasureAsync, Passed, Quantity, quantity::spread};
use core::time::Duration;
use hal_power::{Error as _, ErrorKind, Sensor as _};
use hal_power_sim::{
    Fault, Trace, World,
    trace::{I2cSymbol, I2cTransfer, Record},
};

/// A sensor in a simulated world, with the physical truth in the suite's hands.
///
/// Each check makes its own bench, so that none inherits another's mess.
pub trait SensorBench: Sized {
    /// What is measured.
    type Quantity: Quantity;
    /// The driver's blocking half.
    type Blocking: Measure<Self::Quantity>;
    /// The driver's async half.
    type Asynch: MeasureAsync<Self::Quantity>;

    /// Faults that the bus between driver and part can have; none for a sensor without a bus.
    const FAULTS: &'static [Fault];

    /// Whether the part has an identity to check.
    const HAS_IDENTITY: bool;

    /// Returns whether a transfer changes the part.
    ///
    /// As given: an I2C transfer that writes more than a register pointer of one byte. A part on SPI says so by its own framing.
    fn is_write(record: &Record) -> bool {
        matches!(record, Record::I2c(transfer) if written(transfer) > 1)
    }

    /// Makes a new world with the part just powered up.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Returns lowest and highest value that must be measured right.
    fn range() -> (Self::Quantity, Self::Quantity);

    /// Returns how far a reading may be from this truth.
    fn tolerance(truth: Self::Quantity) -> Self::Quantity;

    /// Returns a truth beyond the scale; `None` where the quantity cannot get there.
    fn beyond() -> Option<Self::Quantity>;

    /// Makes the truth so.
    fn set_truth(&mut self, truth: Self::Quantity);

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
pub fn suite<B: SensorBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    values::latency::<B>(&mut passed)?;
    values::range::<B>(&mut passed)?;
    faults::uninitialised::<B>(&mut passed)?;
    faults::identity_first::<B>(&mut passed)?;
    faults::reported_and_recovered::<B>(&mut passed)?;
    faults::during_init::<B>(&mut passed)?;
    faults::reset_noticed::<B>(&mut passed)?;
    values::saturation::<B>(&mut passed)?;
    halves::same_bits::<B>(&mut passed)?;
    halves::cancellation::<B>(&mut passed)?;
    Ok(passed)
}

/// Tries that a part gets to have its first value ready.
const PATIENCE: u32 = 16;

/// Lets the part convert once more and reads, until there is a value or another error than `NotReady`.
fn read<B: SensorBench>(bench: &B, driver: &mut B::Blocking) -> Result<B::Quantity, ErrorKind> {
    let mut answer = Err(ErrorKind::NotReady);
    for _ in 0..PATIENCE {
        if answer != Err(ErrorKind::NotReady) {
            break;
        }
        bench.world().clock().advance(pause(driver.latency()));
        answer = driver.measure().map_err(|error| error.kind());
    }
    answer
}

/// The same on the async half.
async fn read_async<B: SensorBench>(
    bench: &B,
    driver: &mut B::Asynch,
) -> Result<B::Quantity, ErrorKind> {
    let mut answer = Err(ErrorKind::NotReady);
    for _ in 0..PATIENCE {
        if answer != Err(ErrorKind::NotReady) {
            break;
        }
        bench.world().clock().advance(pause(driver.latency()));
        answer = driver.measure().await.map_err(|error| error.kind());
    }
    answer
}

/// A little longer than the latency, so that a whole conversion fits in.
fn pause(latency: Duration) -> Duration {
    latency.saturating_add(Duration::from_micros(100))
}

/// A bench with the truth in the upper quarter of its range, where zero cannot pass for it, and an initialised driver.
fn ready<B: SensorBench>() -> Result<(B, B::Blocking, B::Quantity), ErrorKind> {
    let mut bench = B::new();
    let truth = distinct::<B>();
    bench.set_truth(truth);
    let mut driver = bench.blocking();
    B::init(&mut driver)?;
    read(&bench, &mut driver)?;
    Ok((bench, driver, truth))
}

/// A truth that no default or stuck reading comes near.
fn distinct<B: SensorBench>() -> B::Quantity {
    let (lowest, highest) = B::range();
    spread(lowest, highest, 13, 16)
}

/// Runs `act` with a trace.
fn traced<T>(world: &World, act: impl FnOnce() -> T) -> (T, Trace) {
    world.start_trace();
    let result = act();
    (result, world.take_trace())
}

/// Data bytes from the controller.
fn written(transfer: &I2cTransfer) -> usize {
    let mut reading = false;
    let mut count = 0;
    for symbol in &transfer.symbols {
        match symbol {
            I2cSymbol::Start { read, .. } => reading = *read,
            I2cSymbol::Byte { .. } if !reading => count += 1,
            _ => {}
        }
    }
    count
}
