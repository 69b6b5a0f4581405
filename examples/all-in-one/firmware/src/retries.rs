//! How often what clears itself may do so before somebody has to look.

use core::time::Duration;
use hal_power::Instant;

/// So many times within a time what happens clears itself; once more, and somebody has to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryLimit<const MOST: usize> {
    /// The time, which slides.
    pub within: Duration,
}

/// When it last happened. Not kept over a restart.
#[derive(Debug)]
pub(crate) struct Retries<const MOST: usize> {
    limit: RetryLimit<MOST>,
    /// The last times, oldest first.
    last: [Option<Instant>; MOST],
}

impl<const MOST: usize> Retries<MOST> {
    pub(crate) const fn new(limit: RetryLimit<MOST>) -> Self {
        Self {
            limit,
            last: [None; MOST],
        }
    }

    /// Notes that it happens; returns whether that is once too often.
    pub(crate) fn note(&mut self, now: Instant) -> bool {
        let oldest = self.last.first().copied().flatten();
        self.last.rotate_left(1.min(MOST));
        if let Some(newest) = self.last.last_mut() {
            *newest = Some(now);
        }
        MOST == 0 || oldest.is_some_and(|at| now.saturating_since(at) < self.limit.within)
    }

    /// Somebody has looked.
    pub(crate) const fn forget(&mut self) {
        self.last = [None; MOST];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3_600);

    fn noted<const MOST: usize>(retries: &mut Retries<MOST>, seconds: &[u64]) -> [usize; 2] {
        let mut counts = [0; 2];
        for second in seconds {
            let at = Instant::from_micros(second * 1_000_000);
            counts[usize::from(retries.note(at))] += 1;
        }
        counts
    }

    #[test]
    fn the_fifth_within_a_day_is_once_too_often() {
        let mut retries = Retries::<4>::new(RetryLimit { within: DAY });
        assert_eq!(noted(&mut retries, &[0, 10, 20, 30]), [4, 0]);
        assert_eq!(noted(&mut retries, &[86_399]), [0, 1]);
        retries.forget();
        assert_eq!(
            noted(&mut retries, &[86_400, 86_401, 86_402, 86_403]),
            [4, 0]
        );
        assert_eq!(noted(&mut retries, &[86_404]), [0, 1]);
    }

    #[test]
    fn the_day_slides() {
        let mut retries = Retries::<4>::new(RetryLimit { within: DAY });
        // the first is a day old when the fifth comes, the second is when the sixth does, and the third is not at the seventh
        let times = [0, 50_000, 80_000, 86_000, 86_400, 136_400];
        assert_eq!(noted(&mut retries, &times), [6, 0]);
        assert_eq!(noted(&mut retries, &[166_399]), [0, 1]);
        assert_eq!(noted(&mut retries, &[172_399]), [0, 1]);
        assert_eq!(noted(&mut retries, &[400_000]), [1, 0]);
    }

    #[test]
    fn none_at_all_may_be_allowed() {
        let mut retries = Retries::<0>::new(RetryLimit { within: DAY });
        assert_eq!(noted(&mut retries, &[0, 200_000]), [0, 2]);
    }
}
