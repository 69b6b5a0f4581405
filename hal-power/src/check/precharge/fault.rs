//! What can be wrong with a precharge.

use crate::Unusable;

/// Why a precharge failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PrechargeFault {
    /// An input could not be used.
    Input(Unusable),
    /// The path is not the one that the check was started for.
    OtherPath,
    /// The battery is below the minimum voltage.
    BatteryLow,
    /// The resistor holds too much heat from earlier tries for another one.
    Hot,
    /// The link rose, or current flowed, on the precharge contact alone: the main contact of the other pole is welded.
    OtherPoleWelded,
    /// The link rose, or current flowed, on the other pole alone: the precharge contact, or the main contact beside it, is
    /// welded.
    PrechargePoleWelded,
    /// More current than the circuit can explain, any with nothing closed, or a link that rose between two readings by more than twice what its time
    /// constant allows, which a current that nobody read must have done.
    ExcessCurrent,
    /// Within one time constant, or half of one after the contacts have settled where that is later, the link rose by less
    /// than a quarter of the way, and no current flowed: resistor, contact or fuse open.
    Open,
    /// By then the link rose by less than a quarter of the way although current flowed.
    Short,
    /// The difference did not become explainable in time.
    Timeout,
}

impl From<Unusable> for PrechargeFault {
    fn from(cause: Unusable) -> Self {
        Self::Input(cause)
    }
}
