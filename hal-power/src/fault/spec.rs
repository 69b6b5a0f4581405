//! What is said of a fault before it happens.

use crate::{Current, Frequency, Power, Ratio, Resistance, Temperature, Voltage};
use core::{cmp::Ordering, time::Duration};

/// Number of a fault that stays, whatever the product calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FaultId(pub u16);

/// Number of a product variant, whose manual has fault codes of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VariantId(pub u16);

/// How bad it is, in the four signal words of product manuals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Severity {
    /// No harm to anybody.
    Notice,
    /// Could hurt.
    Caution,
    /// Could kill.
    Warning,
    /// Kills unless avoided.
    Danger,
}

/// Value of one quantity that a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the quantity of its name")]
pub enum Level {
    Voltage(Voltage),
    Current(Current),
    Power(Power),
    Temperature(Temperature),
    Resistance(Resistance),
    Frequency(Frequency),
    Ratio(Ratio),
}

impl Level {
    /// Compares two levels of one quantity; `None` for two quantities.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Voltage(one), Self::Voltage(other)) => Some(one.cmp(&other)),
            (Self::Current(one), Self::Current(other)) => Some(one.cmp(&other)),
            (Self::Power(one), Self::Power(other)) => Some(one.cmp(&other)),
            (Self::Temperature(one), Self::Temperature(other)) => Some(one.cmp(&other)),
            (Self::Resistance(one), Self::Resistance(other)) => Some(one.cmp(&other)),
            (Self::Frequency(one), Self::Frequency(other)) => Some(one.cmp(&other)),
            (Self::Ratio(one), Self::Ratio(other)) => Some(one.cmp(&other)),
            _ => None,
        }
    }
}

/// What sets a fault. A sensor that fails, or that speaks of another quantity, counts as the condition being present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Condition {
    /// The caller judges.
    Flag,
    /// Present above `set`, until at or below `clear`.
    Above {
        /// Present above this.
        set: Level,
        /// Gone at or below this.
        clear: Level,
    },
    /// Present below `set`, until at or above `clear`.
    Below {
        /// Present below this.
        set: Level,
        /// Gone at or above this.
        clear: Level,
    },
}

/// What the system does about a fault. The strongest of all that are set counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Reaction {
    /// Is written down.
    Log,
    /// Power is reduced.
    Derate,
    /// The grid side stops.
    Disconnect,
    /// Everything stops, in order.
    Stop,
}

/// Who clears a fault whose condition is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LatchClass {
    /// Nobody, so many times within 24 hours (at most 8); the user from then on.
    ClearsItself {
        /// Times within 24 hours.
        per_day: u8,
    },
    /// The user.
    User,
    /// Somebody who has looked at the hardware.
    Service,
    /// Nobody, ever.
    Permanent,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FaultSpec {
    /// Number that stays.
    pub id: FaultId,
    /// Text for people.
    pub text: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What sets it.
    pub condition: Condition,
    /// How old an observation may be when it is handed in.
    pub detection: Duration,
    /// How long the condition has to be present.
    pub debounce: Duration,
    /// What follows.
    pub reaction: Reaction,
    /// Time from the onset of the condition within which the reaction has to be done.
    pub deadline: Duration,
    /// Who clears it.
    pub latch: LatchClass,
    /// Bit of SunSpec's event word, 0 to 31, where there is one.
    pub sunspec: Option<u8>,
    /// Code in the manual of each variant that has one.
    pub codes: &'static [(VariantId, u16)],
}

impl FaultSpec {
    /// Returns the code that a variant's manual gives to the fault.
    pub fn code(&self, variant: VariantId) -> Option<u16> {
        self.codes
            .iter()
            .find(|(of, _)| *of == variant)
            .map(|(_, code)| *code)
    }
}

/// Times that every reaction takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Timing {
    /// Longest time between two rounds of observations.
    pub tick: Duration,
    /// Longest time that an actuator takes.
    pub actuator: Duration,
}
