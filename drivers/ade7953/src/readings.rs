//! Several quantities at once.

use hal_power::{ApparentPower, Current, Power, ReactivePower, Voltage};

/// What a channel measures, with one proof for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Readings {
    /// Effective voltage.
    pub rms_voltage: Voltage,
    /// Effective current.
    pub rms_current: Current,
    /// Active power, positive while exporting.
    pub active_power: Power,
    /// Reactive power, positive while the exported current lags.
    pub reactive_power: ReactivePower,
    /// Apparent power.
    pub apparent_power: ApparentPower,
}
