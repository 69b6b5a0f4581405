//! What the application decides.

use core::{fmt, time::Duration};

use embedded_can::{Id, StandardId};
use hal_power::Resistance;

use crate::codec::{INFO, RANGE, REQUEST, RESPONSE};

/// Most measurements that the part averages over (manual D00154_03, 7.3.4).
pub(crate) const MOST_MEAN: u8 = 20;

/// Settings of the part, times, identifiers, and what over-range reads as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    pub(crate) settings: Settings,
    pub(crate) times: Times,
    pub(crate) identifiers: Identifiers,
    pub(crate) ceiling: Option<Resistance>,
}

/// What is set in the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Settings {
    /// In kΩ.
    pub(crate) error: u16,
    /// In kΩ.
    pub(crate) warning: u16,
    pub(crate) mean_factor: u8,
}

/// Times of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Times {
    pub(crate) period: Duration,
    pub(crate) timeout: Duration,
    pub(crate) tries: u8,
    pub(crate) silence: Duration,
    pub(crate) frozen: Duration,
}

/// Identifiers of the three messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identifiers {
    pub(crate) info: Id,
    pub(crate) request: Id,
    pub(crate) response: Id,
}

impl Times {
    /// Takes how often the part is asked, which has to leave time for some twenty questions; how long a response may take; how often a
    /// question is asked before it counts as not answered; how long the part may send nothing by itself; and how long its counter of
    /// values may stand still.
    ///
    /// The part sends once each second (manual D00154_03, 6.2).
    ///
    /// # Errors
    ///
    /// [`ConfigError::Zero`].
    pub const fn new(
        period: Duration,
        timeout: Duration,
        tries: u8,
        silence: Duration,
        frozen: Duration,
    ) -> Result<Self, ConfigError> {
        let is_zero = period.is_zero() || timeout.is_zero() || silence.is_zero();
        if is_zero || frozen.is_zero() || tries == 0 {
            return Err(ConfigError::Zero);
        }
        Ok(Self {
            period,
            timeout,
            tries,
            silence,
            frozen,
        })
    }
}

impl Settings {
    /// Takes the resistance under which there is an insulation fault, 30 kΩ to 1 MΩ; that under which there is a warning, 40 kΩ to
    /// 2 MΩ; and over how many measurements the part averages, 1 to 20 (manual D00154_03, 7.3.2 to 7.3.4). Both in whole kΩ.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Threshold`] and [`ConfigError::MeanFactor`].
    pub fn new(
        error: Resistance,
        warning: Resistance,
        mean_factor: u8,
    ) -> Result<Self, ConfigError> {
        let error = kilohms(error).filter(|own| (30..=1_000).contains(own));
        let warning = kilohms(warning).filter(|own| (40..=2_000).contains(own));
        if !(1..=MOST_MEAN).contains(&mean_factor) {
            return Err(ConfigError::MeanFactor);
        }
        Ok(Self {
            error: error.ok_or(ConfigError::Threshold)?,
            warning: warning.ok_or(ConfigError::Threshold)?,
            mean_factor,
        })
    }
}

/// Whole kΩ; `None` for what is none.
fn kilohms(resistance: Resistance) -> Option<u16> {
    let own = u16::try_from(resistance.as_kilohms()).ok()?;
    (Resistance::from_kilohms(own.into()) == resistance).then_some(own)
}

impl Identifiers {
    /// Takes identifiers of `IMD_Info`, `IMD_Request` and `IMD_Response`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Identifiers`] where two are the same.
    pub fn new(
        info: impl Into<Id>,
        request: impl Into<Id>,
        response: impl Into<Id>,
    ) -> Result<Self, ConfigError> {
        let (info, request, response) = (info.into(), request.into(), response.into());
        if info == request || info == response || request == response {
            return Err(ConfigError::Identifiers);
        }
        Ok(Self {
            info,
            request,
            response,
        })
    }
}

impl Default for Identifiers {
    /// The maker's: [`INFO`], [`REQUEST`] and [`RESPONSE`].
    fn default() -> Self {
        let id = |raw| Id::Standard(StandardId::new(raw).unwrap_or(StandardId::ZERO));
        Self {
            info: id(INFO),
            request: id(REQUEST),
            response: id(RESPONSE),
        }
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Identifiers {
    fn format(&self, f: defmt::Formatter<'_>) {
        let raw = |id| match id {
            Id::Standard(id) => u32::from(id.as_raw()),
            Id::Extended(id) => id.as_raw(),
        };
        let [info, request, response] = [self.info, self.request, self.response].map(raw);
        defmt::write!(
            f,
            "Identifiers({=u32:#x} {=u32:#x} {=u32:#x})",
            info,
            request,
            response
        );
    }
}

impl Config {
    /// Takes settings and times.
    #[must_use]
    pub fn new(settings: Settings, times: Times) -> Self {
        Self {
            settings,
            times,
            identifiers: Identifiers::default(),
            ceiling: None,
        }
    }

    /// Has everything above `ceiling` read as the ceiling, over-range too: what is read is then the least that the insulation has.
    /// Else the end of the range is [`NoInsulation::OverRange`](crate::NoInsulation::OverRange), and a net without a fault is not
    /// proven to have none.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Ceiling`] for zero, and beyond the range of 50 MΩ.
    pub fn with_ceiling(mut self, ceiling: Resistance) -> Result<Self, ConfigError> {
        if ceiling == Resistance::ZERO || ceiling > RANGE {
            return Err(ConfigError::Ceiling);
        }
        self.ceiling = Some(ceiling);
        Ok(self)
    }

    /// Has other identifiers than the maker's.
    #[must_use]
    pub const fn with_identifiers(mut self, identifiers: Identifiers) -> Self {
        self.identifiers = identifiers;
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
    /// A threshold is not whole, or beyond what the part takes.
    Threshold,
    /// The part does not average over so many.
    MeanFactor,
    /// The ceiling is zero or beyond the part's range.
    Ceiling,
    /// Two identifiers are the same.
    Identifiers,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "a time that has to pass is zero",
            Self::Threshold => "a threshold is not whole, or out of range",
            Self::MeanFactor => "the mean factor is out of range",
            Self::Ceiling => "the ceiling is zero, or beyond the range",
            Self::Identifiers => "two identifiers are the same",
        })
    }
}

impl core::error::Error for ConfigError {}
