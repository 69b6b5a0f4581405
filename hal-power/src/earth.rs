//! What is measured towards earth.

use crate::{Current, Ratio, Resistance};

/// Insulation of one galvanic net to earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Insulation {
    /// Of all paths to earth together.
    pub total: Resistance,
    /// Where between the negative pole (0 %) and the positive pole (100 %) the total acts, for meters that can tell.
    pub position: Option<Ratio>,
}

impl Insulation {
    /// Creates a measurement without a position.
    pub const fn new(total: Resistance) -> Self {
        Self {
            total,
            position: None,
        }
    }

    /// Adds where between negative pole (0 %) and positive pole (100 %) the total acts.
    #[must_use]
    pub const fn at(mut self, position: Ratio) -> Self {
        self.position = Some(position);
        self
    }
}

/// Current to earth, as magnitudes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ResidualCurrent {
    /// All of it, RMS.
    pub total: Current,
    /// The part in phase with the voltage to earth: resistive. What is left flows through Y-capacitors.
    pub in_phase: Current,
}

impl ResidualCurrent {
    /// Creates a measurement.
    pub const fn new(total: Current, in_phase: Current) -> Self {
        Self { total, in_phase }
    }
}
