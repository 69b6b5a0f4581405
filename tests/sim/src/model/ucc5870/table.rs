//! The faults that the model knows: where they show, where they are reported, and what they do to the output.

use super::registers::{CFG2, CFG3, CFG9, CFG10, CFG11, File, STATUS1, STATUS2, STATUS3, STATUS4};
use crate::model::gate::Drive;

/// A bit of a STATUS register.
pub(super) type Flag = (u8, u8);

pub(super) const GD_TWN: Flag = (STATUS1, 1);
pub(super) const PWM_COMP_CHK: Flag = (STATUS1, 5);
pub(super) const CFG_CRC: Flag = (STATUS2, 4);
pub(super) const CLK_MON: Flag = (STATUS2, 5);
pub(super) const SPI: Flag = (STATUS2, 9);
pub(super) const STP: Flag = (STATUS2, 11);
pub(super) const OVLO1: Flag = (STATUS2, 12);
pub(super) const UVLO1: Flag = (STATUS2, 13);
pub(super) const DESAT: Flag = (STATUS3, 0);
pub(super) const OC: Flag = (STATUS3, 1);
pub(super) const SC: Flag = (STATUS3, 2);
pub(super) const PS_TSD: Flag = (STATUS3, 5);
pub(super) const VCEOV: Flag = (STATUS3, 6);
pub(super) const UVLO2: Flag = (STATUS3, 7);
pub(super) const OVLO2: Flag = (STATUS3, 8);
pub(super) const UVLO3: Flag = (STATUS3, 9);
pub(super) const OVLO3: Flag = (STATUS3, 10);
pub(super) const GM: Flag = (STATUS3, 14);
pub(super) const CFG_CRC_SEC: Flag = (STATUS4, 6);
pub(super) const CLK_MON_SEC: Flag = (STATUS4, 7);
pub(super) const GD_TSD: Flag = (STATUS4, 12);
pub(super) const GD_TWN_SEC: Flag = (STATUS4, 13);

/// A pin that a fault is reported on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    NFlt1,
    NFlt2,
}

enum Report {
    /// On nFLT1 while the bit has this value.
    Bit(u8, u8, bool),
    /// Two bits: neither, nFLT1, nFLT2.
    Monitor(u8, u8),
    /// Two bits: nFLT1, nFLT2, neither.
    Interface(u8, u8),
    /// On nFLT2 while the bit is set.
    Warning(u8, u8),
    Never,
}

enum FailSafe {
    /// One bit: low, ignore.
    One(u8, u8),
    /// Two bits: low, high, and the code that ignores; the fourth is taken for low.
    Two(u8, u8, u16),
    None,
}

use FailSafe::{None as Nothing, One, Two};
use Report::{Bit, Interface, Monitor, Never, Warning};

/// S1's encodings, field by field.
const FAULTS: [(Flag, Report, FailSafe); 22] = [
    (GD_TWN, Warning(CFG2, 2), Nothing),
    (PWM_COMP_CHK, Bit(CFG2, 0, false), One(CFG3, 13)),
    (CFG_CRC, Bit(CFG2, 8, false), One(CFG3, 3)),
    (CLK_MON, Bit(CFG2, 11, false), Nothing),
    (SPI, Interface(CFG2, 9), Two(CFG3, 8, 2)),
    (STP, Bit(CFG2, 12, false), Two(CFG3, 11, 3)),
    (OVLO1, Bit(CFG2, 14, false), One(CFG3, 14)),
    (UVLO1, Bit(CFG2, 13, false), One(CFG3, 15)),
    (DESAT, Bit(CFG9, 14, false), Two(CFG10, 12, 3)),
    (OC, Bit(CFG9, 13, false), Two(CFG10, 8, 3)),
    (SC, Bit(CFG9, 14, false), Two(CFG10, 12, 3)),
    (PS_TSD, Bit(CFG9, 8, true), Two(CFG10, 6, 3)),
    (VCEOV, Never, Nothing),
    (UVLO2, Bit(CFG9, 10, false), Two(CFG11, 14, 3)),
    (OVLO2, Bit(CFG9, 9, false), Two(CFG11, 12, 3)),
    (UVLO3, Bit(CFG9, 10, false), Two(CFG11, 10, 3)),
    (OVLO3, Bit(CFG9, 9, false), Two(CFG11, 8, 3)),
    (GM, Monitor(CFG9, 11), Two(CFG10, 2, 3)),
    (CFG_CRC_SEC, Bit(CFG9, 5, false), Two(CFG11, 4, 3)),
    (CLK_MON_SEC, Bit(CFG9, 0, false), Two(CFG11, 0, 3)),
    (GD_TSD, Bit(CFG9, 7, true), Two(CFG10, 4, 3)),
    (GD_TWN_SEC, Warning(CFG10, 15), Nothing),
];

/// Flags whose turn-off can be soft or by two levels, and the lowest mode of CFG5 that does so.
const SOFT: [(Flag, u16); 4] = [(DESAT, 1), (SC, 1), (OC, 2), (PS_TSD, 3)];

/// Returns the lowest mode that softens the turn-off of a fault.
pub(super) fn softened_from(flag: Flag) -> Option<u16> {
    let known = SOFT.iter().find(|(known, _)| *known == flag);
    known.map(|(_, mode)| *mode)
}

/// Returns where a fault is reported. With DOUT on nFLT2's pin, all is on nFLT1.
pub(super) fn reported_on(flag: Flag, file: &File) -> Option<Output> {
    let (_, report, _) = FAULTS.iter().find(|(known, _, _)| *known == flag)?;
    let output = match *report {
        Bit(register, bit, value) => (file.has(register, bit) == value).then_some(Output::NFlt1),
        Warning(register, bit) => file.has(register, bit).then_some(Output::NFlt2),
        Monitor(register, shift) => match file.field(register, shift, 2) {
            1 => Some(Output::NFlt1),
            2 => Some(Output::NFlt2),
            _ => None,
        },
        Interface(register, shift) => match file.field(register, shift, 2) {
            0 => Some(Output::NFlt1),
            1 => Some(Output::NFlt2),
            _ => None,
        },
        Never => None,
    };
    output.map(|output| {
        if file.has(super::registers::CFG1, 6) {
            Output::NFlt1
        } else {
            output
        }
    })
}

/// Returns what a fault does to the output; `None` where it is ignored.
pub(super) fn drives(flag: Flag, file: &File) -> Option<Drive> {
    let (_, _, state) = FAULTS.iter().find(|(known, _, _)| *known == flag)?;
    match *state {
        One(register, bit) => (!file.has(register, bit)).then_some(Drive::Off),
        Two(register, shift, ignores) => match file.field(register, shift, 2) {
            code if code == ignores => None,
            1 => Some(Drive::On),
            _ => Some(Drive::Off),
        },
        Nothing => None,
    }
}

/// All flags of the table.
pub(super) fn flags() -> impl Iterator<Item = Flag> {
    FAULTS.iter().map(|(flag, _, _)| *flag)
}
