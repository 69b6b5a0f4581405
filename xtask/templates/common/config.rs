//! What the application decides about the part.

/// Configuration of the part; has no settings yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Config {}

impl Config {
    /// Creates the configuration that the part has after power-up.
    pub const fn new() -> Self {
        Self {}
    }
}
