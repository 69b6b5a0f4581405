//! The limits of the cells.

use super::Taper;
use crate::{CellLimits, CellSet, Limit, SafetyStatus};
use core::{fmt, time::Duration};
use hal_power::{Temperature, Voltage};

/// Reports that forbid charging, whether they open contactors or not.
pub(super) const AGAINST_CHARGE: SafetyStatus = SafetyStatus::CELL_OVERVOLTAGE
    .union(SafetyStatus::OVERCURRENT_CHARGE)
    .union(SafetyStatus::OVERTEMPERATURE_CHARGE)
    .union(SafetyStatus::UNDERTEMPERATURE_CHARGE);

/// Reports that forbid discharging, whether they open contactors or not.
pub(super) const AGAINST_DISCHARGE: SafetyStatus = SafetyStatus::CELL_UNDERVOLTAGE
    .union(SafetyStatus::OVERCURRENT_DISCHARGE)
    .union(SafetyStatus::SHORT_CIRCUIT)
    .union(SafetyStatus::OVERTEMPERATURE_DISCHARGE)
    .union(SafetyStatus::UNDERTEMPERATURE_DISCHARGE);

/// Hard limits: beyond them contactors open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CellGuardLimits {
    /// Of the voltage of each cell.
    pub cells: CellLimits,
    /// Not as hot as this.
    pub hot: Limit<Temperature>,
    /// Not as cold as this.
    pub cold: Limit<Temperature>,
    /// By how much a voltage has to come back, from a hard limit to count as recovered, from the end of a taper for current.
    pub back: Voltage,
    /// By how much a temperature has to.
    pub cooled: Temperature,
}

impl CellGuardLimits {
    /// Creates limits without hysteresis.
    pub const fn new(cells: CellLimits, hot: Limit<Temperature>, cold: Limit<Temperature>) -> Self {
        Self {
            cells,
            hot,
            cold,
            back: Voltage::ZERO,
            cooled: Temperature::ZERO,
        }
    }

    /// Sets by how much voltages and temperatures have to come back.
    #[must_use]
    pub const fn with_hysteresis(mut self, voltage: Voltage, temperature: Temperature) -> Self {
        self.back = voltage;
        self.cooled = temperature;
        self
    }
}

/// Where the current of one direction goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CurrentTapers {
    /// With the voltage of the highest cell for charging, of the lowest for discharging.
    pub voltage: Taper<Voltage>,
    /// With the coldest sensor.
    pub cold: Taper<Temperature>,
    /// With the hottest sensor.
    pub hot: Taper<Temperature>,
}

impl CurrentTapers {
    /// Creates tapers.
    pub const fn new(
        voltage: Taper<Voltage>,
        cold: Taper<Temperature>,
        hot: Taper<Temperature>,
    ) -> Self {
        Self { voltage, cold, hot }
    }
}

/// What a guard is built for.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CellGuardConfig {
    pub(super) cells: usize,
    pub(super) sensors: usize,
    pub(super) limits: CellGuardLimits,
    pub(super) charge: CurrentTapers,
    pub(super) discharge: CurrentTapers,
    pub(super) max_age: Duration,
    pub(super) patience: Duration,
    pub(super) warnings: SafetyStatus,
    pub(super) wire_age: Option<Duration>,
    pub(super) stack: Option<(Voltage, Duration)>,
}

/// Limits that protect nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CellGuardError {
    /// No cell or sensor, or more cells than a [`CellSet`] has room for.
    Count,
    /// A taper runs the wrong way, or hard limits are crossed.
    Order,
    /// Current would still be allowed at a hard limit.
    BeyondLimit,
    /// A hysteresis is negative, or leaves no value that counts as recovered.
    Hysteresis,
    /// Silence is borne for less time than a reading may be old.
    Patience,
}

impl CellGuardConfig {
    /// Takes how many cells and temperatures there are, what they must keep to, and where current goes down before.
    ///
    /// Readings are taken up to `max_age`; an input that could not be used for `patience` opens contactors. Every bit of a status
    /// does, wires need no test, and the string's voltage is not compared, until set.
    ///
    /// # Errors
    ///
    /// [`CellGuardError`] for limits that protect nothing.
    pub fn new(
        cells: usize,
        sensors: usize,
        limits: CellGuardLimits,
        charge: CurrentTapers,
        discharge: CurrentTapers,
        max_age: Duration,
        patience: Duration,
    ) -> Result<Self, CellGuardError> {
        if !(1..=CellSet::MOST).contains(&cells) || sensors == 0 {
            return Err(CellGuardError::Count);
        }
        let hard = &limits.cells;
        let (over, under) = (hard.overvoltage.threshold, hard.undervoltage.threshold);
        let (hot, cold) = (limits.hot.threshold, limits.cold.threshold);
        let ordered = |tapers: &CurrentTapers| {
            tapers.cold.zero <= tapers.cold.full && tapers.hot.full <= tapers.hot.zero
        };
        if charge.voltage.full > charge.voltage.zero
            || discharge.voltage.full < discharge.voltage.zero
            || !ordered(&charge)
            || !ordered(&discharge)
            || under >= over
            || cold >= hot
        {
            return Err(CellGuardError::Order);
        }
        let inside = |tapers: &CurrentTapers| tapers.cold.zero >= cold && tapers.hot.zero <= hot;
        if charge.voltage.zero > over
            || discharge.voltage.zero < under
            || !inside(&charge)
            || !inside(&discharge)
        {
            return Err(CellGuardError::BeyondLimit);
        }
        let (volts, degrees) = (limits.back, limits.cooled);
        if volts < Voltage::ZERO
            || degrees < Temperature::ZERO
            || over.saturating_sub(volts) <= under.saturating_add(volts)
            || hot.saturating_sub(degrees) <= cold.saturating_add(degrees)
        {
            return Err(CellGuardError::Hysteresis);
        }
        if patience < max_age {
            return Err(CellGuardError::Patience);
        }
        Ok(Self {
            cells,
            sensors,
            limits,
            charge,
            discharge,
            max_age,
            patience,
            warnings: SafetyStatus::empty(),
            wire_age: None,
            stack: None,
        })
    }

    /// Sets the bits of a status that open no contactors. Those that speak of one direction still stop its current.
    #[must_use]
    pub const fn with_warnings(mut self, warnings: SafetyStatus) -> Self {
        self.warnings = warnings;
        self
    }

    /// Asks for a test of the wires that is no older than this.
    #[must_use]
    pub const fn with_wire_test(mut self, max_age: Duration) -> Self {
        self.wire_age = Some(max_age);
        self
    }

    /// Asks for the string's voltage, and sets how far apart it and the sum of cells may be, and for how long further.
    #[must_use]
    pub const fn with_stack(mut self, tolerance: Voltage, delay: Duration) -> Self {
        self.stack = Some((tolerance, delay));
        self
    }
}

impl fmt::Display for CellGuardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Count => "no cell, no sensor or too many cells",
            Self::Order => "limits in the wrong order",
            Self::BeyondLimit => "current allowed at a hard limit",
            Self::Hysteresis => "nothing would count as recovered",
            Self::Patience => "patience shorter than the age of readings",
        })
    }
}

impl core::error::Error for CellGuardError {}
