//! Time counted in frames.

use core::time::Duration;
use hal_power::Frequency;

/// Parts of a frame in which crossings are placed.
pub(super) const ONE: u64 = 1 << 12;
/// The same with a sign.
pub(super) const SIGNED_ONE: i64 = 1 << 12;

const SHORTEST: u64 = 20_000;
const LONGEST: u64 = 1_000_000;

/// Stages with less than this many cycles are judged on half-cycles.
const FAST_CYCLES: u64 = 10;

/// The period of the frames, and the nominal cycle in frames.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Frames {
    nanos: u64,
    cycle: u64,
}

impl Frames {
    pub(super) fn new(period: Duration, nominal: Frequency) -> Option<Self> {
        let nanos = nanos(period);
        if !(SHORTEST..=LONGEST).contains(&nanos) {
            return None;
        }
        let cycle = 1_000_000_000_000_u64
            .checked_div(u64::from(nominal.as_millihertz()))?
            .checked_div(nanos)?;
        (cycle >= 16).then_some(Self { nanos, cycle })
    }

    pub(super) const fn cycle(self) -> u64 {
        self.cycle
    }

    pub(super) const fn half_cycle(self) -> u64 {
        self.cycle / 2
    }

    /// Whole frames of a time.
    pub(super) const fn of(self, time: Duration) -> u64 {
        match nanos(time).checked_div(self.nanos) {
            Some(frames) => frames,
            None => u64::MAX,
        }
    }

    /// Whole frames of what is left of a time after another.
    pub(super) const fn left(self, time: Duration, spent: Duration) -> u64 {
        self.of(left(time, spent))
    }

    /// What is left of a time after so many frames.
    pub(super) const fn after(self, time: Duration, frames: u64) -> Duration {
        left(time, self.time(frames))
    }

    pub(super) const fn time(self, frames: u64) -> Duration {
        Duration::from_nanos(frames.saturating_mul(self.nanos))
    }

    pub(super) fn is_fast(self, within: Duration) -> bool {
        self.of(within) < self.cycle.saturating_mul(FAST_CYCLES)
    }

    /// How long before the end of the first window beyond a limit the limit was passed, on average: a step shows between
    /// nothing and twice this after it.
    pub(super) fn lag(self, within: Duration) -> u64 {
        if self.is_fast(within) {
            self.half_cycle().saturating_add(self.delay())
        } else {
            self.slow_lag()
        }
    }

    /// The same for windows of a whole cycle, which end every half-cycle.
    pub(super) fn slow_lag(self) -> u64 {
        (self.cycle.saturating_mul(3) / 4).saturating_add(self.delay())
    }

    /// How far from that the truth may be: the grid's cycle may be a sixteenth longer than the nominal one.
    pub(super) fn tolerance(self, lag: u64) -> u64 {
        let half = lag.saturating_sub(self.delay());
        half.saturating_add(half / 8).saturating_add(1)
    }

    /// By how many frames smoothing delays the crossings.
    fn delay(self) -> u64 {
        1_u64
            .checked_shl(self.smoothing())
            .unwrap_or(1)
            .saturating_sub(1)
    }

    /// Frequency of which one cycle has this many parts of a frame.
    pub(super) fn frequency(self, parts: u64) -> Frequency {
        let picos = parts.saturating_mul(self.nanos).saturating_mul(1_000) / ONE;
        let millihertz = (1_000_000_000_000_000_u64.saturating_add(picos / 2))
            .checked_div(picos)
            .and_then(|millihertz| u32::try_from(millihertz).ok());
        Frequency::from_millihertz(millihertz.unwrap_or(u32::MAX))
    }

    /// Shift of a filter that smooths some 0.8 ms.
    pub(super) fn smoothing(self) -> u32 {
        (800_000_u64.checked_div(self.nanos).unwrap_or(0))
            .checked_ilog2()
            .unwrap_or(0)
    }
}

/// Difference of durations in nanoseconds, at which the standard library's could panic for all that the compiler knows.
const fn left(time: Duration, spent: Duration) -> Duration {
    Duration::from_nanos(nanos(time).saturating_sub(nanos(spent)))
}

/// Nanoseconds of a duration, saturating.
const fn nanos(time: Duration) -> u64 {
    time.as_secs()
        .saturating_mul(1_000_000_000)
        .saturating_add(time.subsec_nanos() as u64)
}
