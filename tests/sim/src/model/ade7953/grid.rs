//! Sines, and when they cross zero.

use super::number;
use hal_power::Frequency;

/// Half a cycle in ns × mHz.
const HALF: i128 = 500_000_000_000;

/// The common time of voltage and currents.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    millihertz: i128,
    /// When the voltage crossed zero upwards, in ns.
    origin: i128,
}

impl Grid {
    pub(super) fn new(frequency: Frequency, now: u64) -> Self {
        Self {
            millihertz: frequency.as_millihertz().into(),
            origin: now.into(),
        }
    }

    pub(super) fn set_frequency(&mut self, frequency: Frequency, now: u64) {
        let phase = ((i128::from(now) - self.origin) * self.millihertz).rem_euclid(2 * HALF);
        self.millihertz = frequency.as_millihertz().into();
        self.origin = i128::from(now) - phase.checked_div(self.millihertz).unwrap_or_default();
    }

    pub(super) fn hertz(&self) -> f64 {
        f64::from(u32::try_from(self.millihertz).unwrap_or_default()) / 1e3
    }

    /// Returns half a cycle in ns; `None` where nothing turns.
    pub(super) fn half(&self) -> Option<i128> {
        HALF.checked_div(self.millihertz)
    }

    /// Returns a lag in thousandths of a degree as ns.
    pub(super) fn delay(&self, lag: i32) -> i128 {
        (i128::from(lag) * HALF)
            .checked_div(180_000 * self.millihertz)
            .unwrap_or_default()
    }

    /// Returns how many half cycles have begun until then, of a wave that is `delay` ns late. The even ones are positive.
    pub(super) fn halves(&self, at: u64, delay: i128) -> i128 {
        ((i128::from(at) - self.origin - delay) * self.millihertz).div_euclid(HALF)
    }

    /// Returns when a half cycle begins, in ns.
    pub(super) fn begin(&self, half: i128, delay: i128) -> u64 {
        let Some(time) = (half * HALF + self.millihertz - 1).checked_div(self.millihertz) else {
            return u64::MAX;
        };
        u64::try_from(self.origin + delay + time).unwrap_or_default()
    }

    /// Returns the height of a wave at that moment, in crests.
    pub(super) fn height(&self, at: u64, delay: i128) -> f64 {
        let into = ((i128::from(at) - self.origin - delay) * self.millihertz).rem_euclid(2 * HALF);
        let share = number::seconds(u64::try_from(into / 1_000).unwrap_or_default());
        libm::sin(2.0 * core::f64::consts::PI * share)
    }
}
