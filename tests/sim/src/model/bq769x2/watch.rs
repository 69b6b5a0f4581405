//! Protections in time: from present to tripped, from good to recovered.

use super::conf::{Conf, MILLISECOND, NEVER};

/// From a recovery to the next trip, at least.
const AGAIN: u64 = 250 * MILLISECOND;

/// Bits of a word, from the lowest.
pub(super) fn ones(mut word: u64) -> impl Iterator<Item = u32> {
    core::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(bit)
    })
}

/// All protections, by bit.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    /// Beyond the threshold.
    pub(super) present: u64,
    /// Back beyond the threshold of recovery.
    pub(super) good: u64,
    /// Tripped.
    pub(super) status: u64,
    since: [u64; 64],
    good_since: [u64; 64],
    /// When something trips or recovers next.
    pub(super) next: u64,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self {
            present: 0,
            good: 0,
            status: 0,
            since: [0; 64],
            good_since: [0; 64],
            next: NEVER,
        }
    }

    /// Sets what is present and good of the bits in `mask`, from now on.
    pub(super) fn judge(&mut self, mask: u64, present: u64, good: u64, now: u64) {
        let present = self.present & !mask | present & mask;
        let good = self.good & !mask | good & mask;
        stamp(&mut self.since, present & !self.present, now);
        stamp(&mut self.good_since, good & !self.good, now);
        self.present = present;
        self.good = good;
    }

    /// Starts the time of a bit again.
    pub(super) fn restart(&mut self, bit: u32, now: u64) {
        stamp(&mut self.since, 1 << bit, now);
    }

    /// Forgets what was present, and what was tripped if told so.
    pub(super) fn forget(&mut self, keep: u64) {
        self.present = 0;
        self.good = 0;
        self.status &= keep;
        self.next = NEVER;
    }

    /// Returns what trips and what recovers until now, and lets it.
    pub(super) fn due(&mut self, conf: &Conf, now: u64) -> (u64, u64) {
        if now < self.next {
            return (0, 0);
        }
        let mut tripped = 0;
        for bit in ones(self.present & !self.status) {
            if end(&self.since, &conf.delay, bit) <= now {
                tripped |= 1 << bit;
            }
        }
        let mut recovered = 0;
        for bit in ones(self.good & self.status) {
            if end(&self.good_since, &conf.recovery, bit) <= now {
                recovered |= 1 << bit;
            }
        }
        stamp(&mut self.since, recovered & self.present, now + AGAIN);
        self.status = self.status & !recovered | tripped;
        (tripped, recovered)
    }

    /// Finds out when something is due next.
    pub(super) fn schedule(&mut self, conf: &Conf) {
        let trips = ones(self.present & !self.status).map(|bit| end(&self.since, &conf.delay, bit));
        let recoveries =
            ones(self.good & self.status).map(|bit| end(&self.good_since, &conf.recovery, bit));
        self.next = trips.chain(recoveries).min().unwrap_or(NEVER);
    }
}

fn stamp(times: &mut [u64; 64], bits: u64, now: u64) {
    for bit in ones(bits) {
        let index = usize::try_from(bit).unwrap_or_default();
        if let Some(time) = times.get_mut(index) {
            *time = now;
        }
    }
}

fn end(since: &[u64; 64], times: &[u64; 64], bit: u32) -> u64 {
    let index = usize::try_from(bit).unwrap_or_default();
    let since = since.get(index).copied().unwrap_or_default();
    since.saturating_add(times.get(index).copied().unwrap_or(NEVER))
}
