//! What a meter sums up.

use hal_power::Energy;

/// Active energy that has passed a meter, each direction for itself, neither ever negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct MeteredEnergy {
    /// Taken from the grid.
    pub imported: Energy,
    /// Given to the grid.
    pub exported: Energy,
}

impl MeteredEnergy {
    /// Creates a value.
    pub const fn new(imported: Energy, exported: Energy) -> Self {
        Self { imported, exported }
    }
}
