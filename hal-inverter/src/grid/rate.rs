//! Rate of change of frequency.

use super::{RateStage, time::Frames};

/// Parts of the window in which frequencies are averaged.
const PARTS: usize = 4;

/// Compares the mean frequencies of the last and of the first part of the window.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Rate {
    stage: RateStage,
    part: u64,
    /// Mean frequency of each part, in µHz, oldest first.
    means: [Option<u64>; PARTS],
    begun: Option<u64>,
    sum: u64,
    count: u64,
}

impl Rate {
    pub(super) fn new(stage: RateStage, frames: Frames) -> Self {
        // the means of the outer parts are the window apart
        let parts = u32::try_from(PARTS - 1).unwrap_or(1);
        Self {
            stage,
            part: frames.of(stage.window.checked_div(parts).unwrap_or(stage.window)),
            means: [None; PARTS],
            begun: None,
            sum: 0,
            count: 0,
        }
    }

    pub(super) fn restart(&mut self) {
        self.means = [None; PARTS];
        self.begun = None;
        self.sum = 0;
        self.count = 0;
    }

    /// Takes the frequency at frame `at`; at the end of each part says whether it changed faster than the limit over the window.
    pub(super) fn take(&mut self, millihertz: u32, at: u64) -> Option<bool> {
        let begun = *self.begun.get_or_insert(at);
        self.sum = self
            .sum
            .saturating_add(u64::from(millihertz).saturating_mul(1_000));
        self.count = self.count.saturating_add(1);
        if at.saturating_sub(begun) < self.part {
            return None;
        }
        let mean = self.sum.checked_div(self.count)?;
        self.begun = Some(begun.saturating_add(self.part));
        self.sum = 0;
        self.count = 0;
        self.means.rotate_left(1);
        if let Some(newest) = self.means.last_mut() {
            *newest = Some(mean);
        }
        let oldest = (*self.means.first()?)?;
        let moved = mean.abs_diff(oldest);
        let millis = u64::try_from(self.stage.window.as_millis()).unwrap_or(u64::MAX);
        // µHz in ms and mHz/s
        let allowed = u64::from(self.stage.per_second.as_millihertz()).saturating_mul(millis);
        Some(moved > allowed)
    }
}
