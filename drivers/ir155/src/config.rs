//! What the application decides.

use core::{fmt, time::Duration};

use hal_power::{Frequency, Ratio, Resistance};

use crate::codec::Windows;

/// End of the part's range.
const RANGE: Resistance = Resistance::from_kilohms(10_000);
/// Half of the distance between two states.
const WIDEST: Frequency = Frequency::from_hertz(5);
/// Widest window of a duty: 5 % is the end of its range.
const WIDEST_DUTY: Ratio = Ratio::from_percent(5);

/// Times, windows and limits that no source agrees on, or that are ordered with the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    pub(crate) response: Duration,
    pub(crate) start_up: Duration,
    pub(crate) recovery: Duration,
    frequency: Frequency,
    duty: Ratio,
    pub(crate) ceiling: Option<Resistance>,
    pub(crate) ok: Option<(Resistance, Resistance)>,
}

impl Config {
    /// Time after power-on by which the part has its first result, at the latest (data sheet, as quoted by two sources).
    pub const FIRST_RESULT: Duration = Duration::from_millis(17_500);

    /// Takes how long a value takes to follow the net; from power-on, until when nothing counts; and for how long nothing counts
    /// after a fault of the part or of its connection to earth.
    ///
    /// A start-up under [`FIRST_RESULT`](Self::FIRST_RESULT) takes for a result what may be none. After a fault foxBMS waits 25 s.
    /// A frequency counts within 1 Hz of its nominal figure, and a duty within 1 %.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`].
    pub const fn new(
        response: Duration,
        start_up: Duration,
        recovery: Duration,
    ) -> Result<Self, ConfigError> {
        if response.is_zero() || start_up.is_zero() || recovery.is_zero() {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            response,
            start_up,
            recovery,
            frequency: Frequency::from_hertz(1),
            duty: Ratio::from_percent(1),
            ceiling: None,
            ok: None,
        })
    }

    /// Sets how far from its nominal figure a frequency still counts, under 5 Hz, and a duty, under 5 %.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Windows`].
    pub fn with_windows(mut self, frequency: Frequency, duty: Ratio) -> Result<Self, ConfigError> {
        if frequency >= WIDEST || duty < Ratio::ZERO || duty >= WIDEST_DUTY {
            return Err(ConfigError::Windows);
        }
        (self.frequency, self.duty) = (frequency, duty);
        Ok(self)
    }

    /// Has everything above `ceiling` read as the ceiling, over-range too: what is read is then the least that the insulation has.
    /// Else over-range is [`NoReading::OverRange`](crate::NoReading::OverRange), and a net without a fault is not proven to have none.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Ceiling`] for zero, and beyond the part's range of 10 MΩ.
    pub fn with_ceiling(mut self, ceiling: Resistance) -> Result<Self, ConfigError> {
        if ceiling == Resistance::ZERO || ceiling > RANGE {
            return Err(ConfigError::Ceiling);
        }
        self.ceiling = Some(ceiling);
        Ok(self)
    }

    /// Has OK_HS checked against the resistance: not good below `low`, good above `high`, and either between, around the
    /// response value that the part was ordered with. Else it is only handed on.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Response`] where they are not in this order, or beyond the part's range.
    pub fn with_response(mut self, low: Resistance, high: Resistance) -> Result<Self, ConfigError> {
        if low > high || high > RANGE {
            return Err(ConfigError::Response);
        }
        self.ok = Some((low, high));
        Ok(self)
    }

    pub(crate) const fn windows(&self) -> Windows {
        Windows {
            frequency: self.frequency,
            duty: self.duty,
        }
    }
}

/// Figures that make no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A time that has to pass is zero.
    Zero,
    /// A window reaches into its neighbour, or is negative.
    Windows,
    /// The ceiling is zero or beyond the part's range.
    Ceiling,
    /// The limits of OK_HS are not in their order, or beyond the part's range.
    Response,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "a time that has to pass is zero",
            Self::Windows => "a window is too wide, or negative",
            Self::Ceiling => "the ceiling is zero, or beyond the range",
            Self::Response => "limits of OK_HS out of order, or beyond the range",
        })
    }
}

impl core::error::Error for ConfigError {}
