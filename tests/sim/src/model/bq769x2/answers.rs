//! Data that subcommands answer with.

use super::{
    Bq769x2,
    conf::{SECOND, bits},
    fets::fet,
    part::{CELLS, Part},
    subcommands::BUFFER,
};

impl Bq769x2 {
    /// Answers a subcommand that has data; returns whether it is one.
    pub(super) fn answer(&mut self, number: u16, now: u64) -> bool {
        let device = self.open.device_number;
        let device = device.unwrap_or(self.part.device_number());
        let word = match number {
            0x0001 => device,
            0x0002 => {
                let [a, b] = device.to_be_bytes();
                let (version, build) = self.open.firmware;
                let ([c, d], [e, f]) = (version.to_be_bytes(), build.to_be_bytes());
                self.respond(&[a, b, c, d, e, f]);
                return true;
            }
            0x0003 => self.open.hardware,
            0x0004 => self.open.signatures[0],
            0x0005 => self.open.signatures[1],
            0x0009 => self.open.signatures[2],
            0x0053 => {
                let failures = u32::try_from((self.watch.status & bits::PF) >> 24);
                let [a, b, c, d] = failures.unwrap_or_default().to_le_bytes();
                self.respond(&[a, b, c, d, 0]);
                return true;
            }
            0x0057 => self.manufacturing_status(),
            0x0070 => {
                let scratch = self.scratch;
                self.respond(&scratch);
                return true;
            }
            0x0071..=0x0074 => {
                let block = self.counts_block(usize::from(number - 0x0071));
                self.respond(&block);
                return true;
            }
            0x0075..=0x0077 => {
                let block = match number {
                    0x0075 => self.status5(),
                    0x0076 => self.status6(now),
                    _ => [0; BUFFER],
                };
                self.respond(&block);
                return true;
            }
            0x0080 | 0x0081 => {
                self.respond_snapshot(usize::from(number - 0x0080));
                return true;
            }
            0x0083 => self.balance.mask,
            0x0084 => self.balance.level,
            0x0085 => {
                let since = if self.balance.mask == 0 {
                    now
                } else {
                    self.balance.since
                };
                u16::try_from((now - since) / SECOND).unwrap_or(u16::MAX)
            }
            0x0086 | 0x0087 => {
                self.respond_times(usize::from(number - 0x0086), now);
                return true;
            }
            _ => return false,
        };
        self.respond(&word.to_le_bytes());
        true
    }

    fn manufacturing_status(&self) -> u16 {
        let mut status = self.manufacturing;
        for (fet, bit) in [(fet::PCHG, 0), (fet::CHG, 1), (fet::DSG, 2), (fet::PDSG, 5)] {
            if self.tested & fet != 0 {
                status |= 1 << bit;
            }
        }
        status
    }

    fn respond_snapshot(&mut self, which: usize) {
        let mut block = [0; BUFFER];
        let cells = self.snapshots.get(which).copied().unwrap_or_default();
        fill(&mut block, cells.map(i16::to_le_bytes));
        let length = 2 * self.part.cells();
        self.respond(block.get(..length).unwrap_or_default());
    }

    fn respond_times(&mut self, half: usize, now: u64) {
        self.accrue(now);
        let mut block = [0; BUFFER];
        let times = self.balance.times.map(|time| {
            let seconds = u32::try_from(time / SECOND).unwrap_or(u32::MAX);
            seconds.to_le_bytes()
        });
        let (low, high) = times.split_at(CELLS / 2);
        let half_of = if half == 0 { low } else { high };
        fill(&mut block, half_of.iter().copied());
        let length = match (self.part, half) {
            (Part::Bq76942, 1) => 8,
            _ => BUFFER,
        };
        self.respond(block.get(..length).unwrap_or_default());
    }

    /// DASTATUS1 to 4: counts of voltage and current of four cells.
    fn counts_block(&self, block: usize) -> [u8; BUFFER] {
        /// Codes in 5 × 1.212 V, in µV.
        const CELL: i64 = 6_060_000;
        let mut bytes = [0; BUFFER];
        let current = current_counts(self.pins.sense());
        let cells = self.results.cells.iter().take(self.part.cells());
        let words = cells.skip(4 * block).take(4).flat_map(|cell| {
            let counts = ((i64::from(*cell) * 1_000) << 23) / CELL;
            [i32::try_from(counts).unwrap_or(i32::MAX), current]
        });
        fill(&mut bytes, words.map(i32::to_le_bytes));
        bytes
    }

    fn status5(&self) -> [u8; BUFFER] {
        use super::judge::{decikelvin, ending};
        let results = &self.results;
        let (low, high, mean) = results.cell_temperatures.unwrap_or_default();
        let current = ending(self.user_current());
        let words = [
            0,
            0,
            ending(i64::from(results.highest) / 1_000),
            ending(i64::from(results.lowest) / 1_000),
            ending(i64::from(results.sum) / 10_000),
            decikelvin(mean),
            results.fet_temperature.map_or(0, decikelvin),
            decikelvin(high),
            decikelvin(low),
            decikelvin(mean),
            current,
            current,
        ];
        let mut bytes = [0; BUFFER];
        fill(&mut bytes, words.map(i16::to_le_bytes));
        let counts = current_counts(self.pins.sense()).to_le_bytes();
        if let Some(tail) = bytes.get_mut(24..) {
            fill(tail, [counts, counts]);
        }
        bytes
    }

    fn status6(&mut self, now: u64) -> [u8; BUFFER] {
        let (whole, fraction, seconds) = self.passed_charge(now);
        let mut bytes = [0; BUFFER];
        let words = [
            whole.to_le_bytes(),
            fraction.to_le_bytes(),
            seconds.to_le_bytes(),
        ];
        fill(&mut bytes, words);
        bytes
    }
}

/// Returns the codes of a voltage across the shunt in nV.
fn current_counts(sense: i64) -> i32 {
    /// 1.24 V / 5 in nV.
    const CURRENT: i64 = 248_000_000;
    let counts = sense.saturating_mul(1 << 23) / CURRENT;
    i32::try_from(counts).unwrap_or(if counts < 0 { i32::MIN } else { i32::MAX })
}

/// Lays words one after another.
fn fill<const N: usize>(bytes: &mut [u8], words: impl IntoIterator<Item = [u8; N]>) {
    for (cells, word) in bytes.chunks_exact_mut(N).zip(words) {
        cells.copy_from_slice(&word);
    }
}
