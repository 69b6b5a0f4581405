//! Zero crossings, sags, peaks, over-limits, and the interrupts they make.

use super::{
    Ade7953,
    measure::{CREST, Truth, pick},
    number,
    registers::at,
};

/// Bits of the interrupt registers that this side of the part raises; those of energies follow their order.
pub(super) mod flag {
    pub(crate) const ZXTO_I: u32 = 1 << 11;
    pub(crate) const ZX_I: u32 = 1 << 12;
    pub(crate) const OI: u32 = 1 << 13;
    pub(crate) const ZXTO: u32 = 1 << 14;
    pub(crate) const ZXV: u32 = 1 << 15;
    pub(crate) const OV: u32 = 1 << 16;
    pub(crate) const WSMP: u32 = 1 << 17;
    pub(crate) const CYCEND: u32 = 1 << 18;
    pub(crate) const SAG: u32 = 1 << 19;
    pub(crate) const RESET: u32 = 1 << 20;
    pub(crate) const CRC: u32 = 1 << 21;
}

/// Hz of the crystal.
const CRYSTAL: u64 = 3_580_000;
/// Periods of the crystal in a step of ZXTOUT, and in a sample.
const TIMEOUT_STEP: u64 = 256;
const SAMPLE: u64 = 512;

/// Share of full scale below which no zero crossings are made (data sheet page 44).
pub(super) const CROSSES: f64 = 1.0 / 1_250.0;

/// Voltage, current A, current B.
const WAVES: usize = 3;

/// What a wave raises, and in which of the two groups.
#[derive(Debug, Clone, Copy, Default)]
struct Sheet {
    group: usize,
    crossing: u32,
    timeout: u32,
    over: u32,
    limit: u16,
}

const CURRENT: Sheet = Sheet {
    group: 0,
    crossing: flag::ZX_I,
    timeout: flag::ZXTO_I,
    over: flag::OI,
    limit: at::OILVL,
};

const SHEETS: [Sheet; WAVES] = [
    Sheet {
        group: 0,
        crossing: flag::ZXV,
        timeout: flag::ZXTO,
        over: flag::OV,
        limit: at::OVLVL,
    },
    CURRENT,
    Sheet {
        group: 1,
        ..CURRENT
    },
];

/// What is latched and what is counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Events {
    /// IRQSTATA and IRQSTATB.
    status: [u32; 2],
    /// VPEAK, IAPEAK, IBPEAK.
    peaks: [u32; WAVES],
    /// When each wave crossed zero last, and whether its time-out was told since.
    crossed: [(u64, bool); WAVES],
    /// Whole half cycles of a sag, once its first crossing has come.
    sagging: Option<i128>,
    is_sag_told: bool,
}

impl Events {
    pub(super) fn raise(&mut self, group: usize, flags: u32) {
        if let Some(status) = self.status.get_mut(group) {
            *status |= flags;
        }
    }

    pub(super) fn status(&self, group: usize) -> u32 {
        pick(&self.status, group)
    }

    /// Takes the flags that were read.
    pub(super) fn take(&mut self, group: usize, flags: u32) {
        if let Some(status) = self.status.get_mut(group) {
            *status &= !flags;
        }
    }

    pub(super) fn peak(&self, wave: usize) -> u32 {
        pick(&self.peaks, wave)
    }

    pub(super) fn clear_peak(&mut self, wave: usize) {
        if let Some(peak) = self.peaks.get_mut(wave) {
            *peak = 0;
        }
    }

    /// Counts from now on.
    pub(super) fn restart(&mut self, now: u64) {
        self.crossed = [(now, false); WAVES];
        self.sagging = None;
        self.is_sag_told = false;
    }
}

impl Ade7953 {
    /// Returns each wave's share of full scale and its delay in ns.
    fn waves(&self, truth: &Truth) -> [(f64, i128); WAVES] {
        let [a, b] = truth.currents;
        [(truth.voltage, 0), (a, self.delay(0)), (b, self.delay(1))]
    }

    /// Does what zero crossings and crests do from `from` to `to`, in which nothing else changes.
    pub(super) fn detect(&mut self, truth: &Truth, from: u64, to: u64) {
        let sampled = |time: u64| u128::from(time) * u128::from(CRYSTAL) / 1_000_000_000;
        if sampled(to) / u128::from(SAMPLE) != sampled(from) / u128::from(SAMPLE) {
            self.events.raise(0, flag::WSMP);
        }
        for (wave, (share, delay)) in self.waves(truth).into_iter().enumerate() {
            if self.cross(wave, share, delay, (from, to)) {
                match wave.checked_sub(1) {
                    None => self.time_period(),
                    Some(channel) if truth.voltage >= CROSSES => self.time_angle(channel),
                    Some(_) => {}
                }
            }
            self.crest(wave, share, delay, (from, to));
        }
        self.watch_sag(truth, from, to);
    }

    /// Looks for zero crossings and for missing ones; returns whether there was one.
    fn cross(&mut self, wave: usize, share: f64, delay: i128, (from, to): (u64, u64)) -> bool {
        let sheet = pick(&SHEETS, wave);
        let (grid, timeout) = (&self.world.grid, self.timeout());
        let (first, last) = (grid.halves(from, delay) + 1, grid.halves(to, delay));
        let has_crossed = share >= CROSSES && last >= first;
        let (mut since, mut is_told) = pick(&self.events.crossed, wave);
        let mut flags = 0;
        if has_crossed {
            let gap = grid.begin(first, delay).saturating_sub(since);
            let half = grid.half().unwrap_or(i128::MAX);
            if gap > timeout && !is_told || last > first && half > i128::from(timeout) {
                flags |= sheet.timeout;
            }
            (since, is_told) = (grid.begin(last, delay), false);
            let has = |odd: i128| last > first || last & 1 == odd;
            // Falling edges, rising ones, or both.
            let is_seen = match self.file.get(at::CONFIG) >> 12 & 0b11 {
                1 => has(1),
                2 => has(0),
                _ => true,
            };
            if is_seen {
                flags |= sheet.crossing;
            }
        }
        if to.saturating_sub(since) > timeout && !is_told {
            is_told = true;
            flags |= sheet.timeout;
        }
        self.events.raise(sheet.group, flags);
        if let Some(slot) = self.events.crossed.get_mut(wave) {
            *slot = (since, is_told);
        }
        has_crossed
    }

    /// Returns after how many ns a missing crossing is told; never with ZXTOUT zero.
    fn timeout(&self) -> u64 {
        match u64::from(self.file.get(at::ZXTOUT)) {
            0 => u64::MAX,
            steps => steps * TIMEOUT_STEP * 1_000_000 / (CRYSTAL / 1_000),
        }
    }

    fn crest(&mut self, wave: usize, share: f64, delay: i128, (from, to): (u64, u64)) {
        let grid = &self.world.grid;
        let crest = delay + grid.half().unwrap_or_default() / 2;
        if grid.halves(to, crest) == grid.halves(from, crest) {
            return;
        }
        let code = number::unsigned(share * CREST);
        if let Some(peak) = self.events.peaks.get_mut(wave) {
            *peak = code.max(*peak);
        }
        let sheet = pick(&SHEETS, wave);
        if code > self.file.get(sheet.limit) {
            self.events.raise(sheet.group, sheet.over);
        }
    }

    fn watch_sag(&mut self, truth: &Truth, from: u64, to: u64) {
        let cycles = i128::from(self.file.get(at::SAGCYC));
        let code = number::unsigned(truth.voltage * CREST);
        if cycles == 0 || code >= self.file.get(at::SAGLVL) {
            self.events.sagging = None;
            self.events.is_sag_told = false;
            return;
        }
        let begun = self.world.grid.halves(to, 0) - self.world.grid.halves(from, 0);
        let whole = match self.events.sagging {
            None if begun == 0 => return,
            // The half cycle in which it began does not count.
            None => begun - 1,
            Some(whole) => whole + begun,
        };
        self.events.sagging = Some(whole);
        if whole >= cycles && !self.events.is_sag_told {
            self.events.is_sag_told = true;
            self.events.raise(0, flag::SAG);
        }
    }

    /// Returns when something might be told next, in ns.
    pub(super) fn next_event(&self) -> u64 {
        let truth = self.truth();
        let grid = &self.world.grid;
        let quarter = grid.half().unwrap_or_default() / 2;
        let mut next = u64::MAX;
        for (wave, (share, delay)) in self.waves(&truth).into_iter().enumerate() {
            if share > 0.0 || wave == 0 {
                for delay in [delay, delay + quarter] {
                    next = next.min(grid.begin(grid.halves(self.at, delay) + 1, delay));
                }
            }
            let (since, is_told) = pick(&self.events.crossed, wave);
            if !is_told {
                next = next.min(since.saturating_add(self.timeout()).saturating_add(1));
            }
        }
        if let Some(seconds) = self.next_fill() {
            let filled = self.at.saturating_add(number::nanos_of(seconds));
            next = next.min(filled.saturating_add(1));
        }
        if self.file.get(at::IRQENA) & flag::WSMP != 0 {
            let done = u128::from(self.at) * u128::from(CRYSTAL) / 1_000_000_000;
            let coming = (done / u128::from(SAMPLE) + 1) * u128::from(SAMPLE) * 1_000_000_000;
            let time = coming.div_ceil(u128::from(CRYSTAL));
            next = next.min(u64::try_from(time).unwrap_or(u64::MAX));
        }
        next.max(self.at.saturating_add(1))
    }
}
