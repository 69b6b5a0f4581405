//! The configuration in effect, turned into the units of the model.

use super::{
    memory::{Memory, at},
    part::Part,
};

pub(super) const MILLISECOND: u64 = 1_000_000;
pub(super) const SECOND: u64 = 1_000_000_000;
/// Of what never comes.
pub(super) const NEVER: u64 = u64::MAX;

/// Protections by bit: Safety A, B, C, then PF A, B, C, D, then what leads to SHUTDOWN.
pub(super) mod bits {
    pub(crate) const CUV: u32 = 2;
    pub(crate) const COV: u32 = 3;
    pub(crate) const OCC: u32 = 4;
    pub(crate) const OCD1: u32 = 5;
    pub(crate) const OCD2: u32 = 6;
    pub(crate) const SCD: u32 = 7;
    pub(crate) const UTC: u32 = 8;
    pub(crate) const UTD: u32 = 9;
    pub(crate) const UTINT: u32 = 10;
    pub(crate) const OTC: u32 = 12;
    pub(crate) const OTD: u32 = 13;
    pub(crate) const OTINT: u32 = 14;
    pub(crate) const OTF: u32 = 15;
    pub(crate) const HWDF: u32 = 17;
    pub(crate) const COVL: u32 = 20;
    pub(crate) const OCDL: u32 = 21;
    pub(crate) const SCDL: u32 = 22;
    pub(crate) const OCD3: u32 = 23;
    pub(crate) const SUV: u32 = 24;
    pub(crate) const SOV: u32 = 25;
    pub(crate) const SOCC: u32 = 26;
    pub(crate) const SOCD: u32 = 27;
    pub(crate) const SOT: u32 = 28;
    pub(crate) const SOTF: u32 = 30;
    pub(crate) const CUDEP: u32 = 31;
    pub(crate) const TOSF: u32 = 48;
    pub(crate) const LOW_VOLTAGE: u32 = 56;
    pub(crate) const HOT_DIE: u32 = 57;

    /// Safety A.
    pub(crate) const A: u64 = 0xFF;
    /// Safety A, B and C.
    pub(crate) const SAFETY: u64 = 0xFF_FFFF;
    /// PF A to D.
    pub(crate) const PF: u64 = 0xFFFF_FFFF << 24;
    /// SHUTDOWN.
    pub(crate) const SHUTDOWN: u64 = 0b11 << 56;
}

/// Cells.
const CELL_STEP: i32 = 50_600;
/// ns of a step of a delay.
const DELAY_STEP: u64 = 3_300_000;
/// ns of a step of SCD's delay.
const SCD_STEP: u64 = 15_000;
/// ns of one measurement.
const SLOT: u64 = 3_000_000;
/// SCD thresholds in mV.
const SCD: [i64; 16] = [
    10, 20, 40, 60, 80, 100, 125, 150, 175, 200, 250, 300, 350, 400, 450, 500,
];

/// What a pin measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    Nothing,
    Cell,
    General,
    Fet,
}

/// Threshold and threshold of recovery.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pair {
    pub(super) trip: i32,
    pub(super) good: i32,
}

/// The configuration in effect.
#[derive(Debug, Clone)]
pub(super) struct Conf {
    /// A bit for each cell that counts.
    pub(super) cells: u16,
    /// µA of a userA, µV of a userV.
    pub(super) amps: i64,
    pub(super) volts: i64,
    /// mA for each code of the converter, times 2^20.
    pub(super) gain: i64,
    pub(super) die_is_cell: bool,
    pub(super) die_is_fet: bool,
    pub(super) senses: [Sense; 9],
    pub(super) enabled: u64,
    /// From present to tripped, and from good to recovered, in ns.
    pub(super) delay: [u64; 64],
    pub(super) recovery: [u64; 64],
    /// µV.
    pub(super) cuv: Pair,
    pub(super) cov: Pair,
    /// Across the shunt in nV.
    pub(super) occ: i64,
    pub(super) ocd1: i64,
    pub(super) ocd2: i64,
    pub(super) scd: i64,
    /// m°C: UTC, UTD, UTINT, OTC, OTD, OTINT, OTF.
    pub(super) temperatures: [(u32, Pair); 7],
    pub(super) chg_off: u64,
    pub(super) dsg_off: u64,
    /// ns of one loop of measurements, and while balancing.
    pub(super) cycle: u64,
    pub(super) balancing_cycle: u64,
    pub(super) is_fast: bool,
    /// ns between open-wire checks; 0 for none.
    pub(super) open_wire: u64,
}

impl Conf {
    pub(super) fn new(memory: &Memory, part: Part, unset_cells_count: bool) -> Self {
        let mask = part.mask();
        let cells = match memory.u2(at::VCELL_MODE) {
            0 if unset_cells_count => mask,
            cells => cells & mask,
        };
        let da = memory.u1(at::DA_CONFIGURATION);
        let senses = core::array::from_fn(|pin| sense(pin, memory));
        let power = memory.u2(at::POWER_CONFIG);
        let is_fast = power & 1 << 6 != 0;
        let inputs = senses.iter().filter(|pin| **pin != Sense::Nothing).count();
        let slots = u64::try_from(part.cells() + 2 + inputs.min(3)).unwrap_or(1);
        let loop_time = slots * if is_fast { SLOT / 2 } else { SLOT };
        let triple = |address| {
            let [a, b, c] = memory.bytes::<3>(address);
            u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16
        };
        let mut conf = Self {
            cells,
            amps: match da & 0b11 {
                0 => 100,
                1 => 1_000,
                2 => 10_000,
                _ => 100_000,
            },
            volts: if da & 1 << 2 == 0 { 1_000 } else { 10_000 },
            gain: fixed(memory.u4(at::CC_GAIN)),
            die_is_cell: da & 0b1_1000 == 0b0_1000,
            die_is_fet: da & 0b1_1000 == 0b1_1000,
            senses,
            enabled: triple(at::ENABLED_A)
                | u64::from(memory.u4(at::ENABLED_PF_A)) << 24
                | bits::SHUTDOWN,
            delay: [0; 64],
            recovery: [NEVER; 64],
            cuv: Pair::default(),
            cov: Pair::default(),
            occ: i64::from(memory.u1(at::OCC)) * 2_000_000,
            ocd1: i64::from(memory.u1(at::OCD1)) * 2_000_000,
            ocd2: i64::from(memory.u1(at::OCD2)) * 2_000_000,
            scd: {
                let code = usize::from(memory.u1(at::SCD));
                SCD.get(code)
                    .map_or(i64::MAX, |millivolts| millivolts * 1_000_000)
            },
            temperatures: [(0, Pair::default()); 7],
            chg_off: triple(at::CHG_FET_A),
            dsg_off: triple(at::DSG_FET_A),
            cycle: loop_time << (power >> 2 & 0b11),
            balancing_cycle: loop_time << (power >> 4 & 0b11),
            is_fast,
            open_wire: u64::from(memory.u1(at::OPEN_WIRE)) * SECOND,
        };
        conf.set_cells(memory);
        conf.set_times(memory);
        conf.set_temperatures(memory);
        conf
    }

    fn set_cells(&mut self, memory: &Memory) {
        let volts = |address| i32::from(memory.u1(address)) * CELL_STEP;
        let (cuv, cov) = (volts(at::CUV), volts(at::COV));
        self.cuv = Pair {
            trip: cuv,
            good: cuv + volts(at::CUV_HYSTERESIS),
        };
        self.cov = Pair {
            trip: cov,
            good: cov - volts(at::COV_HYSTERESIS),
        };
    }

    fn set_times(&mut self, memory: &Memory) {
        let seconds = |address| u64::from(memory.u1(address)) * SECOND;
        let steps = |code: u64| (code + 2) * DELAY_STEP;
        let recovery = seconds(at::RECOVERY_TIME);
        for (bit, delay, good) in [
            (bits::CUV, steps(memory.u2(at::CUV_DELAY).into()), recovery),
            (bits::COV, steps(memory.u2(at::COV_DELAY).into()), recovery),
            (bits::OCC, steps(memory.u1(at::OCC + 1).into()), recovery),
            (bits::OCD1, steps(memory.u1(at::OCD1 + 1).into()), recovery),
            (bits::OCD2, steps(memory.u1(at::OCD2 + 1).into()), recovery),
            (
                bits::SCD,
                u64::from(memory.u1(at::SCD_DELAY).saturating_sub(1)) * SCD_STEP,
                seconds(at::SCD_RECOVERY_TIME),
            ),
            (bits::OCD3, seconds(at::OCD3_DELAY), recovery),
            (bits::HWDF, u64::from(memory.u2(at::HWD_DELAY)) * SECOND, 0),
            (bits::COVL, 0, seconds(at::COVL_LIMIT + 2)),
            (bits::OCDL, 0, seconds(at::OCDL_LIMIT + 2)),
            (bits::SCDL, 0, seconds(at::SCDL_LIMIT + 2)),
            (bits::SUV, seconds(at::SUV + 2), NEVER),
            (bits::SOV, seconds(at::SOV + 2), NEVER),
            (bits::SOCC, seconds(at::SOCC + 2), NEVER),
            (bits::SOCD, seconds(at::SOCD + 2), NEVER),
            (bits::SOT, seconds(at::SOT + 1), NEVER),
            (bits::SOTF, seconds(at::SOTF + 1), NEVER),
            (bits::CUDEP, seconds(at::CUDEP + 2), NEVER),
            (bits::TOSF, seconds(at::TOS + 2), NEVER),
            (bits::LOW_VOLTAGE, seconds(at::SHUTDOWN_DELAY), 0),
            (bits::HOT_DIE, seconds(at::SHUTDOWN_TEMPERATURE + 1), 0),
        ] {
            self.set_time(bit, delay, good);
        }
    }

    fn set_temperatures(&mut self, memory: &Memory) {
        let signed = |address| i32::from(memory.i1(address)) * 1_000;
        let unsigned = |address| i32::from(memory.u1(address)) * 1_000;
        let recovery = u64::from(memory.u1(at::RECOVERY_TIME)) * SECOND;
        let all = [
            (bits::UTC, at::UTC),
            (bits::UTD, at::UTD),
            (bits::UTINT, at::UTINT),
            (bits::OTC, at::OTC),
            (bits::OTD, at::OTD),
            (bits::OTINT, at::OTINT),
            (bits::OTF, at::OTF),
        ];
        for (slot, (bit, address)) in self.temperatures.iter_mut().zip(all) {
            let degrees = |address| match bit {
                bits::OTF => unsigned(address),
                _ => signed(address),
            };
            let pair = Pair {
                trip: degrees(address),
                good: degrees(address + 2),
            };
            *slot = (bit, pair);
        }
        for (bit, address) in all {
            self.set_time(bit, u64::from(memory.u1(address + 1)) * SECOND, recovery);
        }
    }

    fn set_time(&mut self, bit: u32, delay: u64, recovery: u64) {
        let bit = usize::try_from(bit).unwrap_or_default();
        if let Some(slot) = self.delay.get_mut(bit) {
            *slot = delay;
        }
        if let Some(slot) = self.recovery.get_mut(bit) {
            *slot = recovery;
        }
    }
}

/// What a pin's configuration makes it measure.
fn sense(pin: usize, memory: &Memory) -> Sense {
    let offset = u16::try_from(pin).unwrap_or_default();
    let byte = memory.u1(at::CFETOFF_PIN + offset);
    if byte & 0b11 != 0b11 {
        return Sense::Nothing;
    }
    match byte >> 2 & 0b11 {
        0 => Sense::Nothing,
        1 => Sense::Cell,
        2 => Sense::General,
        _ => Sense::Fet,
    }
}

/// Returns a number of single precision times 2^20, zero for what is none.
fn fixed(float: u32) -> i64 {
    let exponent = float >> 23 & 0xFF;
    if exponent == 0 || exponent == 0xFF {
        return 0;
    }
    let mantissa = i64::from(float & 0x7F_FFFF | 0x80_0000);
    // The mantissa's last bit is worth 2^(exponent - 150).
    let size = match exponent.checked_sub(130) {
        Some(left) if left < 39 => mantissa << left,
        Some(_) => i64::MAX,
        None => mantissa >> (130 - exponent).min(63),
    };
    if float >> 31 == 0 { size } else { -size }
}
