//! Conversions, loading and programming in virtual time.

use super::{
    CONVERSION, Tmp11x, Work,
    file::{File, Flags, config},
};

/// Conversions that make one result, by AVG.
const AVERAGES: [u64; 4] = [1, 8, 32, 64];
/// Cycles in ns by CONV, without averages.
const CYCLES: [u64; 8] = [
    15_500_000,
    125_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    4_000_000_000,
    8_000_000_000,
    16_000_000_000,
];
/// Shortest cycles in ns by AVG.
const AVERAGED: [u64; 4] = [15_500_000, 125_000_000, 500_000_000, 1_000_000_000];

fn field<const N: usize>(config: u16, shift: u32, table: [u64; N]) -> u64 {
    let index = usize::from(config >> shift) % N;
    table.get(index).copied().unwrap_or_default()
}

/// Conversions under way.
#[derive(Debug, Clone)]
pub(super) struct Run {
    averages: u64,
    conversion: u64,
    cycle: u64,
    is_one_shot: bool,
    /// ns on the clock when the cycle began.
    began: u64,
    done: u64,
    sum: i64,
}

impl Run {
    /// Starts what Configuration asks for, with conversions of so many ns.
    fn new(configuration: u16, conversion: u64, began: u64) -> Option<Self> {
        let mode = configuration & config::MOD;
        let nominal = field(configuration, 7, CYCLES).max(field(configuration, 5, AVERAGED));
        let stretched = u128::from(nominal) * u128::from(conversion) / u128::from(CONVERSION);
        let averages = field(configuration, 5, AVERAGES);
        (mode != config::SHUTDOWN).then(|| Self {
            averages,
            conversion,
            cycle: u64::try_from(stretched)
                .unwrap_or(u64::MAX)
                .max(averages.saturating_mul(conversion)),
            is_one_shot: mode == config::ONE_SHOT,
            began,
            done: 0,
            sum: 0,
        })
    }

    /// When the next conversion ends.
    fn next_end(&self) -> u64 {
        let conversions = (self.done + 1).saturating_mul(self.conversion);
        self.began.saturating_add(conversions)
    }

    /// When the result of this cycle is there.
    fn result_end(&self) -> u64 {
        let conversions = self.averages.saturating_mul(self.conversion);
        self.began.saturating_add(conversions)
    }
}

impl Tmp11x {
    /// Registers to their reset values; they are loaded after so many ns.
    pub(super) fn reset(&mut self, load: u64) {
        self.file = File::factory(self.part);
        self.flags = Flags::default();
        self.result = i16::MIN;
        self.unlocked = false;
        self.run = None;
        self.wire = super::bus::Wire::default();
        self.work = Some((Work::Load, self.clock.nanos().saturating_add(load)));
        self.touch();
    }

    /// Drops what is under way and begins as configured.
    pub(super) fn begin(&mut self, now: u64) {
        self.run = Run::new(self.file.config, self.conversion, now);
    }

    /// Catches up with the clock.
    pub(super) fn touch(&mut self) {
        self.advance(self.clock.nanos());
    }

    /// Does all that happens until a time.
    pub(super) fn advance(&mut self, until: u64) {
        if let Some((work, end)) = self.work
            && end <= until
            && !self.hangs()
        {
            self.convert(end);
            self.work = None;
            match work {
                Work::Load => {
                    self.file = self.memory.clone();
                    self.begin(end);
                }
                Work::Program(cell, value) => self.memory.program(cell, value),
            }
        }
        self.convert(until);
    }

    /// Whether what is under way never ends.
    fn hangs(&self) -> bool {
        self.is_stuck && matches!(self.work, Some((Work::Program(..), _)))
    }

    /// Does all conversions that end until a time. Within one call nothing changes: cycles after the first whole one are alike.
    fn convert(&mut self, until: u64) {
        let mut whole = 0_u32;
        while let Some(mut run) = self.run.take() {
            if run.done == 0 && whole > 0 {
                let alike = until.saturating_sub(run.began) / run.cycle.max(1);
                run.began += alike.saturating_sub(1) * run.cycle;
            }
            let end = run.next_end();
            if end > until {
                self.run = Some(run);
                return;
            }
            if run.done == 0 {
                whole += 1;
            }
            run.done += 1;
            run.sum += i64::from(self.code());
            if run.done == run.averages {
                self.publish(&run);
                run.began = run.began.saturating_add(run.cycle);
                run.done = 0;
                run.sum = 0;
                if run.is_one_shot {
                    self.file.config &= !config::MOD | config::SHUTDOWN;
                    return;
                }
            }
            self.run = Some(run);
        }
    }

    /// The input to the nearest code: 1/128 °C.
    fn code(&self) -> i16 {
        let codes = nearest(i64::from(self.input.as_millicelsius()) * 128, 1_000);
        ending_in_range(codes)
    }

    /// Loads the result, judges it and sets Data_Ready.
    fn publish(&mut self, run: &Run) {
        let averages = i64::try_from(run.averages).unwrap_or(1);
        let average = nearest(run.sum, averages);
        let offset = i64::from(self.file.offset(self.part));
        self.result = ending_in_range(average + offset);
        self.flags.judge(self.result, &self.file);
    }

    /// Returns when the line changes if nothing is touched: within some cycles, or never.
    pub(super) fn next_line_change(&self) -> Option<u64> {
        const EVENTS: u32 = 4;
        let mut ahead = self.clone();
        let level = ahead.line();
        for _ in 0..EVENTS {
            let load = ahead.work.filter(|_| !ahead.hangs()).map(|(_, end)| end);
            let result = ahead.run.as_ref().map(Run::result_end);
            let next = load.into_iter().chain(result).min()?;
            ahead.advance(next);
            if ahead.line() != level {
                return Some(next);
            }
        }
        None
    }

    /// Returns whether ALERT is high, as far as the model has come.
    pub(super) fn line(&self) -> bool {
        !self.powered || self.flags.line(&self.file)
    }
}

/// Divides and rounds to nearest, halves away from zero.
const fn nearest(number: i64, divisor: i64) -> i64 {
    let half = if number < 0 {
        -divisor / 2
    } else {
        divisor / 2
    };
    (number + half) / divisor
}

fn ending_in_range(code: i64) -> i16 {
    let code = code.clamp(i64::from(i16::MIN), i64::from(i16::MAX));
    i16::try_from(code).unwrap_or_default()
}
