//! Samples of all cells, one a millisecond, and their averages of eight.

use super::CELLS;

/// Samples of one average.
pub(super) const BLOCK: u64 = 8;
/// One sample, in ns.
pub(super) const SAMPLE: u64 = 1_000_000;

/// Averages that ended in one go. Those between the first and the last are as the last.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    pub(super) first: Option<[i16; CELLS]>,
    pub(super) last: Option<[i16; CELLS]>,
}

/// One converter's samples.
#[derive(Debug, Clone)]
pub(super) struct Sampler {
    /// What a sample gives.
    now: [i16; CELLS],
    /// Of the samples of the block under way, unless all are as now.
    sums: [i32; CELLS],
    /// How many these are.
    phase: u64,
    is_even: bool,
}

impl Default for Sampler {
    fn default() -> Self {
        Self {
            now: [0; CELLS],
            sums: [0; CELLS],
            phase: 0,
            is_even: true,
        }
    }
}

impl Sampler {
    /// Begins a block.
    pub(super) fn restart(&mut self) {
        self.phase = 0;
        self.is_even = true;
    }

    /// Sets what a sample gives from now on.
    pub(super) fn aim(&mut self, codes: [i16; CELLS]) {
        if self.now == codes {
            return;
        }
        if self.is_even {
            let phase = i32::try_from(self.phase).unwrap_or(0);
            self.sums = self.now.map(|code| i32::from(code) * phase);
            self.is_even = self.phase == 0;
        }
        self.now = codes;
    }

    /// Returns what a sample gives.
    pub(super) const fn now(&self) -> &[i16; CELLS] {
        &self.now
    }

    /// Takes samples.
    pub(super) fn run(&mut self, samples: u64) -> Blocks {
        let missing = BLOCK - self.phase;
        if samples < missing {
            self.add(samples);
            self.phase += samples;
            return Blocks::default();
        }
        self.add(missing);
        let first = if self.is_even {
            self.now
        } else {
            self.sums
                .map(|sum| i16::try_from((sum + 4).div_euclid(8)).unwrap_or(i16::MAX))
        };
        let rest = samples - missing;
        self.phase = rest % BLOCK;
        self.is_even = true;
        Blocks {
            first: Some(first),
            last: Some(if rest >= BLOCK { self.now } else { first }),
        }
    }

    fn add(&mut self, samples: u64) {
        if !self.is_even {
            let samples = i32::try_from(samples).unwrap_or(0);
            for (sum, code) in self.sums.iter_mut().zip(self.now) {
                *sum += i32::from(code) * samples;
            }
        }
    }
}

/// A converter at work.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// When the first sample begins.
    pub(super) began: u64,
    /// Samples done.
    pub(super) done: u64,
    /// Samples after which it stops.
    pub(super) limit: Option<u64>,
}

impl Run {
    pub(super) const fn new(began: u64, limit: Option<u64>) -> Self {
        Self {
            began,
            done: 0,
            limit,
        }
    }

    /// Returns how many samples have ended until a time and are not done, and counts them as done.
    pub(super) fn take(&mut self, until: u64) -> u64 {
        let ended = until.saturating_sub(self.began) / SAMPLE;
        let ended = self.limit.map_or(ended, |limit| ended.min(limit));
        let fresh = ended.saturating_sub(self.done);
        self.done = self.done.max(ended);
        fresh
    }

    /// Returns the quarters of samples until a time, as CT and CTS count them.
    pub(super) fn quarters(&self, until: u64) -> u16 {
        let elapsed = until.saturating_sub(self.began);
        let elapsed = self
            .end()
            .map_or(elapsed, |end| elapsed.min(end - self.began));
        u16::try_from((elapsed / (SAMPLE / 4)) & 0x1FFF).unwrap_or(0)
    }

    /// Returns when it stops by itself.
    pub(super) fn end(&self) -> Option<u64> {
        self.limit.map(|limit| self.began + limit * SAMPLE)
    }

    /// Returns when the first average ends that begins not before a time.
    pub(super) const fn next_block(&self, after: u64) -> u64 {
        let block = BLOCK * SAMPLE;
        self.began + after.saturating_sub(self.began).div_ceil(block) * block
    }
}
