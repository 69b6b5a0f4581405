//! What several readings at once bring.

use hal_power::{Current, Voltage};

use crate::{BatteryStatus, Safety};

/// What is measured beside cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Pack {
    /// At the top of the stack.
    pub stack: Voltage,
    /// At the PACK pin.
    pub pack: Voltage,
    /// At the LD pin.
    pub load: Voltage,
    /// Current, positive while discharging.
    pub current: Current,
}

/// All of a scan but what the caller's slices take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Scan {
    /// Faults.
    pub safety: Safety,
    /// State of the part.
    pub battery: BatteryStatus,
}
