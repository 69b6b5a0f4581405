//! Registers that the part fills by itself.

use super::{
    CELLS, GPIOS, Open,
    command::{Kind, Read},
};
use alloc::vec::Vec;

/// No result since the registers were cleared.
pub(super) const CLEARED: u16 = 0x8000;
/// No result since power-up or sleep, of supplies and temperature.
const UNMEASURED: u16 = 0x7FFF;

/// Bits of STCR4.
pub(super) mod supply {
    pub(crate) const SMED: u8 = 1 << 0;
    pub(crate) const SED: u8 = 1 << 1;
    pub(crate) const CMED: u8 = 1 << 2;
    pub(crate) const CED: u8 = 1 << 3;
    pub(crate) const VD_UV: u8 = 1 << 4;
    pub(crate) const VD_OV: u8 = 1 << 5;
    pub(crate) const VA_UV: u8 = 1 << 6;
    pub(crate) const VA_OV: u8 = 1 << 7;
}

/// Bits of STCR5.
pub(super) mod health {
    pub(crate) const OSCCHK: u8 = 1 << 0;
    pub(crate) const TMODCHK: u8 = 1 << 1;
    pub(crate) const THSD: u8 = 1 << 2;
    pub(crate) const SPIFLT: u8 = 1 << 4;
    pub(crate) const COMP: u8 = 1 << 5;
    pub(crate) const VDE: u8 = 1 << 6;
    pub(crate) const VDEL: u8 = 1 << 7;
}

/// Results and status.
#[derive(Debug, Clone)]
pub(super) struct Results {
    pub(super) measured: [u16; CELLS],
    pub(super) averages: [u16; CELLS],
    pub(super) redundant: [u16; CELLS],
    pub(super) filtered: [u16; CELLS],
    /// GPIOs, VMV, VPV.
    pub(super) aux: [u16; GPIOS + 2],
    pub(super) redundant_aux: [u16; GPIOS],
    pub(super) reference: u16,
    pub(super) temperature: u16,
    pub(super) digital: u16,
    pub(super) analog: u16,
    pub(super) resistor: u16,
    /// CSnFLT.
    pub(super) mismatches: u16,
    /// STCR4.
    pub(super) supply: u8,
    /// STCR5.
    pub(super) health: u8,
    /// CnUV and CnOV.
    pub(super) limits: u32,
    /// CT and CTS.
    pub(super) count: u16,
    /// OC_CNTR.
    pub(super) oscillator: u8,
}

impl Results {
    /// Returns what is there after power-up and sleep.
    pub(super) fn reset(open: &Open) -> Self {
        let mut aux = [open.gpio_reset; GPIOS + 2];
        for slot in aux.iter_mut().skip(GPIOS) {
            *slot = CLEARED;
        }
        let comparing = if open.comparing_at_reset {
            health::COMP
        } else {
            0
        };
        Self {
            measured: [CLEARED; CELLS],
            averages: [CLEARED; CELLS],
            redundant: [CLEARED; CELLS],
            filtered: [CLEARED; CELLS],
            aux,
            redundant_aux: [open.gpio_reset; GPIOS],
            reference: CLEARED,
            temperature: UNMEASURED,
            digital: UNMEASURED,
            analog: UNMEASURED,
            resistor: UNMEASURED,
            mismatches: 0xFFFF,
            supply: 0xFF,
            health: !(health::THSD | health::COMP) | comparing,
            limits: if open.limits_at_reset { u32::MAX } else { 0 },
            count: 0,
            oscillator: open.oscillator.first().copied().unwrap_or(0),
        }
    }

    pub(super) fn clear_aux(&mut self) {
        self.aux = [CLEARED; GPIOS + 2];
        self.redundant_aux = [CLEARED; GPIOS];
        self.reference = CLEARED;
        self.temperature = CLEARED;
        self.digital = CLEARED;
        self.analog = CLEARED;
        self.resistor = CLEARED;
    }

    pub(super) fn clear_flags(&mut self, [low, high, _, _, supply, health]: [u8; 6]) {
        self.mismatches &= !u16::from_le_bytes([low, high]);
        self.supply &= !supply;
        self.health &= !(health & !health::COMP);
    }

    pub(super) fn clear_limits(&mut self, [a, b, c, d, _, _]: [u8; 6]) {
        self.limits &= !u32::from_le_bytes([a, b, c, d]);
    }

    const fn cells(&self, kind: Kind) -> &[u16; CELLS] {
        match kind {
            Kind::Measured => &self.measured,
            Kind::Average => &self.averages,
            Kind::Redundant => &self.redundant,
            Kind::Filtered => &self.filtered,
        }
    }

    /// Appends a group; returns whether it is one of these.
    pub(super) fn render(&self, read: Read, open: &Open, levels: u16, out: &mut Vec<u8>) -> bool {
        match read {
            Read::Cells(kind, group) => words(self.cells(kind), group, out),
            Read::AllCells(kind) => all(self.cells(kind), out),
            Read::WithRedundant(kind) => {
                all(self.cells(kind), out);
                all(&self.redundant, out);
            }
            Read::Aux(group) => words(&self.aux, group, out),
            Read::RedundantAux(group) => words(&self.redundant_aux, group, out),
            Read::StatusA => all(&[self.reference, self.temperature, 0], out),
            Read::StatusB => all(&[self.digital, self.analog, self.resistor], out),
            Read::StatusC { .. } => {
                out.extend_from_slice(&self.mismatches.to_le_bytes());
                // CT10:6, then CT5:0 and CTS.
                out.extend_from_slice(&self.count.to_be_bytes());
                out.extend_from_slice(&[self.supply, self.health]);
            }
            Read::StatusD => {
                out.extend_from_slice(&self.limits.to_le_bytes());
                out.extend_from_slice(&[0xFF, self.oscillator]);
            }
            Read::StatusE => {
                let [low, high] = levels.to_le_bytes();
                out.extend_from_slice(&[0, 0, 0, 0, low, high & 0x03 | open.revision << 4]);
            }
            _ => return false,
        }
        true
    }
}

/// Appends three words of a group; what is beyond the last reads as ones.
fn words(values: &[u16], group: u8, out: &mut Vec<u8>) {
    let first = 3 * usize::from(group);
    for index in first..first + 3 {
        let value = values.get(index).copied().unwrap_or(0xFFFF);
        out.extend_from_slice(&value.to_le_bytes());
    }
}

fn all(values: &[u16], out: &mut Vec<u8>) {
    for value in values {
        out.extend_from_slice(&value.to_le_bytes());
    }
}
