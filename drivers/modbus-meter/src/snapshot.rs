//! What a meter measures at one time.

use hal_inverter::MeteredEnergy;
use hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Voltage};

/// An SDM120, of one frame where the configured number of registers allows for it: 76.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Sdm120Snapshot {
    /// Effective value.
    pub voltage: Voltage,
    /// Effective value.
    pub current: Current,
    /// Positive while exporting.
    pub active: Power,
    /// Positive while the exported current lags.
    pub reactive: ReactivePower,
    /// Never negative.
    pub apparent: ApparentPower,
    /// With the sign of the active power.
    pub power_factor: Ratio,
    /// Of the voltage.
    pub frequency: Frequency,
    /// Both sums.
    pub energy: MeteredEnergy,
}

/// A DDSU666, of one frame where the configured number of registers allows for it: 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Ddsu666Snapshot {
    /// Effective value.
    pub voltage: Voltage,
    /// Effective value.
    pub current: Current,
    /// Positive while exporting.
    pub active: Power,
    /// Positive while the exported current lags.
    pub reactive: ReactivePower,
    /// With the sign of the active power.
    pub power_factor: Ratio,
    /// Of the voltage.
    pub frequency: Frequency,
}

/// One phase of an SDM630.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct PhaseSnapshot {
    /// Effective value.
    pub voltage: Voltage,
    /// Effective value.
    pub current: Current,
    /// Positive while exporting.
    pub active: Power,
    /// Positive while the exported current lags.
    pub reactive: ReactivePower,
    /// Never negative.
    pub apparent: ApparentPower,
    /// With the sign of the active power.
    pub power_factor: Ratio,
}

/// An SDM630, of one frame where the configured number of registers allows for it: 76.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Sdm630Snapshot {
    /// L1, L2, L3.
    pub phases: [PhaseSnapshot; 3],
    /// Sum, positive while exporting.
    pub active: Power,
    /// Sum, positive while the exported current lags.
    pub reactive: ReactivePower,
    /// Sum, never negative.
    pub apparent: ApparentPower,
    /// Of the sums, with the sign of the active power.
    pub power_factor: Ratio,
    /// Of the voltage.
    pub frequency: Frequency,
    /// Both sums.
    pub energy: MeteredEnergy,
}
