//! What is measured towards earth.

use crate::{Current, Ratio, Resistance};

/// Insulation of one galvanic net to earth, as a meter sees it.
///
/// A fault in the middle of a string lies on neither pole, so there are no pole values: there is the total, and, where the
/// meter can tell, the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Insulation {
    /// All paths to earth in parallel.
    pub total: Resistance,
    /// Where the fault lies: 0 at the negative pole, [`Ratio::ONE`] at the positive.
    pub position: Option<Ratio>,
}

impl Insulation {
    /// Creates a value whose position is not known.
    pub const fn new(total: Resistance) -> Self {
        Self {
            total,
            position: None,
        }
    }

    /// Sets the position.
    #[must_use]
    pub const fn with_position(mut self, position: Ratio) -> Self {
        self.position = Some(position);
        self
    }
}

/// Residual current of one evaluation, over one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ResidualCurrent {
    /// The part in phase with the voltage, signed: what flows through a resistance, or a person.
    pub in_phase: Current,
    /// The whole effective value, capacitive part included.
    pub total: Current,
    /// The smooth part, signed, of a sensor that tells it apart: it has no phase, and flows through a resistance. Zero where it is
    /// counted in [`in_phase`](Self::in_phase).
    pub direct: Current,
}

impl ResidualCurrent {
    /// Creates a value without a smooth part.
    pub const fn new(in_phase: Current, total: Current) -> Self {
        Self {
            in_phase,
            total,
            direct: Current::ZERO,
        }
    }

    /// Sets the smooth part.
    #[must_use]
    pub const fn with_direct(mut self, direct: Current) -> Self {
        self.direct = direct;
        self
    }
}
