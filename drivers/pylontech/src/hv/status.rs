//! 4250 and 4280: what a battery does, what is wrong with it, and what it permits.

use core::fmt;

use crate::Raw;

/// Marks in 4280.
const ALLOWED: u8 = 0x00;
const FORBIDDEN: u8 = 0xAA;
/// Bits of 4250's first byte that tell what the battery does.
const ACTIVITY: u8 = 0b111;

bitflags::bitflags! {
    /// What 4250 asks for, in its first byte above the activity. Bits without a name are kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Demands: u8 {
        /// Asks to be charged at once.
        const FORCE_CHARGE = 1 << 3;
        /// Asks for a charge that balances its cells.
        const BALANCE_CHARGE = 1 << 4;
        const _ = !0;
    }

    /// Faults that 4250 reports. Bits whose meaning differs between sources have no name and are kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Faults: u8 {
        /// A sensor of voltage.
        const VOLTAGE_SENSOR = 1 << 0;
        /// A sensor of temperature.
        const TEMPERATURE_SENSOR = 1 << 1;
        /// Communication within the battery.
        const INTERNAL_COMMUNICATION = 1 << 2;
        /// Another fault, which 4290 may tell.
        const OTHER = 1 << 7;
        const _ = !0;
    }

    /// What 4250 reports, in the same bits for alarm and for protection. Bits without a name are kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Conditions: u16 {
        /// Voltage of a cell too low.
        const CELL_UNDERVOLTAGE = 1 << 0;
        /// Voltage of a cell too high.
        const CELL_OVERVOLTAGE = 1 << 1;
        /// Voltage of the battery too low.
        const SYSTEM_UNDERVOLTAGE = 1 << 2;
        /// Voltage of the battery too high.
        const SYSTEM_OVERVOLTAGE = 1 << 3;
        /// A cell too cold for charging.
        const CHARGE_UNDERTEMPERATURE = 1 << 4;
        /// A cell too hot for charging.
        const CHARGE_OVERTEMPERATURE = 1 << 5;
        /// A cell too cold for discharging.
        const DISCHARGE_UNDERTEMPERATURE = 1 << 6;
        /// A cell too hot for discharging.
        const DISCHARGE_OVERTEMPERATURE = 1 << 7;
        /// Charge current too high.
        const CHARGE_OVERCURRENT = 1 << 8;
        /// Discharge current too high.
        const DISCHARGE_OVERCURRENT = 1 << 9;
        /// Voltage of a module too low.
        const MODULE_UNDERVOLTAGE = 1 << 10;
        /// Voltage of a module too high.
        const MODULE_OVERVOLTAGE = 1 << 11;
        const _ = !0;
    }
}

/// What a battery does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Activity {
    /// It sleeps.
    Sleep,
    /// It is charged.
    Charge,
    /// It is discharged.
    Discharge,
    /// Neither.
    Idle,
    /// A code, 4 to 7, that no source explains.
    Unknown(u8),
}

/// What a battery does and what is wrong with it, as 4250 shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Status {
    /// What it does.
    pub activity: Activity,
    /// What it asks for.
    pub demands: Demands,
    /// Cycle period, whose unit was not verified; carried uninterpreted.
    pub cycle_period: u16,
    /// Its faults.
    pub faults: Faults,
    /// What it warns of.
    pub alarm: Conditions,
    /// What it protects itself against.
    pub protection: Conditions,
}

/// Whether a battery permits something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Permission {
    /// 00.
    Allowed,
    /// AA.
    Forbidden,
    /// A mark that no source explains, and that allows nothing.
    Unknown(u8),
}

/// What a battery permits, as 4280 shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Permissions {
    /// To charge it.
    pub charge: Permission,
    /// To discharge it.
    pub discharge: Permission,
}

impl Activity {
    const fn of(byte: u8) -> Self {
        match byte & ACTIVITY {
            0 => Self::Sleep,
            1 => Self::Charge,
            2 => Self::Discharge,
            3 => Self::Idle,
            other => Self::Unknown(other),
        }
    }

    const fn code(self) -> u8 {
        match self {
            Self::Sleep => 0,
            Self::Charge => 1,
            Self::Discharge => 2,
            Self::Idle => 3,
            Self::Unknown(code) => code & ACTIVITY,
        }
    }
}

impl Status {
    /// Creates the status of a battery that asks for nothing and with which nothing is wrong; the fields are for the rest.
    #[must_use]
    pub const fn new(activity: Activity) -> Self {
        Self {
            activity,
            demands: Demands::empty(),
            cycle_period: 0,
            faults: Faults::empty(),
            alarm: Conditions::empty(),
            protection: Conditions::empty(),
        }
    }

    pub(super) const fn decode(raw: &Raw) -> Self {
        let [basic, c0, c1, faults, a0, a1, p0, p1] = raw.padded();
        Self {
            activity: Activity::of(basic),
            demands: Demands::from_bits_retain(basic & !ACTIVITY),
            cycle_period: u16::from_le_bytes([c0, c1]),
            faults: Faults::from_bits_retain(faults),
            alarm: Conditions::from_bits_retain(u16::from_le_bytes([a0, a1])),
            protection: Conditions::from_bits_retain(u16::from_le_bytes([p0, p1])),
        }
    }

    pub(super) const fn encode(&self) -> Raw {
        let basic = self.activity.code() | self.demands.bits() & !ACTIVITY;
        let [c0, c1] = self.cycle_period.to_le_bytes();
        let [a0, a1] = self.alarm.bits().to_le_bytes();
        let [p0, p1] = self.protection.bits().to_le_bytes();
        Raw::first(8, [basic, c0, c1, self.faults.bits(), a0, a1, p0, p1])
    }
}

impl Permission {
    /// Returns whether it is allowed, beyond doubt.
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allowed)
    }

    const fn of(mark: u8) -> Self {
        match mark {
            ALLOWED => Self::Allowed,
            FORBIDDEN => Self::Forbidden,
            other => Self::Unknown(other),
        }
    }

    /// What is not allowed beyond doubt is marked as forbidden.
    const fn mark(self) -> u8 {
        match self {
            Self::Allowed => ALLOWED,
            Self::Forbidden | Self::Unknown(_) => FORBIDDEN,
        }
    }
}

impl Permissions {
    /// Creates permissions.
    #[must_use]
    pub const fn new(charge: Permission, discharge: Permission) -> Self {
        Self { charge, discharge }
    }

    pub(super) const fn decode(raw: &Raw) -> Self {
        let [charge, discharge, ..] = raw.padded();
        Self {
            charge: Permission::of(charge),
            discharge: Permission::of(discharge),
        }
    }

    pub(super) const fn encode(self) -> Raw {
        let (charge, discharge) = (self.charge.mark(), self.discharge.mark());
        Raw::first(8, [charge, discharge, 0, 0, 0, 0, 0, 0])
    }

    /// Returns whether this forbids something that `before` allowed.
    pub(super) const fn is_tighter_than(self, before: Self) -> bool {
        (before.charge.is_allowed() && !self.charge.is_allowed())
            || (before.discharge.is_allowed() && !self.discharge.is_allowed())
    }
}

macro_rules! shown {
    ($($flags:ident),+) => {$(
        impl fmt::Display for $flags {
            /// Prints the names, joined by `|`, or `none`.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.is_empty() {
                    return f.write_str("none");
                }
                bitflags::parser::to_writer(self, f)
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $flags {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{:b}", self.bits());
            }
        }
    )+};
}

shown!(Demands, Faults, Conditions);
