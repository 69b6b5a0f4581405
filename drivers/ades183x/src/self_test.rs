//! Faults that a part is made to find in itself.

use crate::Flags;

/// A test of FLAG_D.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SelfTest {
    /// An oscillator that is too fast.
    FastOscillator,
    /// An oscillator that is too slow.
    SlowOscillator,
    /// Supplies that are too low.
    Undervoltage,
    /// Supplies that are too high, and rails that differ.
    Overvoltage,
    /// A part that is too hot.
    ThermalShutdown,
    /// A trim with an error.
    Trim,
    /// A trim with several errors.
    TrimMultiple,
    /// A test mode.
    TestMode,
}

impl SelfTest {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::FastOscillator,
        Self::SlowOscillator,
        Self::Undervoltage,
        Self::Overvoltage,
        Self::ThermalShutdown,
        Self::Trim,
        Self::TrimMultiple,
        Self::TestMode,
    ];

    /// Returns its bits of FLAG_D.
    pub(crate) const fn forced(self) -> u8 {
        match self {
            Self::FastOscillator => 0x01,
            Self::SlowOscillator => 0x02,
            Self::Undervoltage => 0x04,
            Self::Overvoltage => 0x0C,
            Self::ThermalShutdown => 0x10,
            Self::Trim => 0x20,
            Self::TrimMultiple => 0x40,
            Self::TestMode => 0x80,
        }
    }

    /// Returns what the part has to find.
    pub(crate) const fn expected(self) -> Flags {
        match self {
            Self::FastOscillator | Self::SlowOscillator => Flags::OSCILLATOR,
            Self::Undervoltage => Flags::DIGITAL_UNDERVOLTAGE.union(Flags::ANALOG_UNDERVOLTAGE),
            Self::Overvoltage => Flags::DIGITAL_OVERVOLTAGE
                .union(Flags::ANALOG_OVERVOLTAGE)
                .union(Flags::RAIL)
                .union(Flags::ALL_RAILS),
            Self::ThermalShutdown => Flags::THERMAL_SHUTDOWN,
            Self::Trim => Flags::C_TRIM.union(Flags::S_TRIM),
            Self::TrimMultiple => Flags::C_TRIM_MULTIPLE.union(Flags::S_TRIM_MULTIPLE),
            Self::TestMode => Flags::TEST_MODE,
        }
    }
}
