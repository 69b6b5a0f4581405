//! M_HS: one period after the other.

use super::{Ir155, Short};
use crate::device::OutputLine;

/// One period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wave {
    period: u64,
    high: u64,
}

impl Wave {
    /// A frequency in Hz, of at least 1, and a duty in ppm.
    pub(super) fn new(hertz: u64, duty: u32) -> Self {
        let period = 1_000_000_000 / hertz.max(1);
        Self {
            period,
            high: period * u64::from(duty) / 1_000_000,
        }
    }
}

/// The period that runs; none without supply.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    begun: u64,
    wave: Option<Wave>,
}

impl Output {
    pub(super) const fn new() -> Self {
        Self {
            begun: 0,
            wave: None,
        }
    }

    /// Returns when the running period has ended, if it has.
    pub(super) fn ended(&self, now: u64) -> Option<u64> {
        let end = self.begun.saturating_add(self.wave?.period);
        (end <= now).then_some(end)
    }

    pub(super) const fn begin(&mut self, at: u64, wave: Option<Wave>) {
        self.begun = at;
        self.wave = wave;
    }

    const fn is_high(&self, now: u64) -> bool {
        match self.wave {
            Some(wave) => now.saturating_sub(self.begun) < wave.high,
            None => false,
        }
    }

    /// Returns when the level changes next by itself.
    fn changes(&self, now: u64) -> Option<u64> {
        let wave = self.wave?;
        let falls = self.begun.saturating_add(wave.high);
        let ends = self.begun.saturating_add(wave.period);
        Some(if now < falls { falls } else { ends })
    }
}

impl OutputLine for Ir155 {
    fn is_high(&mut self) -> bool {
        let now = self.settle();
        match self.short {
            Some(short) => short == Short::Supply,
            None => self.output.is_high(now),
        }
    }

    fn next_change(&mut self) -> Option<u64> {
        let now = self.settle();
        self.output.changes(now)
    }
}
