//! What a precharge is told, and what it wants.

use crate::{Current, Input, Voltage};

/// What a step of [`Precharge`](super::Precharge) is told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct PrechargeInputs {
    /// Voltage on the battery's side of the contactors.
    pub battery: Input<Voltage>,
    /// Voltage of the DC link.
    pub link: Input<Voltage>,
    /// Battery current.
    pub current: Input<Current>,
}

impl PrechargeInputs {
    /// Creates inputs.
    pub const fn new(
        battery: Input<Voltage>,
        link: Input<Voltage>,
        current: Input<Current>,
    ) -> Self {
        Self {
            battery,
            link,
            current,
        }
    }
}

/// What [`Precharge`](super::Precharge) wants closed, as levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct PrechargeContacts {
    /// The contact in series with the resistor.
    pub precharge: bool,
    /// The main contact of the other pole.
    pub other_pole: bool,
}
