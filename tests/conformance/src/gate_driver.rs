//! The suite for gate drivers.

mod cases;
mod clearing;
mod faults;
mod halves;
mod init;
mod run;

use crate::{Failure, Passed};
use core::time::Duration;
use hal_inverter::{GateFaults, asynch::GateDriver as GateDriverAsync, blocking::GateDriver};
use hal_power::ErrorKind;
use hal_power_sim::{Fault, Fuse, World};

/// A gate driver in a simulated world, whose gates the suite can see, and to which it can do harm.
///
/// Each check makes its own bench, so that none inherits another's mess.
pub trait GateBench: Sized {
    /// The driver's blocking half.
    type Blocking: GateDriver;
    /// The driver's async half.
    type Asynch: GateDriverAsync;

    /// Faults that the bus between driver and part can have, and that the part's protocol can show; none for a driver on pins,
    /// which has a [`fuse`](Self::fuse).
    const FAULTS: &'static [Fault];

    /// Whether the driver holds a pin that turns the gates off.
    const HAS_OFF_PIN: bool;

    /// What stays, once the part has found it, until it is cleared.
    const LATCHED: GateFaults;

    /// What goes on although the gates are off, so that it cannot be cleared while it does.
    const PERSISTS: GateFaults = GateFaults::UNDERVOLTAGE_LOGIC
        .union(GateFaults::OVERVOLTAGE_LOGIC)
        .union(GateFaults::UNDERVOLTAGE_POSITIVE)
        .union(GateFaults::OVERVOLTAGE_POSITIVE)
        .union(GateFaults::UNDERVOLTAGE_NEGATIVE)
        .union(GateFaults::OVERVOLTAGE_NEGATIVE)
        .union(GateFaults::THERMAL_SHUTDOWN)
        .union(GateFaults::NOT_READY);

    /// What the part reports without turning the gate off.
    const LEAVES_ON: GateFaults = GateFaults::WARNINGS;

    /// How a part shows that has reset. One that has then lost its address as well cannot be told from one that is missing.
    const RESET: ErrorKind = ErrorKind::ConfigurationLost;

    /// Longest time from a change of an input or a fault until the part has followed.
    const SETTLE: Duration;

    /// Makes a new world with the part powered up, its inputs low.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Returns what lets the driver's pins fail; `None` unless told.
    fn fuse(&self) -> Option<&Fuse> {
        None
    }

    /// Sets the input of one gate, as the PWM does.
    fn set_input(&mut self, gate: usize, on: bool);

    /// Returns whether a gate is driven on now.
    fn gate_is_on(&self, gate: usize) -> bool;

    /// Makes one fault true at one gate, whose input is high, from now until [`lift`](Self::lift). Returns false where the part
    /// cannot have it or does not look.
    fn raise(&mut self, gate: usize, fault: GateFaults) -> bool;

    /// Makes the faults of one gate untrue.
    fn lift(&mut self, gate: usize);

    /// Returns what is to be reported of gate `at` while `fault` is true at `gate`.
    ///
    /// As given: the fault at its own gate. Gates on a shared line show it too; a line with several causes has one flag.
    fn shows(gate: usize, fault: GateFaults, at: usize) -> GateFaults {
        if at == gate {
            fault
        } else {
            GateFaults::empty()
        }
    }

    /// Lets configuration register `nth` of all gates, counted from 0, take or give a wrong value in the next `init`. Returns false
    /// where there is no such register.
    fn damage_configuration(&mut self, nth: usize) -> bool;

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

/// Runs every check on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn suite<B: GateBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    init::undriven::<B>(&mut passed)?;
    init::follows::<B>(&mut passed)?;
    init::slice_length::<B>(&mut passed)?;
    init::read_back::<B>(&mut passed)?;
    clearing::shown::<B>(&mut passed)?;
    clearing::latched::<B>(&mut passed)?;
    clearing::stays_off::<B>(&mut passed)?;
    clearing::enable_refused::<B>(&mut passed)?;
    clearing::no_retry::<B>(&mut passed)?;
    clearing::persists::<B>(&mut passed)?;
    clearing::cleared::<B>(&mut passed)?;
    faults::reported_and_recovered::<B>(&mut passed)?;
    faults::reset_noticed::<B>(&mut passed)?;
    halves::same_bits::<B>(&mut passed)?;
    halves::cancellation::<B>(&mut passed)?;
    Ok(passed)
}
