//! Something every period.

use crate::Instant;
use core::time::Duration;

/// Times at which something is due: at once, and then every period, without drift and without a burst for what was missed.
#[derive(Debug, Clone)]
pub struct Pace {
    period: Duration,
    next: Option<Instant>,
}

impl Pace {
    /// Creates a pace that is due at once.
    pub const fn new(period: Duration) -> Self {
        Self { period, next: None }
    }

    /// Returns whether it is time, once for each time. What was missed is not caught up with.
    pub fn tick(&mut self, now: Instant) -> bool {
        let at = self.next.unwrap_or(now);
        if now < at {
            return false;
        }
        let next = at.saturating_add(self.period);
        self.next = Some(if now < next {
            next
        } else {
            now.saturating_add(self.period)
        });
        true
    }

    /// Returns when it will be time.
    pub fn due(&self) -> Instant {
        self.next.unwrap_or(Instant::ORIGIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_at_once_and_every_period_without_drift_or_burst() {
        let mut pace = Pace::new(Duration::from_micros(10));
        assert_eq!(pace.due(), Instant::ORIGIN);
        let ticks = [5, 6, 14, 15, 16, 27, 34, 35, 99, 100, 108, 109]
            .map(|at| pace.tick(Instant::from_micros(at)));
        let expected = [
            true, false, false, true, false, true, false, true, true, false, false, true,
        ];
        assert_eq!(ticks, expected);
        assert_eq!(pace.due(), Instant::from_micros(119));
    }
}
