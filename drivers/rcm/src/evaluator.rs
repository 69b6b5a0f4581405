//! The part that runs where there is time.

use hal_power::{Current, ResidualCurrent, Voltage};

use crate::{Config, NoReading, Window, fit, sums::Sums};

/// What flows to earth, over one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Evaluation {
    /// The smooth part, signed, less the offset.
    pub direct: Current,
    /// The alternating part in phase with the voltage, effective; positive where it follows the voltage. Without a reference all
    /// of the alternating part, since any of it may flow through a resistance.
    pub in_phase: Current,
    /// Effective value of the alternating part.
    pub alternating: Current,
    /// Effective value of all.
    pub total: Current,
    /// Whether the line's voltage was there to tell phases by.
    pub has_reference: bool,
    /// Effective value of the line's voltage.
    pub voltage: Voltage,
}

impl From<Evaluation> for ResidualCurrent {
    fn from(of: Evaluation) -> Self {
        Self::new(of.in_phase, of.total).with_direct(of.direct)
    }
}

/// Judges windows of one sensor. Two sensors have two of them, which share nothing.
#[derive(Debug, Clone)]
pub struct Evaluator {
    config: Config,
    /// The offset, or the one that was beyond its limit.
    offset: Result<Current, Current>,
    /// Frames at the last evaluation.
    frames: Option<u32>,
}

impl Evaluator {
    /// Creates an evaluator of a sensor without an offset.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            offset: Ok(Current::ZERO),
            frames: None,
        }
    }

    /// Returns the configuration.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the offset that is taken off.
    #[must_use]
    pub fn offset(&self) -> Current {
        self.offset.unwrap_or(Current::ZERO)
    }

    /// Judges a window. One that has had no frame since the last time is [`NoReading::Silent`], so that frames that have ceased
    /// show; ask no faster than frames come.
    ///
    /// # Errors
    ///
    /// Every [`NoReading`].
    pub fn evaluate(&mut self, window: &Window) -> Result<Evaluation, NoReading> {
        let sums = self.sums(window)?;
        let offset = self.offset.map_err(NoReading::Offset)?;
        fit::evaluate(&sums, &self.config, offset)
    }

    /// Takes the smooth part of a window as the sensor's offset, and returns it. Only with contacts open, where nothing can flow:
    /// a direct current that does is taken for offset as well.
    ///
    /// # Errors
    ///
    /// [`NoReading::Offset`] beyond the limit, and from every evaluation until one is within it; others as
    /// [`evaluate`](Self::evaluate).
    pub fn zero(&mut self, window: &Window) -> Result<Current, NoReading> {
        let sums = self.sums(window)?;
        let found = fit::evaluate(&sums, &self.config, Current::ZERO)?.direct;
        self.offset = if found.abs() <= self.config.offset {
            Ok(found)
        } else {
            Err(found)
        };
        self.offset.map_err(NoReading::Offset)
    }

    fn sums(&mut self, window: &Window) -> Result<Sums, NoReading> {
        if self.frames.replace(window.frames) == Some(window.frames) {
            return Err(NoReading::Silent);
        }
        // a sensor that is stuck at an end of its scale is saturated
        if let Some(line) = window.saturated() {
            return Err(NoReading::Saturated(line));
        }
        if window.still >= self.config.still {
            return Err(NoReading::Stuck);
        }
        Sums::of(window, &self.config).ok_or(NoReading::Filling)
    }
}
