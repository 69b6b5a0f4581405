//! The suite for meters of insulation.

mod faults;
mod halves;
mod net;
mod run;
mod values;

pub use net::Net;

use crate::{Failure, Passed};
use core::time::Duration;
use hal_power::{ErrorKind, Ratio, Resistance, asynch, blocking};
use hal_power_sim::World;

/// A meter at a net without earth, whose paths to earth are in the suite's hands.
///
/// Each check makes its own bench, so that none inherits another's mess.
pub trait InsulationBench: Sized {
    /// The driver's blocking half.
    type Blocking: blocking::InsulationMeter;
    /// The driver's async half.
    type Asynch: asynch::InsulationMeter;

    /// How often a driver is read while time passes.
    const PACE: Duration;

    /// From a new world to the first value; there is none before. Zero for a meter that measures when asked.
    const START_UP: Duration;

    /// Longest time from a change of the net until the meter shows it.
    const SETTLE: Duration;

    /// Whether beyond its range the meter says so, by kind `Saturated`, and not a value that the insulation has at least.
    const TELLS_OVER_RANGE: bool;

    /// How far the place of a fault may be from the truth; `None` where the meter tells none.
    const PLACE: Option<Ratio>;

    /// Makes a new world, with a net that has no path to earth and a meter that is given supply now.
    fn new() -> Self;

    /// Returns the world.
    fn world(&self) -> &World;

    /// Lets time pass.
    fn wait(&mut self, time: Duration);

    /// Creates the blocking driver.
    fn blocking(&self) -> Self::Blocking;

    /// Creates the async driver.
    fn asynch(&self) -> Self::Asynch;

    /// Returns the least and the highest insulation that must be told by a value.
    fn range() -> (Resistance, Resistance);

    /// Returns between which values a reading has to be where the insulation is `truth`: by how much it may be better as stated by the
    /// meter, and by how much worse.
    fn bounds(truth: Resistance) -> (Resistance, Resistance);

    /// Makes the net so.
    fn set_net(&mut self, net: Net);

    /// Breaks the meter in the `nth` way that it can find, counted from 0. Returns how it tells of that, and for how long there is
    /// no value once it is mended; `None` where there is no such way.
    fn break_meter(&mut self, nth: usize) -> Option<(ErrorKind, Duration)>;

    /// Mends what is broken.
    fn mend_meter(&mut self);

    /// From now on nothing is heard of the meter, or of the `nth` of its parts, counted from 0. Returns false where there is no such
    /// part.
    fn silence(&mut self, nth: usize) -> bool;
}

/// Runs every check on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn suite<B: InsulationBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    values::range::<B>(&mut passed)?;
    values::over_range::<B>(&mut passed)?;
    values::latency::<B>(&mut passed)?;
    faults::start_up::<B>(&mut passed)?;
    faults::broken::<B>(&mut passed)?;
    faults::silence::<B>(&mut passed)?;
    halves::same_answers::<B>(&mut passed)?;
    halves::cancellation::<B>(&mut passed)?;
    Ok(passed)
}
