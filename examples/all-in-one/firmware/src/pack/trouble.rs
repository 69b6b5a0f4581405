//! Why a battery has to be left.

use super::ModuleFault;
use hal_bms::{CellFault, SafetyStatus};
use hal_power::fault::{FaultId, LatchClass};

/// Why it has to be left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// The modules are not what they should be.
    Modules(ModuleFault),
    /// The cells are not as they have to be.
    Cells(CellFault),
    /// Before the last start something was latched for good, or that could not be read.
    Before,
    /// Whoever is on the other end of the link says nothing.
    InverterSilent,
}

/// Reports of a monitor that end its life.
const FOR_GOOD: SafetyStatus = SafetyStatus::CELL_OVERVOLTAGE.union(SafetyStatus::PERMANENT);

/// Reports of a monitor that somebody has to look at.
const FOR_SERVICE: SafetyStatus = SafetyStatus::REDUNDANCY
    .union(SafetyStatus::SUPPLY)
    .union(SafetyStatus::MEMORY)
    .union(SafetyStatus::SELF_TEST)
    .union(SafetyStatus::SWITCH);

impl Trouble {
    /// Number under which what is latched for good is kept.
    pub const OVERCHARGED: FaultId = FaultId(1);

    /// Returns who has to clear it.
    pub const fn latch(&self) -> LatchClass {
        match self {
            Self::Before => LatchClass::Permanent,
            Self::InverterSilent | Self::Cells(CellFault::Input(..)) => {
                LatchClass::ClearsItself { per_day: 8 }
            }
            Self::Cells(CellFault::Overvoltage { .. }) => LatchClass::Permanent,
            Self::Cells(CellFault::Status(status)) if status.intersects(FOR_GOOD) => {
                LatchClass::Permanent
            }
            Self::Cells(CellFault::Status(status)) if status.intersects(FOR_SERVICE) => {
                LatchClass::Service
            }
            Self::Modules(_) | Self::Cells(CellFault::Mismatch { .. }) => LatchClass::Service,
            Self::Cells(_) => LatchClass::User,
        }
    }
}
