//! What can be asked.

use core::fmt;

/// What an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Item {
    /// A quarter of the part name, 0 to 3.
    PartName(u8),
    /// A third of the version, 0 to 2.
    Version(u8),
    /// A quarter of the serial number, 0 to 3.
    SerialNumber(u8),
    /// Temperature.
    Temperature,
    /// Insulation as the part judges it.
    State,
    /// Resistance of either pole.
    Resistances,
    /// Capacitance of either pole.
    Capacitances,
    /// Voltage of either pole.
    Voltages,
    /// Voltage between the poles.
    Battery,
    /// What is broken.
    Errors,
    /// Most that the battery may have.
    MaxVoltage,
}

impl Item {
    /// Returns what byte 0 of a frame names; `None` for every other.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0x01..=0x04 => Self::PartName(byte - 0x01),
            0x05..=0x07 => Self::Version(byte - 0x05),
            0x08..=0x0B => Self::SerialNumber(byte - 0x08),
            0x80 => Self::Temperature,
            0xE0 => Self::State,
            0xE1 => Self::Resistances,
            0xE2 => Self::Capacitances,
            0xE3 => Self::Voltages,
            0xE4 => Self::Battery,
            0xE5 => Self::Errors,
            0xF0 => Self::MaxVoltage,
            _ => return None,
        })
    }

    /// Returns byte 0 of its frames; `None` for a part of a text that has not so many.
    #[must_use]
    pub const fn byte(self) -> Option<u8> {
        Some(match self {
            Self::PartName(quarter @ 0..=3) => 0x01 + quarter,
            Self::Version(third @ 0..=2) => 0x05 + third,
            Self::SerialNumber(quarter @ 0..=3) => 0x08 + quarter,
            Self::PartName(_) | Self::Version(_) | Self::SerialNumber(_) => return None,
            Self::Temperature => 0x80,
            Self::State => 0xE0,
            Self::Resistances => 0xE1,
            Self::Capacitances => 0xE2,
            Self::Voltages => 0xE3,
            Self::Battery => 0xE4,
            Self::Errors => 0xE5,
            Self::MaxVoltage => 0xF0,
        })
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PartName(_) => "part name",
            Self::Version(_) => "version",
            Self::SerialNumber(_) => "serial number",
            Self::Temperature => "temperature",
            Self::State => "isolation state",
            Self::Resistances => "resistances",
            Self::Capacitances => "capacitances",
            Self::Voltages => "voltages of the poles",
            Self::Battery => "battery voltage",
            Self::Errors => "error flags",
            Self::MaxVoltage => "most of the battery",
        })
    }
}
