//! What parts are told.

use core::fmt::{self, Display};

use crate::codec;

/// A command, and whether parts count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Command {
    code: u16,
    pub(crate) counts: bool,
}

impl Command {
    pub(crate) const RESET_COUNTER: Self = Self::uncounted(0x02E);
    pub(crate) const SOFT_RESET: Self = Self::uncounted(0x027);
    pub(crate) const SNAP: Self = Self::counted(0x02D);
    pub(crate) const UNSNAP: Self = Self::counted(0x02F);
    pub(crate) const UNMUTE: Self = Self::counted(0x029);
    pub(crate) const CLEAR_CELLS: Self = Self::counted(0x711);
    pub(crate) const CLEAR_AUX: Self = Self::counted(0x712);
    pub(crate) const CLEAR_S: Self = Self::counted(0x716);
    pub(crate) const CLEAR_FLAGS: Self = Self::counted(0x717);
    pub(crate) const CLEAR_LIMITS: Self = Self::counted(0x715);
    /// All inputs, no current through open wires.
    pub(crate) const START_AUX: Self = Self::counted(0x410);

    const fn counted(code: u16) -> Self {
        Self { code, counts: true }
    }

    const fn uncounted(code: u16) -> Self {
        let counts = false;
        Self { code, counts }
    }

    /// Starts the C converters, for as long as nothing else is asked of them. Discharging goes on.
    pub(crate) const fn start_cells(resets_filter: bool) -> Self {
        Self::counted(0x260 | 1 << 7 | (resets_filter as u16) << 2)
    }

    /// Measures every cell once with both converters, which the part compares. Discharging is interrupted.
    pub(crate) const COMPARE: Self = Self::counted(0x260 | 1 << 8);

    /// Measures every cell once with the S converters. Discharging is interrupted.
    pub(crate) const fn start_s(excited: Excited) -> Self {
        Self::counted(0x168 | excited as u16)
    }

    pub(crate) const fn bytes(self) -> [u8; 4] {
        codec::command(self.code)
    }
}

/// Cells across which a test of wires draws a current; the part counts cells from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excited {
    None = 0,
    Even = 1,
    Odd = 2,
}

impl Excited {
    /// Returns whether there is a current through a cell, which is numbered from 0 here.
    pub(crate) const fn has(self, cell: usize) -> bool {
        match self {
            Self::None => false,
            Self::Even => !cell.is_multiple_of(2),
            Self::Odd => cell.is_multiple_of(2),
        }
    }
}

/// A register group, by the name that the data sheet gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Group {
    /// Configuration A.
    ConfigA,
    /// Configuration B.
    ConfigB,
    /// Cells by the C converters, groups 0 to 5 of three each.
    Cells(u8),
    /// Cells by the C converters, averaged.
    Averaged(u8),
    /// Cells by the C converters, filtered.
    Filtered(u8),
    /// Cells by the S converters.
    Redundant(u8),
    /// GPIOs, groups 0 to 3 of three each; the last has one, V- and V+.
    Aux(u8),
    /// Status A to E, 0 to 4.
    Status(u8),
    /// Discharge of cells 1 to 12.
    PwmA,
    /// Discharge of cells 13 to 16.
    PwmB,
    /// Serial number.
    SerialId,
}

impl Group {
    pub(crate) const STATUS_A: Self = Self::Status(0);
    pub(crate) const STATUS_B: Self = Self::Status(1);
    pub(crate) const STATUS_C: Self = Self::Status(2);
    pub(crate) const STATUS_D: Self = Self::Status(3);

    /// Returns the command that reads the group; a number that it has not reads its last.
    pub(crate) const fn read(self) -> Command {
        Command::uncounted(match self {
            Self::ConfigA => 0x002,
            Self::ConfigB => 0x026,
            Self::Cells(0) => 0x004,
            Self::Cells(1) => 0x006,
            Self::Cells(2) => 0x008,
            Self::Cells(3) => 0x00A,
            Self::Cells(4) => 0x009,
            Self::Cells(_) => 0x00B,
            Self::Averaged(0) => 0x044,
            Self::Averaged(1) => 0x046,
            Self::Averaged(2) => 0x048,
            Self::Averaged(3) => 0x04A,
            Self::Averaged(4) => 0x049,
            Self::Averaged(_) => 0x04B,
            Self::Filtered(0) => 0x012,
            Self::Filtered(1) => 0x013,
            Self::Filtered(2) => 0x014,
            Self::Filtered(3) => 0x015,
            Self::Filtered(4) => 0x016,
            Self::Filtered(_) => 0x017,
            Self::Redundant(0) => 0x003,
            Self::Redundant(1) => 0x005,
            Self::Redundant(2) => 0x007,
            Self::Redundant(3) => 0x00D,
            Self::Redundant(4) => 0x00E,
            Self::Redundant(_) => 0x00F,
            Self::Aux(0) => 0x019,
            Self::Aux(1) => 0x01A,
            Self::Aux(2) => 0x01B,
            Self::Aux(_) => 0x01F,
            Self::Status(0) => 0x030,
            Self::Status(1) => 0x031,
            Self::Status(2) => 0x032,
            Self::Status(3) => 0x033,
            Self::Status(_) => 0x034,
            Self::PwmA => 0x022,
            Self::PwmB => 0x023,
            Self::SerialId => 0x02C,
        })
    }

    /// Returns the command that writes the group; `None` where nothing does.
    pub(crate) const fn write(self) -> Option<Command> {
        Some(Command::counted(match self {
            Self::ConfigA => 0x001,
            Self::ConfigB => 0x024,
            Self::PwmA => 0x020,
            Self::PwmB => 0x021,
            _ => return None,
        }))
    }

    /// Returns the bits that read as they were written. What DCTO reads is the time that is left, and SNAP_ST what SNAP has done.
    pub(crate) const fn mask(self) -> u64 {
        match self {
            Self::ConfigA => 0x87FF_F8FF_031F,
            Self::ConfigB => 0xFFFF_FFC0_FFFF,
            Self::PwmB => 0xFFFF_0000_0000,
            _ => 0xFFFF_FFFF_FFFF,
        }
    }
}

impl Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConfigA => f.write_str("CFGA"),
            Self::ConfigB => f.write_str("CFGB"),
            Self::Cells(group) => write!(f, "CV{}", letter(*group)),
            Self::Averaged(group) => write!(f, "AC{}", letter(*group)),
            Self::Filtered(group) => write!(f, "FC{}", letter(*group)),
            Self::Redundant(group) => write!(f, "SV{}", letter(*group)),
            Self::Aux(group) => write!(f, "AUX{}", letter(*group)),
            Self::Status(group) => write!(f, "STAT{}", letter(*group)),
            Self::PwmA => f.write_str("PWMA"),
            Self::PwmB => f.write_str("PWMB"),
            Self::SerialId => f.write_str("SID"),
        }
    }
}

const fn letter(group: u8) -> char {
    b'A'.saturating_add(group) as char
}
