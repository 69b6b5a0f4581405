//! What the battery's controller tells about itself.

use super::Trouble;
use core::fmt;
use hal_bms::{BalanceOutcome, CellLimits, CellSet};
use hal_power::Ratio;

/// One entry of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// All modules are there, in their order: how many, and their cells.
    Modules(usize, u32),
    /// The monitors apply these limits by themselves.
    Protects(CellLimits),
    /// Share of the nominal currents that is allowed from now on: charge, discharge.
    Allows(Ratio, Ratio),
    /// These cells are discharged from now on.
    Balances(CellSet),
    /// A run of balancing ends.
    BalancingEnds(BalanceOutcome),
    /// The battery has to be left.
    Leave(Trouble),
    /// The coils of the contactors have a supply, or none any more.
    Releases(bool),
    /// The trouble is over and was cleared.
    Cleared(Trouble),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Modules(count, cells) => write!(f, "has {count} modules, {cells} cells"),
            Self::Protects(limits) => write!(
                f,
                "monitors protect: {} for {:?}, {} for {:?}",
                limits.overvoltage.threshold,
                limits.overvoltage.delay,
                limits.undervoltage.threshold,
                limits.undervoltage.delay
            ),
            Self::Allows(charge, discharge) => {
                write!(f, "allows {charge} of charge, {discharge} of discharge")
            }
            Self::Balances(cells) => write!(f, "balances cells: {cells}"),
            Self::BalancingEnds(outcome) => write!(f, "ends balancing: {outcome:?}"),
            Self::Leave(trouble) => write!(f, "has to be left: {trouble:?}"),
            Self::Releases(true) => f.write_str("supplies the contactors"),
            Self::Releases(false) => f.write_str("cuts the contactors' supply"),
            Self::Cleared(trouble) => write!(f, "cleared: {trouble:?}"),
        }
    }
}
