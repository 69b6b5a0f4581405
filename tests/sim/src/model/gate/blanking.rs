//! A comparator that trips once its condition has stood, with the gate on, for a time.

/// The condition of one comparator.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::model) struct Blanking {
    since: Option<u64>,
}

impl Blanking {
    /// Says whether the condition holds from now on.
    pub(in crate::model) fn set(&mut self, holds: bool, now: u64) {
        self.since = if holds {
            self.since.or(Some(now))
        } else {
            None
        };
    }

    /// Returns when the comparator trips, for a gate that is on in the given interval.
    pub(in crate::model) fn trips(&self, on: Option<(u64, u64)>, delay: u64) -> Option<u64> {
        let (begins, ends) = on?;
        let at = begins.max(self.since?).saturating_add(delay.max(1));
        (at < ends).then_some(at)
    }
}
