//! Registers, their widths and reset values (data sheet tables 13 to 15).

use super::events::flag;
use alloc::vec::Vec;

/// Addresses, the 24-bit ones for what has two.
pub(super) mod at {
    pub(crate) const SAGCYC: u16 = 0x000;
    pub(crate) const DISNOLOAD: u16 = 0x001;
    pub(crate) const LCYCMODE: u16 = 0x004;
    pub(crate) const PGA_V: u16 = 0x007;
    pub(crate) const PGA_IA: u16 = 0x008;
    pub(crate) const WRITE_PROTECT: u16 = 0x040;
    pub(crate) const LAST_OP: u16 = 0x0FD;
    pub(crate) const UNLOCK: u16 = 0x0FE;
    pub(crate) const LAST_RWDATA_8: u16 = 0x0FF;
    pub(crate) const ZXTOUT: u16 = 0x100;
    pub(crate) const LINECYC: u16 = 0x101;
    pub(crate) const CONFIG: u16 = 0x102;
    pub(crate) const CF1DEN: u16 = 0x103;
    pub(crate) const CF2DEN: u16 = 0x104;
    pub(crate) const PHCALA: u16 = 0x108;
    pub(crate) const PFA: u16 = 0x10A;
    pub(crate) const PFB: u16 = 0x10B;
    pub(crate) const ANGLE_A: u16 = 0x10C;
    pub(crate) const ANGLE_B: u16 = 0x10D;
    pub(crate) const PERIOD: u16 = 0x10E;
    pub(crate) const ALT_OUTPUT: u16 = 0x110;
    pub(crate) const OPTIMUM: u16 = 0x120;
    pub(crate) const LAST_ADD: u16 = 0x1FE;
    pub(crate) const LAST_RWDATA_16: u16 = 0x1FF;
    pub(crate) const SAGLVL: u16 = 0x200;
    pub(crate) const ACCMODE: u16 = 0x201;
    pub(crate) const AP_NOLOAD: u16 = 0x203;
    pub(crate) const AVA: u16 = 0x210;
    pub(crate) const V: u16 = 0x218;
    pub(crate) const IRMSA: u16 = 0x21A;
    pub(crate) const IRMSB: u16 = 0x21B;
    pub(crate) const VRMS: u16 = 0x21C;
    pub(crate) const AENERGYA: u16 = 0x21E;
    pub(crate) const APENERGYB: u16 = 0x223;
    pub(crate) const OVLVL: u16 = 0x224;
    pub(crate) const OILVL: u16 = 0x225;
    pub(crate) const VPEAK: u16 = 0x226;
    pub(crate) const RSTIBPEAK: u16 = 0x22B;
    pub(crate) const IRQENA: u16 = 0x22C;
    pub(crate) const IRQSTATA: u16 = 0x22D;
    pub(crate) const RSTIRQSTATA: u16 = 0x22E;
    pub(crate) const IRQENB: u16 = 0x22F;
    pub(crate) const IRQSTATB: u16 = 0x230;
    pub(crate) const RSTIRQSTATB: u16 = 0x231;
    pub(crate) const AIGAIN: u16 = 0x280;
    pub(crate) const AVGAIN: u16 = 0x281;
    pub(crate) const AIRMSOS: u16 = 0x286;
    pub(crate) const VRMSOS: u16 = 0x288;
    pub(crate) const BIGAIN: u16 = 0x28C;
    pub(crate) const BIRMSOS: u16 = 0x292;
    pub(crate) const LAST_RWDATA_24: u16 = 0x2FF;
    pub(crate) const CRC: u16 = 0x37F;
    pub(crate) const VERSION: u16 = 0x702;
}

/// Bits of CONFIG.
pub(super) mod config {
    pub(crate) const COMM_LOCK: u32 = 1 << 15;
    pub(crate) const CRC_ENABLE: u32 = 1 << 8;
    pub(crate) const SWRST: u32 = 1 << 7;
}

/// Read with reset, in LCYCMODE.
pub(super) const RSTREAD: u32 = 1 << 6;

/// What ACCMODE keeps; the rest of it tells signs and no-load.
pub(super) const ACCMODE_KEPT: u32 = 0x03FF;

/// What keeps what is written, with its reset value, in order.
const CONFIGURATION: [(u16, u32); 51] = [
    (0x000, 0x00),
    (0x001, 0x00),
    (0x004, 0x40),
    (0x007, 0x00),
    (0x008, 0x00),
    (0x009, 0x00),
    (0x040, 0x00),
    (0x100, 0xFFFF),
    (0x101, 0x0000),
    (0x102, 0x8004),
    (0x103, 0x003F),
    (0x104, 0x003F),
    (0x107, 0x0300),
    (0x108, 0x0000),
    (0x109, 0x0000),
    (0x110, 0x0000),
    (0x120, 0x0000),
    (0x200, 0x00_0000),
    (0x201, 0x00_0000),
    (0x203, 0x00_E419),
    (0x204, 0x00_E419),
    (0x205, 0x00_0000),
    (0x224, 0xFF_FFFF),
    (0x225, 0xFF_FFFF),
    (0x22C, 0x10_0000),
    (0x22F, 0x00_0000),
    (0x280, 0x40_0000),
    (0x281, 0x40_0000),
    (0x282, 0x40_0000),
    (0x283, 0x40_0000),
    (0x284, 0x40_0000),
    (0x285, 0x00_0000),
    (0x286, 0x00_0000),
    (0x287, 0x00_0000),
    (0x288, 0x00_0000),
    (0x289, 0x00_0000),
    (0x28A, 0x00_0000),
    (0x28B, 0x00_0000),
    (0x28C, 0x40_0000),
    (0x28D, 0x40_0000),
    (0x28E, 0x40_0000),
    (0x28F, 0x40_0000),
    (0x290, 0x40_0000),
    (0x291, 0x00_0000),
    (0x292, 0x00_0000),
    (0x293, 0x00_0000),
    (0x294, 0x00_0000),
    (0x295, 0x00_0000),
    (0x296, 0x00_0000),
    (0x297, 0x00_0000),
    (0x800, 0x00),
];

/// Returns the address that a register is kept under, and its bytes on the wire.
pub(super) const fn locate(address: u16) -> (u16, usize) {
    match address {
        0x100..=0x1FF => (address, 2),
        0x200..=0x2FF => (address, 3),
        at::CRC => (address, 4),
        0x300..=0x3FF => (address - 0x100, 4),
        _ => (address, 1),
    }
}

/// Content of the registers that can be written.
#[derive(Debug, Clone)]
pub(super) struct File(Vec<u32>);

impl File {
    pub(super) fn reset() -> Self {
        Self(CONFIGURATION.iter().map(|(_, value)| *value).collect())
    }

    pub(super) fn has(address: u16) -> bool {
        index(address).is_some()
    }

    /// Returns a register's content; zero for what is none.
    pub(super) fn get(&self, address: u16) -> u32 {
        let value = index(address).and_then(|index| self.0.get(index));
        value.copied().unwrap_or_default()
    }

    /// Writes what the register keeps; returns whether there is one.
    pub(super) fn write(&mut self, address: u16, value: u32) -> bool {
        let kept = match address {
            at::ACCMODE => ACCMODE_KEPT,
            at::PGA_V..=0x009 | at::WRITE_PROTECT => 0x07,
            _ => match locate(address).1 {
                1 => 0xFF,
                2 => 0xFFFF,
                _ => 0x00FF_FFFF,
            },
        };
        let slot = index(address).and_then(|index| self.0.get_mut(index));
        let is_there = slot.is_some();
        if let Some(slot) = slot {
            *slot = value & kept;
            if address == at::IRQENA {
                // it cannot be disabled
                *slot |= flag::RESET;
            }
        }
        is_there
    }
}

fn index(address: u16) -> Option<usize> {
    CONFIGURATION
        .binary_search_by_key(&address, |(address, _)| *address)
        .ok()
}
