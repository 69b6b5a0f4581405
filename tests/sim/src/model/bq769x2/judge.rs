//! What the measurements say about each protection.

use super::{
    Bq769x2,
    conf::{Sense, bits},
    memory::at,
    part::Thermistor,
};

/// Results of one loop.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Results {
    /// mV.
    pub(super) cells: [i16; 16],
    /// µV of the stack, PACK and LD.
    pub(super) stack: i32,
    pub(super) pack: i32,
    pub(super) load: i32,
    /// Lowest, highest and sum of the cells that count, in µV.
    pub(super) lowest: i32,
    pub(super) highest: i32,
    pub(super) sum: i32,
    /// m°C.
    pub(super) die: i32,
    /// Lowest, highest and mean of what counts as a cell's temperature.
    pub(super) cell_temperatures: Option<(i32, i32, i32)>,
    pub(super) fet_temperature: Option<i32>,
    /// 0.1 K, by pin.
    pub(super) pins: [i16; 9],
}

/// Returns 0.1 K.
pub(super) fn decikelvin(millicelsius: i32) -> i16 {
    ending(i64::from(millicelsius + 273_150 + 50).div_euclid(100))
}

/// Ends a number at the range of two bytes.
pub(super) fn ending(value: i64) -> i16 {
    let value = value.clamp(i64::from(i16::MIN), i64::from(i16::MAX));
    i16::try_from(value).unwrap_or_default()
}

/// Divides by a positive number, to nearest.
pub(super) const fn nearest(value: i64, divisor: i64) -> i64 {
    let half = if value < 0 { -divisor / 2 } else { divisor / 2 };
    (value + half) / divisor
}

impl Bq769x2 {
    /// Returns lowest and highest of the cells that count, in µV, as they are at the inputs.
    fn extremes(&self) -> Option<(i32, i32)> {
        let counting = self
            .pins
            .inputs()
            .enumerate()
            .filter(|(cell, _)| self.conf.cells & 1 << cell != 0);
        counting.fold(None, |all, (_, cell)| {
            Some(all.map_or((cell, cell), |(low, high): (i32, i32)| {
                (low.min(cell), high.max(cell))
            }))
        })
    }

    /// Comparators look at cells and current.
    pub(super) fn judge_comparators(&mut self, cells_too: bool, now: u64) {
        let mut mask = bits::A & !(1 << bits::CUV | 1 << bits::COV);
        let (mut present, mut good) = (0, 0);
        let mut set = |bit: u32, is_present: bool, is_good: bool| {
            present |= u64::from(is_present) << bit;
            good |= u64::from(is_good) << bit;
        };
        if cells_too {
            mask = bits::A;
            if let Some((low, high)) = self.extremes() {
                let (cuv, cov) = (self.conf.cuv, self.conf.cov);
                set(bits::CUV, low <= cuv.trip, low > cuv.good);
                set(bits::COV, high >= cov.trip, high < cov.good);
            }
        }
        let sense = self.pins.sense();
        let current = self.current();
        let charges = current >= i64::from(self.active.i2(at::OCD_RECOVERY)) * 1_000;
        let delta = i64::from(self.active.i2(at::PACK_TOS_DELTA)) * 10_000;
        let is_pulled = i64::from(self.pins.pack) <= i64::from(self.pins.stack()) - delta;
        let discharges = current <= i64::from(self.active.i2(at::OCC_RECOVERY)) * 1_000;
        set(bits::OCC, sense >= self.conf.occ, discharges || is_pulled);
        set(bits::OCD1, -sense >= self.conf.ocd1, charges);
        set(bits::OCD2, -sense >= self.conf.ocd2, charges);
        set(bits::SCD, -sense >= self.conf.scd, -sense < self.conf.scd);
        self.watch
            .judge(mask, present & self.conf.enabled, good, now);
    }

    /// Firmware looks at the results of a loop.
    pub(super) fn judge_results(&mut self, now: u64) {
        let results = self.results;
        let (mut present, mut good) = (0, 0);
        let mut set = |bit: u32, is_present: bool, is_good: bool| {
            present |= u64::from(is_present) << bit;
            good |= u64::from(is_good) << bit;
        };
        for (bit, pair) in self.conf.temperatures {
            let (low, high) = match bit {
                bits::UTINT | bits::OTINT => (results.die, results.die),
                bits::OTF => match results.fet_temperature {
                    Some(fet) => (fet, fet),
                    None => continue,
                },
                _ => match results.cell_temperatures {
                    Some((low, high, _)) => (low, high),
                    None => continue,
                },
            };
            match bit {
                bits::UTC | bits::UTD | bits::UTINT => {
                    set(bit, low <= pair.trip, low >= pair.good);
                }
                _ => set(bit, high >= pair.trip, high <= pair.good),
            }
        }
        let current = self.current();
        let user = |address| i64::from(self.active.i2(address)) * self.conf.amps;
        let charges = current >= i64::from(self.active.i2(at::OCD_RECOVERY)) * 1_000;
        set(bits::OCD3, current <= user(at::OCD3), charges);
        let config = self.active.u2(at::PROTECTION_CONFIGURATION);
        let latch = |address, bit: u32| {
            let limit = i64::from(self.active.i2(address)) * 1_000;
            config & 1 << bit != 0 && current >= limit
        };
        set(bits::OCDL, false, latch(at::OCDL_LIMIT + 3, 9));
        set(bits::SCDL, false, latch(at::SCDL_LIMIT + 3, 10));
        set(bits::COVL, false, results.highest < self.conf.cov.good);
        if self.conf.cells != 0 {
            let millivolts = |address| i32::from(self.active.i2(address)) * 1_000;
            let count = self.conf.cells.count_ones().cast_signed();
            let apart = results.stack.abs_diff(results.sum);
            let allowed = millivolts(at::TOS).saturating_mul(count).unsigned_abs();
            let rests = current.abs() <= i64::from(self.active.i2(at::SLEEP_CURRENT)) * 1_000;
            let shutdown = millivolts(at::SHUTDOWN_CELL);
            let stack = millivolts(at::SHUTDOWN_STACK).saturating_mul(10);
            let is_low = results.lowest < shutdown || results.stack < stack;
            set(bits::SUV, results.lowest <= millivolts(at::SUV), false);
            set(bits::SOV, results.highest >= millivolts(at::SOV), false);
            set(bits::CUDEP, results.lowest <= millivolts(at::CUDEP), false);
            set(bits::TOSF, rests && apart >= allowed, false);
            set(bits::LOW_VOLTAGE, is_low, !is_low);
        }
        set(bits::SOCC, current >= user(at::SOCC), false);
        set(bits::SOCD, current <= user(at::SOCD), false);
        if let Some((_, high, _)) = results.cell_temperatures {
            set(
                bits::SOT,
                high >= i32::from(self.active.i1(at::SOT)) * 1_000,
                false,
            );
        }
        if let Some(fet) = results.fet_temperature {
            set(
                bits::SOTF,
                fet >= i32::from(self.active.u1(at::SOTF)) * 1_000,
                false,
            );
        }
        let hot = i32::from(self.active.u1(at::SHUTDOWN_TEMPERATURE)) * 1_000;
        let guards = self.active.u2(at::POWER_CONFIG) & 1 << 7 != 0;
        let is_hot = guards && results.die >= hot;
        set(bits::HOT_DIE, is_hot, !is_hot);
        let mut enabled = self.conf.enabled;
        if self.manufacturing & 1 << 6 == 0 {
            enabled &= !bits::PF;
        }
        let mask = !(bits::A | 1 << bits::HWDF);
        self.watch.judge(mask, present & enabled, good, now);
    }

    /// Measures everything once.
    pub(super) fn measure(&mut self) {
        let mut results = Results {
            stack: self.pins.stack(),
            pack: self.pins.pack,
            load: self.pins.load,
            die: self.pins.die,
            pins: [self.open.unused_pin; 9],
            ..Results::default()
        };
        let mut counting = None::<(i32, i32)>;
        let inputs = self.pins.inputs().enumerate().zip(&mut results.cells);
        for ((cell, microvolts), reading) in inputs {
            *reading = ending(nearest(microvolts.into(), 1_000));
            if self.conf.cells & 1 << cell == 0 {
                continue;
            }
            results.sum = results.sum.saturating_add(microvolts);
            let (low, high) = counting.unwrap_or((microvolts, microvolts));
            counting = Some((low.min(microvolts), high.max(microvolts)));
        }
        (results.lowest, results.highest) = counting.unwrap_or_default();
        self.measure_temperatures(&mut results);
        self.results = results;
    }

    fn measure_temperatures(&self, results: &mut Results) {
        let mut cells = None::<(i32, i32, i32, i32)>;
        let mut add = |temperature: i32| {
            let (low, high, sum, count) = cells.unwrap_or((temperature, temperature, 0, 0));
            cells = Some((
                low.min(temperature),
                high.max(temperature),
                sum + temperature,
                count + 1,
            ));
        };
        let pins = self.pins.thermistors.iter().zip(self.conf.senses);
        for ((thermistor, sense), code) in pins.zip(&mut results.pins) {
            if sense == Sense::Nothing {
                continue;
            }
            let temperature = match thermistor {
                Thermistor::At(temperature) => temperature.as_millicelsius(),
                Thermistor::Open => i32::from(self.open.open_thermistor) * 100 - 273_150,
                Thermistor::Shorted => i32::from(self.open.shorted_thermistor) * 100 - 273_150,
            };
            *code = decikelvin(temperature);
            match sense {
                Sense::Cell => add(temperature),
                Sense::Fet => {
                    let highest = results.fet_temperature.unwrap_or(temperature);
                    results.fet_temperature = Some(highest.max(temperature));
                }
                Sense::General | Sense::Nothing => {}
            }
        }
        if self.conf.die_is_cell {
            add(self.pins.die);
        }
        if self.conf.die_is_fet {
            let highest = results.fet_temperature.unwrap_or(self.pins.die);
            results.fet_temperature = Some(highest.max(self.pins.die));
        }
        results.cell_temperatures = cells.map(|(low, high, sum, count)| (low, high, sum / count));
    }
}
