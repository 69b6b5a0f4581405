//! Balancing.

use super::{
    Bq769x2, Mode,
    conf::{NEVER, SECOND, bits},
    memory::at,
    part::CELLS,
};

/// Bits of Balancing Configuration.
mod config {
    pub(crate) const CHARGING: u8 = 1 << 0;
    pub(crate) const AT_REST: u8 = 1 << 1;
    pub(crate) const ASLEEP: u8 = 1 << 2;
    pub(crate) const NO_SLEEP: u8 = 1 << 3;
    pub(crate) const NO_COMMAND: u8 = 1 << 4;
}

/// Cells that are being discharged.
#[derive(Debug, Clone)]
pub(super) struct Balance {
    pub(super) mask: u16,
    /// By command; else by the part.
    is_host: bool,
    pub(super) level: u16,
    pub(super) since: u64,
    until: u64,
    /// When COV and CUV are looked at next.
    tick: u64,
    /// What was commanded, and when it takes effect.
    pending: Option<(u16, u64)>,
    /// When the part itself looks for cells.
    search: u64,
    accrued: u64,
    /// ns of each cell.
    pub(super) times: [u64; CELLS],
    /// µA × ns of each cell, since the model was created.
    pub(super) drained: [i128; CELLS],
}

impl Balance {
    pub(super) fn new() -> Self {
        Self {
            mask: 0,
            is_host: false,
            level: 0,
            since: 0,
            until: NEVER,
            tick: NEVER,
            pending: None,
            search: NEVER,
            accrued: 0,
            times: [0; CELLS],
            drained: [0; CELLS],
        }
    }

    /// Returns when something happens next.
    pub(super) fn next(&self) -> u64 {
        let pending = self.pending.map_or(NEVER, |(_, due)| due);
        self.until.min(self.tick).min(self.search).min(pending)
    }
}

impl Bq769x2 {
    /// Counts times and charges until now.
    pub(super) fn accrue(&mut self, now: u64) {
        let from = core::mem::replace(&mut self.balance.accrued, now);
        if self.balance.mask == 0 || now <= from {
            return;
        }
        let currents = self.pins.balancing(self.balance.mask);
        let cells = self.balance.times.iter_mut().zip(&mut self.balance.drained);
        for (cell, ((time, drained), current)) in cells.zip(currents).enumerate() {
            if self.balance.mask & 1 << cell != 0 {
                *time += now - from;
                *drained += i128::from(current) * i128::from(now - from);
            }
        }
    }

    fn balancing_config(&self, bit: u8) -> bool {
        self.active.u1(at::BALANCING) & bit != 0
    }

    /// Returns whether SLEEP has to wait.
    pub(super) fn balancing_keeps_awake(&self) -> bool {
        self.balance.mask != 0 && self.balancing_config(config::NO_SLEEP)
    }

    /// Returns what keeps every cell from being discharged now.
    fn is_blocked(&self) -> bool {
        let alerts = self.watch.present & !self.watch.status & bits::A;
        let trips = self.watch.status & (bits::A & !(1 << bits::COV) | bits::PF);
        let sleeps = self.mode == Mode::Sleep && !self.balancing_config(config::ASLEEP);
        let degrees = |address| i32::from(self.active.i1(address)) * 1_000;
        let is_hot = self.results.die > degrees(at::MAX_DIE_TEMPERATURE)
            || self
                .results
                .cell_temperatures
                .is_some_and(|(low, high, _)| {
                    low < degrees(at::MIN_CELL_TEMPERATURE)
                        || high > degrees(at::MAX_CELL_TEMPERATURE)
                });
        !self.is_measuring() || alerts | trips != 0 || sleeps || is_hot
    }

    /// CB_ACTIVE_CELLS.
    pub(super) fn command_balancing(&mut self, mask: u16, now: u64) {
        if self.balancing_config(config::NO_COMMAND) {
            return;
        }
        let due = now.saturating_add(super::nanos(self.open.balancing_latency));
        self.balance.pending = Some((mask & self.part.mask(), due));
        self.refresh(now);
    }

    /// CB_SET_LVL.
    pub(super) fn command_level(&mut self, level: u16, now: u64) {
        if self.balancing_config(config::NO_COMMAND) {
            return;
        }
        self.balance.level = level;
        let mask = self.highest(i32::from(level).saturating_mul(1_000));
        self.command_balancing(mask, now);
    }

    /// Returns the highest cells above `floor` in µV, as many as may be and no neighbours.
    fn highest(&self, floor: i32) -> u16 {
        let most = self.active.u1(at::BALANCE_MAX_CELLS);
        let mut mask = 0_u16;
        for _ in 0..most {
            let taken = mask | mask << 1 | mask >> 1;
            let free = self
                .results
                .cells
                .iter()
                .enumerate()
                .filter(|(cell, voltage)| {
                    let bit = 1 << cell;
                    taken & bit == 0
                        && self.conf.cells & bit != 0
                        && i32::from(**voltage) * 1_000 > floor
                });
            let Some((cell, _)) = free.max_by_key(|(_, voltage)| **voltage) else {
                break;
            };
            mask |= 1 << cell;
        }
        mask
    }

    fn begin_balancing(&mut self, mask: u16, is_host: bool, now: u64) {
        self.accrue(now);
        if mask == 0 || self.is_blocked() {
            self.stop_balancing(now);
            return;
        }
        let interval = u64::from(self.active.u1(at::BALANCE_INTERVAL)) * SECOND;
        let is_same = self.balance.mask == mask && self.balance.is_host == is_host;
        if !is_same || self.open.same_cells_restart {
            self.balance.until = now + interval;
        }
        if self.balance.mask == 0 {
            self.balance.since = now;
            self.balance.tick = now + SECOND;
        }
        self.balance.mask = mask;
        self.balance.is_host = is_host;
    }

    pub(super) fn stop_balancing(&mut self, now: u64) {
        self.accrue(now);
        if self.balance.mask == 0 {
            return;
        }
        self.balance.mask = 0;
        self.balance.until = NEVER;
        self.balance.tick = NEVER;
        if self.is_measuring() {
            self.judge_comparators(true, now);
        }
    }

    /// Ends balancing if something speaks against it, and sees to it that the part looks for cells by itself where told so.
    pub(super) fn refresh_balancing(&mut self, now: u64) {
        if self.balance.mask != 0 && self.is_blocked() {
            self.stop_balancing(now);
        }
        let searches = self.is_measuring()
            && self.balancing_config(config::CHARGING | config::AT_REST)
            && !(self.balance.mask != 0 && self.balance.is_host);
        if !searches {
            self.balance.search = NEVER;
        } else if self.balance.search == NEVER {
            let interval = u64::from(self.active.u1(at::BALANCE_INTERVAL).max(1)) * SECOND;
            self.balance.search = now + interval;
        }
    }

    /// Does what is due.
    pub(super) fn step_balancing(&mut self, now: u64) {
        if let Some((mask, _)) = self.balance.pending.filter(|(_, due)| *due <= now) {
            self.balance.pending = None;
            self.begin_balancing(mask, true, now);
        }
        if self.balance.until <= now {
            self.stop_balancing(now);
        }
        if self.balance.tick <= now {
            self.balance.tick = now + SECOND;
            self.judge_comparators(true, now);
        }
        if self.balance.search <= now {
            self.balance.search = NEVER;
            let mask = self.search();
            self.begin_balancing(mask, false, now);
        }
    }

    /// Returns the cells that the part would discharge by itself.
    fn search(&self) -> u16 {
        let user = |address| i64::from(self.active.i2(address)) * self.conf.amps;
        let current = self.current();
        let settings = if current > user(at::CHG_CURRENT) {
            self.balancing_config(config::CHARGING)
                .then_some(at::BALANCE_CHARGING)
        } else if current > -user(at::DSG_CURRENT) {
            self.balancing_config(config::AT_REST)
                .then_some(at::BALANCE_AT_REST)
        } else {
            None
        };
        let Some(address) = settings else {
            return 0;
        };
        let lowest = self.results.lowest;
        let delta = |offset| i32::from(self.active.u1(address + offset)) * 1_000;
        if lowest < i32::from(self.active.i2(address)) * 1_000 {
            return 0;
        }
        let apart = self.results.highest - lowest;
        let start = if self.balance.mask == 0 {
            delta(2)
        } else {
            delta(3)
        };
        if apart <= start {
            return 0;
        }
        self.highest(lowest + delta(3))
    }
}
