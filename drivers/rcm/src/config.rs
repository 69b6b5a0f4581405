//! Figures of a sensor, its converters, and the frames.

use core::{fmt, time::Duration};

use hal_power::{Current, Voltage};

use crate::{Channel, window::RING};

/// Samples of the residual current span no more than this.
const WINDOW: u64 = 20_000_000;
/// Frames are added up over no more than this, and no less than the next, in ns.
const LONGEST_SLOT: u64 = 500_000;
const SHORTEST_SLOT: u64 = 400_000;
const SHORTEST_PERIOD: u64 = 20_000;
/// Slots beside the window: one for the slope on either side, one for the lag.
pub(crate) const BESIDE: usize = 3;
/// Parts of a slot in which the lag is counted.
pub(crate) const LAG_ONE: i64 = 1 << 16;

/// Sums stay within their integers up to here.
const MOST_CURRENT: Current = Current::from_amps(32);
const MOST_VOLTAGE: Voltage = Voltage::from_volts(1_024);

/// Figures of one sensor, the converters behind it and behind the line's voltage, and the frames that both are sampled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    pub(crate) residual: Channel<Current>,
    pub(crate) voltage: Channel<Voltage>,
    pub(crate) floor: Voltage,
    pub(crate) offset: Current,
    period: u64,
    /// Frames that are added up to one slot.
    pub(crate) frames: u32,
    /// Slots of the window.
    pub(crate) slots: usize,
    /// Frames with one and the same code after which the sensor is stuck.
    pub(crate) still: u32,
    /// Parts of a slot.
    pub(crate) lag: i64,
}

impl Config {
    /// Describes the channels and the period of the frames.
    ///
    /// `floor` is the effective voltage below which the line gives no phase reference: above what the channel shows of a line that
    /// is dead. `offset` is the most that the sensor may show for nothing.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Period`] where no whole number of frames fits into 0.4 ms to 0.5 ms, or under 20 µs;
    /// [`ConfigError::Scale`] beyond 32 A or 1024 V; [`ConfigError::Limit`] where `floor` or `offset` is zero or below, or beyond
    /// the channel's scale.
    pub fn new(
        period: Duration,
        residual: Channel<Current>,
        voltage: Channel<Voltage>,
        floor: Voltage,
        offset: Current,
    ) -> Result<Self, ConfigError> {
        let period = nanos(period);
        let frames = LONGEST_SLOT.checked_div(period).unwrap_or(0);
        let slot = frames.saturating_mul(period);
        if period < SHORTEST_PERIOD || slot < SHORTEST_SLOT {
            return Err(ConfigError::Period);
        }
        if residual.reach() > MOST_CURRENT || voltage.reach() > MOST_VOLTAGE {
            return Err(ConfigError::Scale);
        }
        let is_floor = floor > Voltage::ZERO && floor <= voltage.reach();
        let is_offset = offset > Current::ZERO && offset <= residual.reach();
        if !is_floor || !is_offset {
            return Err(ConfigError::Limit);
        }
        let slots = WINDOW.checked_div(slot).unwrap_or(0);
        let slots = usize::try_from(slots).map_err(|_| ConfigError::Period)?;
        let frames = u32::try_from(frames).map_err(|_| ConfigError::Period)?;
        let config = Self {
            residual,
            voltage,
            floor,
            offset,
            period,
            frames,
            slots: slots.min(RING - BESIDE),
            still: 0,
            lag: 0,
        };
        let still = WINDOW.checked_div(period).unwrap_or(0);
        Ok(Self {
            still: u32::try_from(still).unwrap_or(u32::MAX),
            ..config
        })
    }

    /// Sets by how much the sensor lags behind the voltage's channel, up to 0.4 ms: of a sensor with one pole of bandwidth
    /// `1 / (2π·f)`. What is not told here turns capacitive current into in-phase current, 250 mA by 7.8 mA for every 0.1 ms.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Lag`] where it is longer.
    pub fn with_lag(mut self, lag: Duration) -> Result<Self, ConfigError> {
        let lag = nanos(lag);
        if lag > SHORTEST_SLOT {
            return Err(ConfigError::Lag);
        }
        let parts = i128::from(lag).saturating_mul(LAG_ONE.into());
        let parts = parts.checked_div(self.slot().into()).unwrap_or(0);
        self.lag = i64::try_from(parts).unwrap_or(LAG_ONE).min(LAG_ONE);
        Ok(self)
    }

    /// Sets for how long the sensor may give one and the same code, where 20 ms are too short for its noise to show.
    #[must_use]
    pub fn with_still(mut self, time: Duration) -> Self {
        let frames = nanos(time).checked_div(self.period).unwrap_or(0);
        self.still = u32::try_from(frames).unwrap_or(u32::MAX).max(1);
        self
    }

    /// Returns how long before an evaluation its oldest sample was taken: the window of at most 20 ms, and at most 2 ms more.
    #[must_use]
    pub fn latency(&self) -> Duration {
        // one slot more is being filled
        let slots = u64::try_from(self.span()).unwrap_or(u64::MAX);
        Duration::from_nanos(self.slot().saturating_mul(slots.saturating_add(1)))
    }

    /// Returns how long the window is: the samples of the residual current that an evaluation speaks of.
    #[must_use]
    pub fn window(&self) -> Duration {
        let slots = u64::try_from(self.slots).unwrap_or(u64::MAX);
        Duration::from_nanos(self.slot().saturating_mul(slots))
    }

    /// Slots that an evaluation needs.
    pub(crate) const fn span(&self) -> usize {
        self.slots.saturating_add(BESIDE)
    }

    fn slot(&self) -> u64 {
        self.period.saturating_mul(self.frames.into())
    }
}

/// Nanoseconds of a duration, saturating.
const fn nanos(time: Duration) -> u64 {
    time.as_secs()
        .saturating_mul(1_000_000_000)
        .saturating_add(time.subsec_nanos() as u64)
}

/// Figures that make no evaluator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// Frames of this period do not make up slots of 0.4 ms to 0.5 ms, or come too fast.
    Period,
    /// A channel reaches beyond what sums can hold.
    Scale,
    /// A limit is zero or below, or beyond the scale.
    Limit,
    /// The lag is longer than 0.4 ms.
    Lag,
    /// The test winding carries no current, or more than a quantity holds.
    Winding,
}

impl hal_power::Error for ConfigError {
    fn kind(&self) -> hal_power::ErrorKind {
        match self {
            Self::Period | Self::Scale | Self::Limit | Self::Lag | Self::Winding => {
                hal_power::ErrorKind::OutOfRange
            }
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Period => "frames do not make up slots of 0.4 ms to 0.5 ms",
            Self::Scale => "a channel beyond 32 A or 1024 V",
            Self::Limit => "a limit is zero or below, or beyond the scale",
            Self::Lag => "a lag beyond 0.4 ms",
            Self::Winding => "no current in the test winding, or too much",
        })
    }
}

impl core::error::Error for ConfigError {}
