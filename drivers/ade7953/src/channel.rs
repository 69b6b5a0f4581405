//! The two currents, and which way energy goes.

/// A current input. Both are measured with the one voltage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Channel {
    /// IAP and IAN, by the data sheet's circuits the phase.
    A,
    /// IBP and IBN, by the data sheet's circuits the neutral.
    B,
}

impl Channel {
    /// Chooses between what belongs to A and to B.
    pub(crate) fn of<T>(self, a: T, b: T) -> T {
        match self {
            Self::A => a,
            Self::B => b,
        }
    }
}

/// What a power that the part counts as positive means: a matter of how the current sensors are turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Direction {
    /// Energy is taken from the grid, as the data sheet has it (page 25): exported powers are the part's, negated.
    PositiveImports,
    /// Energy is given to the grid.
    PositiveExports,
}

impl Direction {
    /// Turns a code so that it is positive while exporting.
    pub(crate) const fn exported(self, code: i32) -> i32 {
        match self {
            Self::PositiveImports => -code,
            Self::PositiveExports => code,
        }
    }
}
