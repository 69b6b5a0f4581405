//! The mean voltage of ten minutes.

use super::{meter::rms, time::Frames};
use core::time::Duration;
use hal_power::Voltage;

/// Blocks of three seconds that make ten minutes.
const BLOCKS: usize = 200;
const BLOCK: Duration = Duration::from_secs(3);

/// Keeps the mean squares of the last ten minutes.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Average {
    /// Mean square of each block, in the meter's unit, without the lowest bits.
    blocks: [u32; BLOCKS],
    next: usize,
    filled: bool,
    sum: u64,
    length: u64,
    begun: u64,
    running: u64,
    windows: u64,
}

/// Bits of a mean square that are dropped: 2147 V squared in the meter's unit has 42.
const DROPPED: u32 = 12;

impl Average {
    pub(super) fn new(frames: Frames) -> Self {
        Self {
            blocks: [0; BLOCKS],
            next: 0,
            filled: false,
            sum: 0,
            length: frames.of(BLOCK),
            begun: 0,
            running: 0,
            windows: 0,
        }
    }

    /// Begins again: there is no mean before ten minutes have been seen.
    pub(super) fn restart(&mut self, at: u64) {
        self.next = 0;
        self.filled = false;
        self.sum = 0;
        self.begun = at;
        self.running = 0;
        self.windows = 0;
        self.blocks.fill(0);
    }

    /// Takes the mean square of a window that ends at frame `at`; returns the mean voltage at the end of each block.
    pub(super) fn take(&mut self, square: u64, at: u64) -> Option<Voltage> {
        self.running = self.running.saturating_add(square >> DROPPED);
        self.windows = self.windows.saturating_add(1);
        if at.saturating_sub(self.begun) < self.length {
            return None;
        }
        // not to the window's end, so that blocks do not get longer
        self.begun = self.begun.saturating_add(self.length);
        let mean = self.running.checked_div(self.windows).unwrap_or(0);
        self.running = 0;
        self.windows = 0;
        let block = u32::try_from(mean).unwrap_or(u32::MAX);
        let slot = self.blocks.get_mut(self.next)?;
        let gone = core::mem::replace(slot, block);
        self.sum = self
            .sum
            .saturating_sub(u64::from(gone))
            .saturating_add(u64::from(block));
        self.next = self.next.saturating_add(1);
        if self.next >= BLOCKS {
            self.next = 0;
            self.filled = true;
        }
        let blocks = u64::try_from(BLOCKS).unwrap_or(u64::MAX);
        let square = self.sum.checked_div(blocks)?.saturating_mul(1 << DROPPED);
        self.filled.then(|| rms(square))
    }
}
