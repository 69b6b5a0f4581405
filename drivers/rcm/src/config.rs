//! Figures of a sensor, its converters, and the frames.

use core::{fmt, time::Duration};

use hal_power::{Current, Voltage};

use crate::{Channel, pole::Pole, window::RING};

/// Samples of the residual current span no more than this.
const WINDOW: u64 = 20_000_000;
/// Frames are added up over no more than this, and no less than the next, in ns.
const LONGEST_SLOT: u64 = 500_000;
const SHORTEST_SLOT: u64 = 400_000;
const SHORTEST_PERIOD: u64 = 20_000;
const LONGEST_LAG: u64 = 400_000;
/// Time constants after which a pole has settled, to 0.03 % of what it was off.
const SETTLED: u64 = 8;

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
    /// The sensor's, which the voltage is given too.
    pub(crate) pole: Pole,
    /// Frames that the pole takes to settle, one at least.
    pub(crate) settling: u32,
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
            slots: slots.min(RING + 1),
            still: 0,
            pole: Pole::NONE,
            settling: 1,
        };
        let still = WINDOW.checked_div(period).unwrap_or(0);
        Ok(Self {
            still: u32::try_from(still).unwrap_or(u32::MAX),
            ..config
        })
    }

    /// Sets the sensor's lag behind the voltage's channel, up to 0.4 ms: the time constant `1 / (2π·f)` of the one pole that limits
    /// its bandwidth. What is not told here turns capacitive current into in-phase current, 250 mA by 7.8 mA for every 0.1 ms.
    ///
    /// The voltage is given the same pole, so that it holds for harmonics as well. Of what lags otherwise, as several poles do, the
    /// sum of all lags holds for the fundamental.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Lag`] where it is longer.
    pub fn with_lag(mut self, lag: Duration) -> Result<Self, ConfigError> {
        let lag = nanos(lag);
        if lag > LONGEST_LAG {
            return Err(ConfigError::Lag);
        }
        self.pole = Pole::new(lag, self.period);
        let settling = lag.saturating_mul(SETTLED).div_ceil(self.period);
        self.settling = u32::try_from(settling).unwrap_or(u32::MAX).max(1);
        Ok(self)
    }

    /// Sets for how long the sensor may give one and the same code, where 20 ms are too short for its noise to show.
    #[must_use]
    pub fn with_still(mut self, time: Duration) -> Self {
        let frames = nanos(time).checked_div(self.period).unwrap_or(0);
        self.still = u32::try_from(frames).unwrap_or(u32::MAX).max(1);
        self
    }

    /// Returns how long before an evaluation its oldest sample was taken: the window of at most 20 ms, and at most 0.5 ms more.
    #[must_use]
    pub fn latency(&self) -> Duration {
        // one slot more is being filled
        let slots = u64::try_from(self.slots).unwrap_or(u64::MAX);
        Duration::from_nanos(self.slot().saturating_mul(slots.saturating_add(1)))
    }

    /// Returns how long the window is: the samples that an evaluation speaks of.
    #[must_use]
    pub fn window(&self) -> Duration {
        let slots = u64::try_from(self.slots).unwrap_or(u64::MAX);
        Duration::from_nanos(self.slot().saturating_mul(slots))
    }

    /// Pairs of slots that an evaluation needs.
    pub(crate) const fn span(&self) -> usize {
        self.slots.saturating_sub(1)
    }

    /// Slots that the pole takes to settle.
    pub(crate) fn settling_slots(&self) -> usize {
        let slots = self.settling.div_ceil(self.frames.max(1));
        usize::try_from(slots).unwrap_or(usize::MAX)
    }

    /// Weights of all samples of a pair of slots, added up: 1, 3, … up and down again.
    pub(crate) fn weight(&self) -> i64 {
        let frames = i64::from(self.frames);
        frames.saturating_mul(frames).saturating_mul(2).max(1)
    }

    /// Bits of a weighted sum that a pair goes without: that of any sample stays within one bit of the sample.
    pub(crate) fn spare(&self) -> u32 {
        self.weight().ilog2()
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
