//! Energy registers: modes of accumulation, no-load and line cycles.

use super::{
    Ade7953,
    events::flag,
    measure::{Truth, of, pick},
    registers::at,
};

/// Counts in a second at full scale (data sheet, active energy calculation).
const FULL_SCALE_RATE: f64 = 206_900.0;
/// Where a register overflows, and where it is half full.
const END: f64 = 8_388_608.0;
const HALF: f64 = 4_194_304.0;

/// Energy registers in the order of their addresses: active, reactive, apparent, each of A and B.
#[derive(Debug, Clone, Default)]
pub(super) struct Energies {
    /// What the registers hold, with what is not a whole count yet.
    counts: [f64; 6],
    /// What the line cycles under way have so far.
    cycles: [f64; 6],
    /// Half cycles to go; `None` without line cycle mode.
    pub(super) left: Option<i128>,
    /// No-load of active, reactive, apparent power, a bit each.
    pub(super) no_load: [u32; 2],
    /// Signs of active and reactive power, a bit each, set for negative ones.
    pub(super) signs: [u32; 2],
}

impl Energies {
    /// Returns a register's content.
    pub(super) fn count(&self, index: usize) -> i32 {
        super::number::signed(libm::trunc(pick(&self.counts, index)), 24)
    }

    /// Takes what was read out of a register.
    pub(super) fn take(&mut self, index: usize, count: i32) {
        if let Some(value) = self.counts.get_mut(index) {
            *value -= f64::from(count);
        }
    }
}

/// Whether a register becomes half full on this way, which may be of many turns.
fn has_filled(before: f64, after: f64) -> bool {
    let (before, after) = if after < before {
        (-before, -after)
    } else {
        (before, after)
    };
    let times = |count: f64| libm::floor((count - HALF) / (2.0 * END));
    times(after) > times(before)
}

impl Ade7953 {
    /// Returns the bits of line cycle mode, in the order of the registers.
    fn line_modes(&self) -> u32 {
        self.file.get(at::LCYCMODE) & 0x3F
    }

    /// Begins or ends line cycle mode after a write.
    pub(super) fn enter_lines(&mut self) {
        let cycles = i128::from(self.file.get(at::LINECYC));
        if self.line_modes() == 0 || cycles == 0 {
            self.energies.left = None;
        } else if self.energies.left.is_none() {
            self.energies.left = Some(cycles);
            self.energies.cycles = [0.0; 6];
        }
    }

    /// Line cycles are over: registers get what they had, and the next begin.
    pub(super) fn close_lines(&mut self) {
        let modes = self.line_modes();
        let counts = self.energies.counts.iter_mut();
        for (index, (count, cycle)) in counts.zip(&mut self.energies.cycles).enumerate() {
            if modes & 1 << index != 0 {
                *count = *cycle;
            }
            *cycle = 0.0;
        }
        self.energies.left = None;
        self.enter_lines();
        self.events.raise(0, flag::CYCEND);
    }

    /// Counts for some seconds, and tells of what is half full or over.
    pub(super) fn count(&mut self, truth: &Truth, elapsed: f64) {
        let (rates, modes) = (self.rates(truth), self.line_modes());
        for (index, rate) in rates.into_iter().enumerate() {
            let added = rate * elapsed;
            if modes & 1 << index != 0 {
                if let Some(cycle) = self.energies.cycles.get_mut(index) {
                    *cycle += added;
                }
                continue;
            }
            let Some(count) = self.energies.counts.get_mut(index) else {
                continue;
            };
            let (before, after) = (*count, *count + added);
            let laps = libm::floor((after + END) / (2.0 * END));
            *count = after - laps * 2.0 * END;
            let kind = index / 2;
            if has_filled(before, after) {
                self.events.raise(index % 2, 1 << kind);
            }
            if laps != 0.0 {
                self.events.raise(index % 2, 1 << (kind + 3));
            }
        }
    }

    /// Returns counts in a second, in the order of the registers.
    pub(super) fn rates(&self, truth: &Truth) -> [f64; 6] {
        let modes = self.file.get(at::ACCMODE);
        let mut rates = [0.0; 6];
        for (index, rate) in rates.iter_mut().enumerate() {
            let (kind, channel) = (index / 2, index % 2);
            if pick(&self.energies.no_load, channel) & 1 << kind != 0 {
                continue;
            }
            let [active, reactive, apparent] = self.shares(truth, channel);
            let share = match (kind, modes >> (2 * index) & 0b11) {
                (0, 1) => active.max(0.0),
                (0, 2) => libm::fabs(active),
                (0, _) => active,
                (1, 1) if active < 0.0 => -reactive,
                (1, 2) => libm::fabs(reactive),
                (1, _) => reactive,
                _ => apparent,
            };
            *rate = share * FULL_SCALE_RATE;
        }
        rates
    }

    /// Returns when the next register is half full or over, in seconds.
    pub(super) fn next_fill(&self) -> Option<f64> {
        let rates = self.rates(&self.truth());
        let counts = self.energies.counts.iter().zip(rates);
        counts
            .filter(|(_, rate)| *rate != 0.0)
            .map(|(count, rate)| {
                let along = if rate < 0.0 { -count } else { *count };
                let level = if along < HALF { HALF } else { END };
                (level - along) / libm::fabs(rate)
            })
            .min_by(f64::total_cmp)
    }

    /// Returns active, reactive and apparent power of a channel in shares of full scale.
    fn shares(&self, truth: &Truth, channel: usize) -> [f64; 3] {
        [
            pick(&truth.active, channel) * self.power_gain(channel, 0),
            pick(&truth.reactive, channel) * self.power_gain(channel, 1),
            truth.voltage * pick(&truth.currents, channel) * self.power_gain(channel, 2),
        ]
    }

    /// Looks at signs and no-load, and tells of what has changed.
    pub(super) fn judge(&mut self) {
        if !self.is_up || self.is_frozen {
            return;
        }
        let truth = self.truth();
        for channel in 0..2 {
            let shares = self.shares(&truth, channel);
            let (mut none, mut signs) = (0, 0);
            for (kind, share) in (0_u16..).zip(shares) {
                let is_watched = self.file.get(at::DISNOLOAD) & 1 << kind == 0;
                if is_watched && libm::fabs(share) < self.threshold(kind) {
                    none |= 1 << kind;
                } else if share < 0.0 {
                    signs |= 1 << kind;
                }
                // Where there is no load, a sign stays as it is.
                if none & 1 << kind != 0 {
                    signs |= pick(&self.energies.signs, channel) & 1 << kind;
                }
            }
            let begun = none & !pick(&self.energies.no_load, channel);
            let changed = signs ^ pick(&self.energies.signs, channel);
            self.events.raise(channel, begun << 6 | changed << 9);
            for (values, value) in [
                (&mut self.energies.no_load, none),
                (&mut self.energies.signs, signs),
            ] {
                if let Some(slot) = values.get_mut(channel) {
                    *slot = value;
                }
            }
        }
    }

    /// Returns from which share of full scale on a power counts: 1 / (1.4 · (65536 - X)) (data sheet equation 39).
    fn threshold(&self, kind: u16) -> f64 {
        let level = self.file.get(at::AP_NOLOAD + kind);
        let range = 1.4 * (65_536.0 - f64::from(level));
        if range > 0.0 {
            1.0 / range
        } else {
            f64::INFINITY
        }
    }

    /// Returns what ACCMODE tells above its settings.
    pub(super) fn conditions(&self) -> u32 {
        let mut word = 0;
        for channel in 0..2_usize {
            let none = pick(&self.energies.no_load, channel);
            let signs = pick(&self.energies.signs, channel);
            // Active, apparent, reactive: not the order of the interrupts.
            let order = none & 1 | (none >> 2 & 1) << 1 | (none >> 1 & 1) << 2;
            word |= order << of(channel, 16, 19);
            word |= (signs & 1) << of(channel, 10, 11);
            word |= (signs >> 1 & 1) << of(channel, 12, 13);
        }
        word
    }
}
