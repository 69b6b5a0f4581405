//! What one gate is doing.

/// What one gate is doing, the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum State {
    /// FLT is low, or was seen low and has not been cleared.
    Faulted,
    /// RDY is low: a supply is missing.
    NotReady,
    /// RST/EN is low.
    Disabled,
    /// The gate follows its input.
    Ready,
}
