//! Several quantities in one answer.

use hal_power::{Current, Power, Temperature, Voltage};

/// What the INA226 measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ElectricReadings {
    /// Bus voltage, at the divider's input where there is one.
    pub voltage: Voltage,
    /// Current through the shunt, positive from IN+ to IN-.
    pub current: Current,
    /// Power, with the sign of the current.
    pub power: Power,
}

/// What all other parts measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Readings {
    /// Bus voltage, at the divider's input where there is one.
    pub voltage: Voltage,
    /// Current through the shunt, positive from IN+ to IN-.
    pub current: Current,
    /// Power, with the sign of the current.
    pub power: Power,
    /// Temperature of the die.
    pub temperature: Temperature,
}
