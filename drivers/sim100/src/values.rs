//! What answers hold.

use hal_power::{Ratio, Voltage};

use crate::{ErrorFlags, Status};

/// Electric capacitance in nF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Capacitance(u16);

impl Capacitance {
    pub(crate) const fn from_nanofarads(nanofarads: u16) -> Self {
        Self(nanofarads)
    }

    /// Returns the value in nanofarads.
    #[must_use]
    pub const fn as_nanofarads(self) -> u16 {
        self.0
    }
}

/// A value, and how far off the part says that it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Estimated<T> {
    /// The value.
    pub value: T,
    /// Its uncertainty, in whole percent.
    pub uncertainty: Ratio,
}

/// A value between either pole and the chassis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Poles<T> {
    /// Status of the answer.
    pub status: Status,
    /// Of the positive pole.
    pub positive: Estimated<T>,
    /// Of the negative pole.
    pub negative: Estimated<T>,
}

impl<T> Estimated<T> {
    /// Converts the value.
    pub(crate) fn map<U>(self, convert: impl FnOnce(T) -> U) -> Estimated<U> {
        Estimated {
            value: convert(self.value),
            uncertainty: self.uncertainty,
        }
    }
}

impl<T> Poles<T> {
    /// Converts both values.
    pub(crate) fn map<U>(self, convert: impl Fn(T) -> U) -> Poles<U> {
        Poles {
            status: self.status,
            positive: self.positive.map(&convert),
            negative: self.negative.map(&convert),
        }
    }
}

/// Insulation as the part judges it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct State {
    /// Status of the answer.
    pub status: Status,
    /// Insulation in Ω/V.
    pub ohms_per_volt: Estimated<u16>,
    /// Energy in the capacitances to chassis as the part sends it: in mJ, as one source has it.
    pub energy: Estimated<u16>,
}

/// Voltage between the poles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Battery {
    /// Status of the answer.
    pub status: Status,
    /// Voltage now.
    pub voltage: Estimated<Voltage>,
    /// Most that was seen since the part started.
    pub most: Estimated<Voltage>,
}

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Errors {
    /// Status of the answer.
    pub status: Status,
    /// The flags.
    pub flags: ErrorFlags,
}
