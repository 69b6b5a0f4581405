//! How long the grid has been inside or outside its window.

use crate::GridWindow;
use core::time::Duration;
use hal_power::{Input, Instant, Voltage};

/// Judges the grid every round. A sensor that fails, or whose reading is too old, counts as outside.
#[derive(Debug)]
pub(crate) struct GridJudge {
    window: GridWindow,
    max_age: Duration,
    inside: bool,
    since: Instant,
}

impl GridJudge {
    /// Starts outside.
    pub(crate) const fn new(window: GridWindow, max_age: Duration, now: Instant) -> Self {
        Self {
            window,
            max_age,
            inside: false,
            since: now,
        }
    }

    pub(crate) fn judge(&mut self, now: Instant, grid: Input<Voltage>) {
        let fresh = grid
            .ok()
            .and_then(|reading| reading.fresh(now, self.max_age).ok());
        let inside =
            fresh.is_some_and(|grid| (self.window.lowest..=self.window.highest).contains(&grid));
        if inside != self.inside {
            self.inside = inside;
            self.since = now;
        }
    }

    /// Inside for the reconnect time.
    pub(crate) fn is_granted(&self, now: Instant) -> bool {
        self.inside && now.saturating_since(self.since) >= self.window.reconnect
    }

    /// Outside for the trip time.
    pub(crate) fn is_lost(&self, now: Instant) -> bool {
        !self.inside && now.saturating_since(self.since) >= self.window.trip
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hal_power::{ErrorKind, Reading};

    const SECOND: Duration = Duration::from_secs(1);

    fn at(seconds: u64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    fn judge() -> GridJudge {
        let window = GridWindow {
            lowest: Voltage::from_volts(200),
            highest: Voltage::from_volts(250),
            reconnect: SECOND * 60,
            trip: SECOND * 2,
        };
        GridJudge::new(window, SECOND / 10, at(0))
    }

    #[test]
    fn grants_after_the_reconnect_time_and_not_before() {
        let mut judge = judge();
        for second in 1..=60 {
            judge.judge(
                at(second),
                Ok(Reading::new(Voltage::from_volts(230), at(second))),
            );
            assert!(!judge.is_granted(at(second)), "{second} s");
        }
        assert!(judge.is_granted(at(61)));
    }

    #[test]
    fn one_dip_starts_the_reconnect_time_again() {
        let mut judge = judge();
        for second in 1..=40 {
            let volts = if second == 30 { 199 } else { 230 };
            judge.judge(
                at(second),
                Ok(Reading::new(Voltage::from_volts(volts), at(second))),
            );
        }
        assert!(!judge.is_granted(at(90)));
        assert!(judge.is_granted(at(91)));
    }

    #[test]
    fn is_lost_after_the_trip_time_whether_low_high_silent_or_stale() {
        let outside: [fn(u64) -> Input<Voltage>; 4] = [
            |second| Ok(Reading::new(Voltage::from_volts(199), at(second))),
            |second| Ok(Reading::new(Voltage::from_volts(251), at(second))),
            |_| Err(ErrorKind::Bus),
            |_| Ok(Reading::new(Voltage::from_volts(230), at(1))),
        ];
        for input in outside {
            let mut judge = judge();
            judge.judge(at(9), Ok(Reading::new(Voltage::from_volts(230), at(9))));
            judge.judge(at(10), input(10));
            assert!(!judge.is_lost(at(11)));
            assert!(judge.is_lost(at(12)));
        }
    }
}
