//! Suites for meters of an AC circuit: one for each trait of [`hal_inverter`], so that a meter runs those of the traits that it has.
//!
//! A bench implements [`PartBench`], which makes the driver and the world, and [`MeterBench`], which makes the circuit. There is one
//! bench for all traits of a driver:
//!
//! | the driver has | the test calls |
//! |---|---|
//! | `VoltageMeter` | [`voltage`] |
//! | `CurrentMeter` | [`current`] |
//! | `ActivePowerMeter` | [`active_power`] |
//! | `ReactivePowerMeter` | [`reactive_power`] |
//! | `ApparentPowerMeter` | [`apparent_power`] |
//! | `PowerFactorMeter` | [`power_factor`] |
//! | `FrequencyMeter` | [`frequency`] |
//! | `EnergyMeter` | [`energy`] |
//! | all three powers | [`coherence`] |

mod circuit;
mod coherence;
mod energy;
mod identity;
mod run;
mod site;
mod value;

pub use circuit::{Circuit, MeterRange, MeterTolerance, Metered};

use crate::{Failure, PartBench, Passed, part::act};
use core::time::Duration;
use hal_inverter::{asynch, blocking};
use hal_power::{Energy, ErrorKind, Sensor};
use hal_power_sim::{Fault, Injection, trace::Record};
use site::Site;

/// A bench whose driver meters a circuit.
///
/// A new meter has counted no energy, and one that has reset counts on from where it says it does: what its driver has told is
/// never taken back.
pub trait MeterBench: PartBench<Blocking: Sensor, Asynch: Sensor> {
    /// Whether the part has an identity to check.
    const HAS_IDENTITY: bool;

    /// How `init` tells of another part in the place of this one.
    const IMPOSTOR: ErrorKind = ErrorKind::WrongDevice;

    /// Most energy of one direction that may have passed and is not counted yet: a step of the sum.
    const ENERGY_STEP: Energy;

    /// Longest time between two readings of the energy at the highest power. Shorter for a part whose registers overflow.
    const READ_WITHIN: Duration = Duration::from_secs(3_600);

    /// Whether the part sums both directions up in one register, so that only what is net between two readings is told apart.
    const NETS_ENERGY: bool = false;

    /// Whether energy outlives an answer that is lost. False for a part that clears its sum by being read and cannot repeat it.
    const REPEATS_ENERGY: bool = true;

    /// Returns which circuits must be metered right. The lowest voltage and current are those at which power factor and frequency
    /// still mean something.
    fn range() -> MeterRange;

    /// Returns how far a value may be from the truth.
    fn tolerance(of: Metered) -> MeterTolerance;

    /// Returns a circuit at which this quantity is beyond the scale; `None` where it cannot get there.
    fn beyond(of: Metered) -> Option<Circuit>;

    /// Makes the circuit so.
    fn set_circuit(&mut self, circuit: Circuit);

    /// Stops the part's measuring while it goes on answering. Returns false where the part has no way to show that.
    fn freeze(&mut self) -> bool;

    /// Puts the `nth` other part in this one's place, counted from 0. Returns false where there is none that can be told apart.
    ///
    /// As given: lines that read all ones, and all zeros.
    fn replace(&mut self, nth: usize) -> bool {
        let Some(fault) = [Fault::ReadsOnes, Fault::ReadsZeros].get(nth) else {
            return false;
        };
        self.world().inject(Injection::from(0, *fault));
        true
    }

    /// Returns whether a transfer changes the part. Asked only of a part with an identity.
    fn is_write(record: &Record) -> bool;
}

/// A suite for one value.
macro_rules! suite {
    ($($suite:ident, $meter:ident, $value:ident;)+) => {$(
        #[doc = concat!("Runs every check of `", stringify!($meter), "` on the blocking and the async half.")]
        ///
        /// # Errors
        ///
        /// The first check that is not passed.
        pub fn $suite<B>() -> Result<Passed, Failure>
        where
            B: MeterBench<Blocking: blocking::$meter, Asynch: asynch::$meter>,
        {
            values::<B, value::$value>()
        }
    )+};
}

suite! {
    voltage, VoltageMeter, RmsVoltage;
    current, CurrentMeter, RmsCurrent;
    active_power, ActivePowerMeter, Active;
    reactive_power, ReactivePowerMeter, Reactive;
    apparent_power, ApparentPowerMeter, Apparent;
    power_factor, PowerFactorMeter, Factor;
    frequency, FrequencyMeter, Hertz;
}

fn values<B: MeterBench, V: value::Value<B>>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    value::sign_and_range::<B, V>(&mut passed)?;
    value::latency::<B, V>(&mut passed)?;
    value::saturation::<B, V>(&mut passed)?;
    run::frozen::<B, value::Read<V>>(&mut passed)?;
    identity::first::<B>(&mut passed)?;
    act::every::<Site<B>, value::Read<V>>(&mut passed)?;
    Ok(passed)
}

/// Runs every check of `EnergyMeter` on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn energy<B>() -> Result<Passed, Failure>
where
    B: MeterBench<Blocking: blocking::EnergyMeter, Asynch: asynch::EnergyMeter>,
{
    let mut passed = Passed::default();
    energy::directions::<B>(&mut passed)?;
    energy::nothing_lost::<B>(&mut passed)?;
    energy::kept::<B>(&mut passed)?;
    run::frozen::<B, energy::Read>(&mut passed)?;
    identity::first::<B>(&mut passed)?;
    act::every::<Site<B>, energy::Read>(&mut passed)?;
    Ok(passed)
}

/// Runs the check of active, reactive and apparent power against each other, for a driver that has all three.
///
/// # Errors
///
/// The check that is not passed.
pub fn coherence<B>() -> Result<Passed, Failure>
where
    B: MeterBench,
    B::Blocking: blocking::ActivePowerMeter + blocking::ReactivePowerMeter,
    B::Blocking: blocking::ApparentPowerMeter,
{
    let mut passed = Passed::default();
    coherence::triangle::<B>(&mut passed)?;
    Ok(passed)
}
