//! What a stack is expected to be.

use core::{fmt, time::Duration};
use hal_power::Voltage;

/// What is expected of a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct StackConfig {
    pub(super) count: u8,
    pub(super) within: Voltage,
    pub(super) assembly: Duration,
    pub(super) silence: Duration,
}

impl StackConfig {
    /// Takes the number of modules, by how much their voltages may differ, the time in which all have to be announced, and the
    /// silence after which a module that was announced has vanished.
    ///
    /// # Errors
    ///
    /// [`StackConfigError::NoModules`] and [`StackConfigError::NoLimit`] for what is not positive.
    pub fn new(
        count: u8,
        within: Voltage,
        assembly: Duration,
        silence: Duration,
    ) -> Result<Self, StackConfigError> {
        if count == 0 {
            return Err(StackConfigError::NoModules);
        }
        if within <= Voltage::ZERO || assembly.is_zero() || silence.is_zero() {
            return Err(StackConfigError::NoLimit);
        }
        Ok(Self {
            count,
            within,
            assembly,
            silence,
        })
    }

    /// Returns the number of modules.
    pub const fn count(&self) -> u8 {
        self.count
    }

    /// Returns the time in which all modules have to be announced.
    pub const fn assembly(&self) -> Duration {
        self.assembly
    }

    /// Returns the silence after which a module has vanished.
    pub const fn silence(&self) -> Duration {
        self.silence
    }
}

/// Why a stack cannot be as configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StackConfigError {
    /// No module is expected.
    NoModules,
    /// More modules are expected than there is room for.
    TooMany,
    /// A limit is zero or below: no stack would pass.
    NoLimit,
}

impl fmt::Display for StackConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoModules => "a stack of no modules",
            Self::TooMany => "more modules than there is room for",
            Self::NoLimit => "a limit that nothing could pass",
        })
    }
}

impl core::error::Error for StackConfigError {}
