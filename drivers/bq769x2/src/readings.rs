//! What several readings at once bring.

use hal_power::{Current, Temperature, Voltage};

use crate::{BatteryStatus, Safety};

/// Voltages beside those of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Voltages {
    /// At the top of the stack.
    pub stack: Voltage,
    /// At the PACK pin.
    pub pack: Voltage,
    /// At the LD pin.
    pub load: Voltage,
}

/// All but what the caller's slices take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Scan {
    /// Faults.
    pub safety: Safety,
    /// State of the part.
    pub battery: BatteryStatus,
    /// Stack, PACK and LD.
    pub voltages: Voltages,
    /// Current, positive while discharging.
    pub current: Current,
    /// Temperature of the die.
    pub die: Temperature,
}
