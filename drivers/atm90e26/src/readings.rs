//! What comes out beside the hal's quantities.

use hal_power::{ApparentPower, Current, Power, Ratio, ReactiveEnergy, ReactivePower, Voltage};

/// A line whose current is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Line {
    /// The live line.
    L,
    /// The neutral line.
    N,
}

/// Angle between voltage and current in tenths of a degree, within ±180.0°, as the part counts it: it knows nothing of
/// [`Forward`](crate::Forward).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PhaseAngle(pub(crate) i16);

impl PhaseAngle {
    /// Returns tenths of a degree.
    pub const fn as_decidegrees(self) -> i16 {
        self.0
    }
}

/// One line, and the voltage over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Readings {
    /// Effective voltage.
    pub voltage: Voltage,
    /// Effective current.
    pub current: Current,
    /// Active power, positive while exporting.
    pub active_power: Power,
    /// Reactive power, positive while the exported current lags.
    pub reactive_power: ReactivePower,
    /// Apparent power.
    pub apparent_power: ApparentPower,
    /// Power factor, with the sign of the active power.
    pub power_factor: Ratio,
}

/// Reactive energy, each sign of the reactive power for itself, neither ever negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ReactiveEnergies {
    /// While the exported current lagged.
    pub positive: ReactiveEnergy,
    /// While it led.
    pub negative: ReactiveEnergy,
}
