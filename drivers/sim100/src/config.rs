//! What the application decides.

use core::{fmt, time::Duration};

use hal_power::{Resistance, Voltage};

/// Both poles at the end of their range, in parallel.
const RANGE: Resistance = Resistance::from_kilohms(1_000);

/// Times and limits, and what the part is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    pub(crate) max_voltage: Voltage,
    pub(crate) times: Times,
    pub(crate) ceiling: Option<Resistance>,
    pub(crate) part_name: Option<[u8; 16]>,
}

/// Times of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Times {
    pub(crate) period: Duration,
    pub(crate) timeout: Duration,
    pub(crate) tries: u8,
    pub(crate) estimate: Duration,
}

impl Times {
    /// Takes how often the part is asked whether it has a new estimate; how long an answer may take; how often a question is asked
    /// before the part counts as silent; and how old an estimate may be when it is told first.
    ///
    /// One source asks every 100 ms and waits 3 s; the maker has an estimate take up to some 6 s.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`].
    pub const fn new(
        period: Duration,
        timeout: Duration,
        tries: u8,
        estimate: Duration,
    ) -> Result<Self, ConfigError> {
        if period.is_zero() || timeout.is_zero() || tries == 0 || estimate.is_zero() {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            period,
            timeout,
            tries,
            estimate,
        })
    }
}

impl Config {
    /// Takes the most that the battery may have, in whole V, which is set in the part, and times.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Voltage`] where it is not positive, or not whole.
    pub const fn new(max_voltage: Voltage, times: Times) -> Result<Self, ConfigError> {
        let microvolts = max_voltage.as_microvolts();
        if microvolts <= 0 || microvolts % 1_000_000 != 0 {
            return Err(ConfigError::Voltage);
        }
        Ok(Self {
            max_voltage,
            times,
            ceiling: None,
            part_name: None,
        })
    }

    /// Has everything above `ceiling` read as the ceiling, over-range too: what is read is then the least that the insulation has.
    /// Else two poles over range are [`NoInsulation::OverRange`](crate::NoInsulation::OverRange), and a net without a fault is not
    /// proven to have none.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Ceiling`] for zero, and beyond 1 MΩ: 2 MΩ, the range, of either pole.
    pub fn with_ceiling(mut self, ceiling: Resistance) -> Result<Self, ConfigError> {
        if ceiling == Resistance::ZERO || ceiling > RANGE {
            return Err(ConfigError::Ceiling);
        }
        self.ceiling = Some(ceiling);
        Ok(self)
    }

    /// Has the part identified by its name, without which nothing counts: others of its family use its identifiers.
    #[must_use]
    pub const fn with_part_name(mut self, name: [u8; 16]) -> Self {
        self.part_name = Some(name);
        self
    }
}

/// Figures that make no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A time that has to pass, or the number of tries, is zero.
    Zero,
    /// The voltage is not positive, or not whole.
    Voltage,
    /// The ceiling is zero or beyond the part's range.
    Ceiling,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "a time that has to pass is zero",
            Self::Voltage => "the voltage is not positive, or not whole",
            Self::Ceiling => "the ceiling is zero, or beyond the range",
        })
    }
}

impl core::error::Error for ConfigError {}
