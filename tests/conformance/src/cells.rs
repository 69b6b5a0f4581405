//! Suites for monitors of battery cells: one for each trait of [`hal_bms`], so that a part runs those of the traits that it has.
//!
//! A bench implements [`PartBench`], which makes the driver and the world, and beside it one trait for each capability. The
//! driver is the same for all of them, blocking and async:
//!
//! | the driver has | the bench gets | the test calls |
//! |---|---|---|
//! | `CellVoltages` | [`CellBench`] | [`suite`] |
//! | `CellTemperatures` | [`TemperatureBench`] | [`temperatures`] |
//! | `Balancing` | [`BalancingBench`] | [`balancing`] |
//! | `OpenWireTest` | [`WireBench`] | [`open_wires`] |
//! | `CellProtection` | [`ProtectionBench`] | [`protection`] |
//! | `SafetyMonitor` | [`SafetyBench`] | [`safety`] |
//!
//! [`hal_bms::Series`] of several drivers is one more driver, and its bench one more bench.

mod balancing;
mod protection;
mod safety;
mod temperatures;
mod voltages;
mod wires;

use crate::{Failure, PartBench, Passed, part::act};
use hal_bms::{CellLimits, CellSet, SafetyStatus, asynch, blocking};
use hal_power::{Temperature, Voltage};

/// A bench whose driver measures cells.
pub trait CellBench:
    PartBench<Blocking: blocking::CellVoltages, Asynch: asynch::CellVoltages>
{
    /// Returns lowest and highest voltage of a cell that must be measured right, whatever the others are in that range.
    fn range() -> (Voltage, Voltage);

    /// Returns how far a voltage may be from this truth. Less than a sixteenth of the range, and than its share by cells.
    fn tolerance(truth: Voltage) -> Voltage;

    /// Returns a truth beyond the scale; `None` where a cell cannot get there.
    fn beyond() -> Option<Voltage>;

    /// Makes the voltage of one cell so.
    fn set_cell(&mut self, cell: usize, truth: Voltage);

    /// From now on the part gives, for this cell, the `nth` of its codes that stand for no value, counted from 0. Returns false
    /// where there is none.
    fn withhold(&mut self, cell: usize, nth: usize) -> bool;
}

/// How a temperature sensor is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SensorDefect {
    /// A wire is open.
    Open,
    /// Both wires touch.
    Shorted,
}

/// A bench whose driver measures temperatures.
pub trait TemperatureBench:
    PartBench<Blocking: blocking::CellTemperatures, Asynch: asynch::CellTemperatures>
{
    /// Returns lowest and highest temperature that must be measured right.
    fn temperatures() -> (Temperature, Temperature);

    /// Returns how far a temperature may be from this truth. Less than a sixteenth of the range, and than its share by sensors.
    fn tolerance(truth: Temperature) -> Temperature;

    /// Makes the temperature of one sensor so.
    fn set_temperature(&mut self, sensor: usize, truth: Temperature);

    /// Breaks a sensor. Returns false where it cannot break like that.
    fn break_sensor(&mut self, sensor: usize, defect: SensorDefect) -> bool;
}

/// A bench whose driver discharges cells.
pub trait BalancingBench:
    PartBench<Blocking: blocking::Balancing, Asynch: asynch::Balancing>
{
    /// Whether discharging ends by itself also while the host goes on reading. False for a part whose timer any command restarts.
    const ENDS_WHILE_READ: bool = true;

    /// Returns which cells are discharged in truth. A part that pauses them to measure discharges them all the while.
    fn discharged(&self) -> CellSet;
}

/// A bench whose driver finds open wires.
pub trait WireBench:
    PartBench<Blocking: blocking::OpenWireTest, Asynch: asynch::OpenWireTest>
{
    /// Opens a wire: `wire` at the negative end of that cell, the number of cells at the positive end of the string.
    fn open_wire(&mut self, wire: usize);

    /// Closes every wire.
    fn mend_wires(&mut self);
}

/// A bench whose driver sets limits that the part keeps by itself.
pub trait ProtectionBench:
    PartBench<Blocking: blocking::CellProtection, Asynch: asynch::CellProtection>
{
    /// Returns the lowest and the highest of each figure that must be accepted: thresholds and delays.
    fn limits() -> (CellLimits, CellLimits);

    /// Returns the `nth` limits that the part cannot keep, counted from 0.
    fn impossible(nth: usize) -> Option<CellLimits>;

    /// Returns what the part applies in truth, of several parts the loosest; `None` before any were set.
    fn applied(&self) -> Option<CellLimits>;
}

/// A bench whose driver tells what the part has found.
pub trait SafetyBench:
    PartBench<Blocking: blocking::SafetyMonitor, Asynch: asynch::SafetyMonitor>
{
    /// What stays reported, once the part has found it, until it is cleared.
    const LATCHED: SafetyStatus;

    /// Makes one finding true, from now until [`lift`](Self::lift), and lets the time pass that the part takes to report it. Returns
    /// false where the part cannot find that. The driver is initialised.
    fn raise(&mut self, finding: SafetyStatus) -> bool;

    /// Makes it untrue, and lets the time pass that the part takes to see that.
    fn lift(&mut self);

    /// Returns what is to be reported while `finding` alone is true.
    fn shows(finding: SafetyStatus) -> SafetyStatus {
        finding
    }
}

/// Runs every check of `CellVoltages` on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn suite<B: CellBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    voltages::order_and_range::<B>(&mut passed)?;
    voltages::latency::<B>(&mut passed)?;
    voltages::slice_length::<B>(&mut passed)?;
    voltages::no_value::<B>(&mut passed)?;
    voltages::saturation::<B>(&mut passed)?;
    act::every::<B, voltages::Read>(&mut passed)?;
    Ok(passed)
}

/// Runs every check of `CellTemperatures` on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn temperatures<B: TemperatureBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    temperatures::range_and_order::<B>(&mut passed)?;
    temperatures::slice_length::<B>(&mut passed)?;
    temperatures::no_value::<B>(&mut passed)?;
    act::every::<B, temperatures::Read>(&mut passed)?;
    Ok(passed)
}

/// Runs every check of `Balancing` on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn balancing<B: BalancingBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    balancing::discharges::<B>(&mut passed)?;
    balancing::neighbours::<B>(&mut passed)?;
    balancing::beyond_count::<B>(&mut passed)?;
    balancing::ends_by_itself::<B>(&mut passed)?;
    act::every::<B, balancing::Discharge>(&mut passed)?;
    Ok(passed)
}

/// Runs every check of `OpenWireTest` on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn open_wires<B: WireBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    wires::named::<B>(&mut passed)?;
    act::every::<B, wires::Find>(&mut passed)?;
    Ok(passed)
}

/// Runs every check of `CellProtection` on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn protection<B: ProtectionBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    protection::applied::<B>(&mut passed)?;
    protection::beyond_range::<B>(&mut passed)?;
    act::every::<B, protection::Protect>(&mut passed)?;
    Ok(passed)
}

/// Runs every check of `SafetyMonitor` on the blocking and the async half.
///
/// # Errors
///
/// The first check that is not passed.
pub fn safety<B: SafetyBench>() -> Result<Passed, Failure> {
    let mut passed = Passed::default();
    safety::shown::<B>(&mut passed)?;
    safety::latched::<B>(&mut passed)?;
    safety::persists::<B>(&mut passed)?;
    safety::cleared::<B>(&mut passed)?;
    act::every::<B, safety::Report>(&mut passed)?;
    act::every::<B, safety::Clear>(&mut passed)?;
    Ok(passed)
}
