//! 359 and 35C: protection, alarm and requests.

use core::fmt;

use crate::Raw;

bitflags::bitflags! {
    /// What 359 reports, in the same bits for protection and for alarm. Bits whose meaning differs between sources have no name
    /// and are kept, such as 15, in which some report the system and others the charge current.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Conditions: u16 {
        /// Voltage of a cell or of the module too high.
        const OVERVOLTAGE = 1 << 1;
        /// Voltage of a cell or of the module too low.
        const UNDERVOLTAGE = 1 << 2;
        /// A cell too hot.
        const OVERTEMPERATURE = 1 << 3;
        /// A cell too cold.
        const UNDERTEMPERATURE = 1 << 4;
        /// Discharge current too high.
        const DISCHARGE_OVERCURRENT = 1 << 7;
        /// Charge current too high.
        const CHARGE_OVERCURRENT = 1 << 8;
        /// As protection an error of the system, as alarm a failure of internal communication.
        const SYSTEM = 1 << 11;
        const _ = !0;
    }

    /// What 35C asks for. Bits without a name are kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Requests: u8 {
        /// Asks for a full charge, as it does every few months.
        const FULL_CHARGE = 1 << 3;
        /// Asks to be charged before it has to shut down.
        const FORCE_CHARGE_2 = 1 << 4;
        /// Asks to be charged at once.
        const FORCE_CHARGE_1 = 1 << 5;
        /// May be discharged.
        const DISCHARGE_ENABLE = 1 << 6;
        /// May be charged.
        const CHARGE_ENABLE = 1 << 7;
        const _ = !0;
    }
}

/// Protection and alarm, as 359 shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Alarms {
    /// What the battery protects itself against.
    pub protection: Conditions,
    /// What it warns of.
    pub alarm: Conditions,
    /// Number of modules.
    pub modules: u8,
}

impl Alarms {
    /// Creates what the battery reports.
    #[must_use]
    pub const fn new(protection: Conditions, alarm: Conditions, modules: u8) -> Self {
        Self {
            protection,
            alarm,
            modules,
        }
    }

    pub(crate) const fn decode(raw: &Raw) -> Self {
        let [p0, p1, a0, a1, modules, ..] = raw.padded();
        Self {
            protection: Conditions::from_bits_retain(u16::from_le_bytes([p0, p1])),
            alarm: Conditions::from_bits_retain(u16::from_le_bytes([a0, a1])),
            modules,
        }
    }

    pub(crate) const fn encode(&self) -> Raw {
        let [p0, p1] = self.protection.bits().to_le_bytes();
        let [a0, a1] = self.alarm.bits().to_le_bytes();
        Raw::first(7, [p0, p1, a0, a1, self.modules, b'P', b'N', 0])
    }

    /// Returns whether this reports something that `before` did not.
    pub(crate) const fn is_worse_than(self, before: Self) -> bool {
        !before.protection.contains(self.protection) || !before.alarm.contains(self.alarm)
    }
}

impl Requests {
    pub(crate) const fn decode(raw: &Raw) -> Self {
        let [flags, ..] = raw.padded();
        Self::from_bits_retain(flags)
    }

    pub(crate) const fn encode(self) -> Raw {
        Raw::first(2, [self.bits(), 0, 0, 0, 0, 0, 0, 0])
    }

    /// Returns whether this forbids something that `before` allowed.
    pub(crate) const fn is_tighter_than(self, before: Self) -> bool {
        let enables = Self::CHARGE_ENABLE.union(Self::DISCHARGE_ENABLE);
        !self.contains(before.intersection(enables))
    }
}

impl fmt::Display for Conditions {
    /// Prints the names, joined by `|`, or `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        bitflags::parser::to_writer(self, f)
    }
}

impl fmt::Display for Requests {
    /// Prints the names, joined by `|`, or `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        bitflags::parser::to_writer(self, f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Conditions {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u16:b}", self.bits());
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Requests {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u8:b}", self.bits());
    }
}
