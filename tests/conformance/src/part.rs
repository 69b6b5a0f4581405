//! What a suite asks of every part behind a driver, whatever it is for: that faults are told, that a reset is noticed, that both
//! halves do the same.

pub(crate) mod act;
pub(crate) mod faults;
mod halves;

use core::time::Duration;
use hal_power::{ErrorKind, ErrorType};
use hal_power_sim::{Fault, World};

/// A part behind a driver in a simulated world, of which a suite asks what it asks of every part.
///
/// Each check makes its own bench, so that none inherits another's mess.
pub trait PartBench: Sized {
    /// The driver's blocking half.
    type Blocking: ErrorType;
    /// The driver's async half.
    type Asynch: ErrorType;

    /// Faults that the bus between driver and part can have, and that the part's protocol can show; none without a bus.
    const FAULTS: &'static [Fault];

    /// Longest time from a change of the truth, of `init` or of a reset until the part has followed and has a value.
    const SETTLE: Duration;

    /// How a part shows that has reset. One that has then lost its address as well cannot be told from one that is missing.
    const RESET: ErrorKind = ErrorKind::ConfigurationLost;

    /// Returns of which kind the error of a call is that this fault strikes; `None` where the transfer looks good to the controller.
    fn told(fault: Fault) -> Option<ErrorKind> {
        let is_error = fault.i2c_error().is_some() || fault.spi_error().is_some();
        is_error.then_some(ErrorKind::Bus)
    }

    /// Makes a new world with the part just powered up, what it measures in the middle of its range, and nothing wrong.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Lets the part's supply dip, so that it comes back with reset values. Returns false where it has none to come back with.
    fn brown_out(&mut self) -> bool;

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
