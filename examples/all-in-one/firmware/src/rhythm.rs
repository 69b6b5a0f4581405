//! When the next round of a program is due.

use crate::Clock;
use core::time::Duration;
use embedded_hal_async::delay::DelayNs;
use hal_power::Instant;

/// The time at which the last round was due.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rhythm(Instant);

impl Rhythm {
    pub(crate) const fn new(now: Instant) -> Self {
        Self(now)
    }

    /// Time until the next round is due.
    pub(crate) fn left(&self, period: Duration, now: Instant) -> Duration {
        self.0.saturating_add(period).saturating_since(now)
    }

    /// Waits until a round is due that comes `period` after the last. Rounds that were missed are left out.
    pub(crate) async fn next(
        &mut self,
        period: Duration,
        clock: &impl Clock,
        delay: &mut impl DelayNs,
    ) {
        let now = clock.now();
        self.0 = self.0.saturating_add(period).max(now);
        let left = self.0.saturating_since(now);
        let nanos = u32::try_from(left.as_nanos()).unwrap_or(u32::MAX);
        delay.delay_ns(nanos).await;
    }
}
