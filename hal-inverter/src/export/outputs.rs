//! What the inverter has delivered lately.

use core::time::Duration;
use hal_power::{Instant, Power};

/// Stretches that are told apart. Of more, the oldest are taken together.
const STRETCHES: usize = 16;

/// Output from one step on until the next stretch.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: Instant,
    least: Power,
    most: Power,
}

/// Outputs of a while, the oldest first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outputs([Option<Stretch>; STRETCHES]);

impl Outputs {
    pub(super) const fn new() -> Self {
        Self([None; STRETCHES])
    }

    /// Adds what is delivered now. What is older than `max_age` but for one stretch may be forgotten.
    pub(super) fn add(&mut self, now: Instant, output: Power, max_age: Duration) {
        let oldest = now.saturating_sub(max_age);
        while matches!(self.0, [_, Some(second), ..] if second.from < oldest) {
            self.0.rotate_left(1);
            let [.., freed] = &mut self.0;
            *freed = None;
        }
        let new = Stretch {
            from: now,
            least: output,
            most: output,
        };
        if self.0.iter().all(Option::is_some) {
            self.join_oldest();
        }
        if let Some(free) = self.0.iter_mut().find(|stretch| stretch.is_none()) {
            *free = Some(new);
        }
    }

    /// Makes room: the oldest two become one.
    fn join_oldest(&mut self) {
        let [Some(first), Some(second), ..] = self.0 else {
            return;
        };
        let joined = Stretch {
            from: first.from,
            least: first.least.min(second.least),
            most: first.most.max(second.most),
        };
        self.0.rotate_left(1);
        let [first, .., last] = &mut self.0;
        (*first, *last) = (Some(joined), None);
    }

    /// Returns the least and the most that was delivered from `at` until now, that of the step before included; `None` where `at` is
    /// before the first step.
    pub(super) fn since(&self, at: Instant) -> Option<(Power, Power)> {
        let stretches = || self.0.iter().flatten();
        let begin = stretches().rfind(|stretch| stretch.from <= at)?;
        let range = (begin.least, begin.most);
        let after = stretches().filter(|stretch| stretch.from > at);
        Some(after.fold(range, |(least, most), stretch| {
            (least.min(stretch.least), most.max(stretch.most))
        }))
    }
}
