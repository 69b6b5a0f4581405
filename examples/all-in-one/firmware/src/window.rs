//! How long the grid has been inside its window, and beyond each of its limits.

use crate::{GridLimit, GridTrip, GridWindow};
use core::time::Duration;
use hal_power::{Input, Instant, Voltage};

/// Judges the grid every round. A sensor that fails, or whose reading is too old, counts as outside the window and beyond every
/// limit.
#[derive(Debug)]
pub(crate) struct GridJudge {
    window: GridWindow,
    max_age: Duration,
    inside: Since,
    beyond: [Since; 5],
}

/// Since when something has been so, if it is.
type Since = Option<Instant>;

impl GridJudge {
    /// Starts outside, and beyond nothing.
    pub(crate) const fn new(window: GridWindow, max_age: Duration) -> Self {
        Self {
            window,
            max_age,
            inside: None,
            beyond: [None; 5],
        }
    }

    pub(crate) fn judge(&mut self, now: Instant, grid: Input<Voltage>) {
        let fresh = grid
            .ok()
            .and_then(|reading| reading.fresh(now, self.max_age).ok());
        let window = self.window.lowest..=self.window.highest;
        hold(
            &mut self.inside,
            now,
            fresh.is_some_and(|grid| window.contains(&grid)),
        );
        for (since, trip) in self.beyond.iter_mut().zip(&self.window.trips) {
            hold(since, now, fresh.is_none_or(|grid| trip.is_beyond(grid)));
        }
    }

    /// What is left of the reconnect time; all of it while outside.
    pub(crate) fn remaining(&self, now: Instant) -> Duration {
        let passed = self.inside.map(|since| now.saturating_since(since));
        let reconnect = self.window.reconnect;
        reconnect.saturating_sub(passed.unwrap_or_default())
    }

    /// Beyond any limit for its time.
    pub(crate) fn is_lost(&self, now: Instant) -> bool {
        let mut limits = self.beyond.iter().zip(&self.window.trips);
        limits.any(|(since, trip)| lasts(*since, now, trip.after))
    }
}

impl GridTrip {
    fn is_beyond(&self, grid: Voltage) -> bool {
        match self.limit {
            GridLimit::Below(lowest) => grid < lowest,
            GridLimit::Above(highest) => grid > highest,
        }
    }
}

fn hold(since: &mut Since, now: Instant, so: bool) {
    *since = if so { since.or(Some(now)) } else { None };
}

fn lasts(since: Since, now: Instant, time: Duration) -> bool {
    since.is_some_and(|since| now.saturating_since(since) >= time)
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
        let trip = |limit, seconds| GridTrip {
            limit,
            after: SECOND * seconds,
        };
        let (below, above) = (GridLimit::Below, GridLimit::Above);
        let window = GridWindow {
            lowest: Voltage::from_volts(200),
            highest: Voltage::from_volts(250),
            reconnect: SECOND * 60,
            trips: [
                trip(below(Voltage::from_volts(200)), 4),
                trip(below(Voltage::from_volts(160)), 2),
                trip(above(Voltage::from_volts(250)), 8),
                trip(above(Voltage::from_volts(260)), 4),
                trip(above(Voltage::from_volts(270)), 2),
            ],
        };
        GridJudge::new(window, SECOND / 10)
    }

    #[test]
    fn grants_after_the_reconnect_time_and_not_before() {
        let mut judge = judge();
        for second in 1..=60 {
            judge.judge(
                at(second),
                Ok(Reading::new(Voltage::from_volts(230), at(second))),
            );
            assert!(!judge.remaining(at(second)).is_zero(), "{second} s");
        }
        assert!(judge.remaining(at(61)).is_zero());
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
        assert!(!judge.remaining(at(90)).is_zero());
        assert!(judge.remaining(at(91)).is_zero());
    }

    #[test]
    fn the_farther_outside_the_sooner_it_is_lost() {
        let good = |volts| move |second| Ok(Reading::new(Voltage::from_volts(volts), at(second)));
        let lost_after = |grid: &dyn Fn(u64) -> Input<Voltage>| {
            let mut judge = judge();
            judge.judge(at(9), good(230)(9));
            (10..30).find(|second| {
                judge.judge(at(*second), grid(*second));
                judge.is_lost(at(*second))
            })
        };
        assert_eq!(lost_after(&good(200)), None);
        assert_eq!(lost_after(&good(199)), Some(14));
        assert_eq!(lost_after(&good(159)), Some(12));
        assert_eq!(lost_after(&good(250)), None);
        assert_eq!(lost_after(&good(251)), Some(18));
        assert_eq!(lost_after(&good(261)), Some(14));
        assert_eq!(lost_after(&good(271)), Some(12));
        assert_eq!(lost_after(&|_| Err(ErrorKind::Bus)), Some(12), "silent");
        let stale = |_| Ok(Reading::new(Voltage::from_volts(230), at(1)));
        assert_eq!(lost_after(&stale), Some(12), "stale");
    }
}
