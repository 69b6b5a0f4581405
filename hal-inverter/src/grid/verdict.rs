//! What a channel says.

use super::{Blind, Perturbation};
use core::{fmt, time::Duration};
use hal_power::{Current, Frequency, Instant, Voltage};

/// What a channel makes of the grid. Its contacts may be closed only while it says [`Granted`](Self::Granted).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "the contacts have to open unless it is granted"]
pub enum GridVerdict {
    /// The grid was inside of the reconnection window for its time, and no stage has tripped since.
    Granted,
    /// Not yet.
    Waiting {
        /// Time that the grid still has to stay inside: all of it while it is outside.
        remaining: Duration,
    },
    /// A stage tripped. Clears itself after the reconnection time.
    Tripped {
        /// What tripped first.
        trip: GridTrip,
        /// Time that the grid still has to stay inside: all of it while it is outside.
        remaining: Duration,
    },
}

/// What tripped, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GridTrip {
    /// What tripped first.
    pub cause: GridCause,
    /// When the quantity left its limit, as far as can be told.
    pub since: Instant,
    /// When the contacts were told to open.
    pub at: Instant,
}

/// Why a channel tripped. Stages count from 0 in the profile's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum GridCause {
    /// Undervoltage.
    UnderVoltage(u8),
    /// Overvoltage.
    OverVoltage(u8),
    /// Underfrequency.
    UnderFrequency(u8),
    /// Overfrequency.
    OverFrequency(u8),
    /// Mean voltage of ten minutes.
    Average,
    /// Rate of change of frequency.
    Rate,
    /// Injected direct current.
    Direct,
    /// The grid cannot be seen.
    Blind(Blind),
    /// The other channel measures something else, or is silent.
    Disagreement,
}

impl fmt::Display for GridCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, stage) = match self {
            Self::UnderVoltage(stage) => ("undervoltage stage ", Some(stage)),
            Self::OverVoltage(stage) => ("overvoltage stage ", Some(stage)),
            Self::UnderFrequency(stage) => ("underfrequency stage ", Some(stage)),
            Self::OverFrequency(stage) => ("overfrequency stage ", Some(stage)),
            Self::Average => ("ten-minute mean too high", None),
            Self::Rate => ("frequency changes too fast", None),
            Self::Direct => ("direct current injected", None),
            Self::Blind(_) => ("grid not seen", None),
            Self::Disagreement => ("channels disagree", None),
        };
        f.write_str(name)?;
        match stage {
            Some(stage) => write!(f, "{stage}"),
            None => Ok(()),
        }
    }
}

/// What each frame ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
#[must_use = "the contacts have to open unless it is granted"]
pub struct GridOutputs {
    /// Whether the channel's contacts may be closed.
    pub granted: bool,
    /// What the current reference has to be changed by.
    pub perturbation: Perturbation,
}

/// What a channel has measured, for display and for the other channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct GridMeasured {
    /// RMS of the last whole cycle.
    pub voltage: Voltage,
    /// Frequency of the last whole cycle, where there was one.
    pub frequency: Option<Frequency>,
    /// Mean current of the last whole cycle, with the sensor's offset in it.
    pub direct: Current,
}
