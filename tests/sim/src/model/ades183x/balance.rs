//! Which cells are discharged, how much and for how long.

use super::CELLS;
use core::time::Duration;
use hal_power::Instant;

/// What is being discharged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Discharge {
    /// Cells, bit 0 is cell 1.
    pub cells: u16,
    /// Duty of each cell in fifteenths.
    pub duties: [u8; CELLS],
    /// When all of it ends by itself, at the latest, if nothing more is said.
    pub until: Option<Instant>,
}

/// Duties and what they have added up to.
#[derive(Debug, Clone, Default)]
pub(super) struct Balance {
    duties: [u8; CELLS],
    since: u64,
    /// In fifteenths of ns.
    times: [u64; CELLS],
}

impl Balance {
    /// Adds up until a time.
    pub(super) fn advance(&mut self, now: u64) {
        let span = now.saturating_sub(self.since);
        self.since = self.since.max(now);
        if self.cells() == 0 {
            return;
        }
        for (time, duty) in self.times.iter_mut().zip(self.duties) {
            *time += u64::from(duty) * span;
        }
    }

    /// Sets the duties from a time on; returns whether they changed.
    pub(super) fn set(&mut self, duties: [u8; CELLS], now: u64) -> bool {
        self.advance(now);
        let changed = self.duties != duties;
        self.duties = duties;
        changed
    }

    pub(super) const fn duties(&self) -> &[u8; CELLS] {
        &self.duties
    }

    pub(super) fn cells(&self) -> u16 {
        self.duties
            .iter()
            .enumerate()
            .filter(|(_, duty)| **duty > 0)
            .fold(0, |cells, (index, _)| cells | 1 << index)
    }

    pub(super) fn time(&self, index: usize) -> Duration {
        Duration::from_nanos(self.times.get(index).copied().unwrap_or(0) / 15)
    }
}
