//! What can be asked.

use core::fmt;

/// What a frame is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Item {
    /// `IMD_Info`, which comes by itself.
    Info,
    /// A question without content.
    Ping,
    /// To start a self-test.
    SelfTest,
    /// To reset the IMC, the measuring side.
    Reset,
    /// To unlock.
    Unlock,
    /// To lock.
    Lock,
    /// To turn the measurement on or off.
    Measurement,
    /// To set the threshold of an insulation fault.
    SetErrorThreshold,
    /// To set the threshold of a warning.
    SetWarningThreshold,
    /// To set over how many measurements the part averages.
    SetMeanFactor,
    /// To move a relay.
    SetRelay(Relay),
    /// Status of the IMC, with what its self-test has found.
    Status,
    /// Insulation resistance with bias and counter.
    Resistance,
    /// Threshold of an insulation fault.
    ErrorThreshold,
    /// Threshold of a warning.
    WarningThreshold,
    /// Over how many measurements the part averages.
    MeanFactor,
    /// Voltage between `HV1_POS` and `HV1_NEG`.
    Voltage1,
    /// Voltage between `HV2_POS` and `HV2_NEG`.
    Voltage2,
    /// One of the versions.
    Version(Version),
    /// How often this was asked.
    TestCount,
    /// A character of the manufacturer's string, 0 to 60.
    Manufacturer(u8),
    /// Status of the VIFC, the side of the CAN bus.
    VifcStatus,
    /// Where a relay is.
    Relay(Relay),
    /// Whether the VIFC sees the IMC alive.
    Alive,
    /// Whether the part is locked.
    LockState,
}

/// One of the relays that couple the part to the net.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Relay {
    /// At `HV1_NEG`.
    Negative,
    /// At `HV1_POS`.
    Positive,
}

/// One of the versions that the part tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Version {
    /// Boot loader of the IMC.
    ImcBootloader,
    /// Firmware of the IMC.
    ImcFirmware,
    /// Identity of the IMC's firmware.
    ImcFirmwareId,
    /// Hash of the IMC's firmware.
    ImcFirmwareHash,
    /// Boot loader of the VIFC.
    VifcBootloader,
    /// Firmware of the VIFC.
    VifcFirmware,
}

impl Relay {
    pub(crate) const fn word(self) -> u16 {
        match self {
            Self::Negative => 0,
            Self::Positive => 1,
        }
    }

    pub(crate) const fn from_word(word: u16) -> Option<Self> {
        Some(match word {
            0 => Self::Negative,
            1 => Self::Positive,
            _ => return None,
        })
    }
}

impl Version {
    /// All, in their order.
    pub(crate) const ALL: [Self; 6] = [
        Self::ImcBootloader,
        Self::ImcFirmware,
        Self::ImcFirmwareId,
        Self::ImcFirmwareHash,
        Self::VifcBootloader,
        Self::VifcFirmware,
    ];

    const fn is_imc(self) -> bool {
        !matches!(self, Self::VifcBootloader | Self::VifcFirmware)
    }

    pub(crate) const fn index(self) -> u16 {
        match self {
            Self::ImcBootloader | Self::VifcBootloader => 0,
            Self::ImcFirmware | Self::VifcFirmware => 1,
            Self::ImcFirmwareId => 2,
            Self::ImcFirmwareHash => 3,
        }
    }

    pub(crate) fn from_index(is_imc: bool, index: u16) -> Option<Self> {
        let is_it = |own: &Self| own.is_imc() == is_imc && own.index() == index;
        Self::ALL.into_iter().find(is_it)
    }
}

impl Item {
    /// Returns byte 0 of its request and of its response; `None` for [`Item::Info`], which has neither.
    #[must_use]
    pub const fn byte(self) -> Option<u8> {
        Some(match self {
            Self::Info => return None,
            Self::Ping => 0x00,
            Self::SelfTest => 0x21,
            Self::SetErrorThreshold => 0x28,
            Self::SetWarningThreshold => 0x29,
            Self::SetMeanFactor => 0x2B,
            Self::ErrorThreshold => 0x32,
            Self::Version(version) if version.is_imc() => 0x33,
            Self::Version(_) => 0xDE,
            Self::Resistance => 0x35,
            Self::Voltage1 => 0x36,
            Self::Status => 0x37,
            Self::WarningThreshold => 0x39,
            Self::Voltage2 => 0x3A,
            Self::MeanFactor => 0x3C,
            Self::Manufacturer(_) => 0x3D,
            Self::TestCount => 0x5A,
            Self::Reset => 0xC8,
            Self::Unlock | Self::Lock => 0xCA,
            Self::Measurement => 0xCB,
            Self::SetRelay(_) => 0xD2,
            Self::VifcStatus => 0xDC,
            Self::Relay(_) => 0xDD,
            Self::LockState => 0xE0,
            Self::Alive => 0xE2,
        })
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "information",
            Self::Ping => "ping",
            Self::SelfTest => "self-test",
            Self::Reset => "reset",
            Self::Unlock => "unlocking",
            Self::Lock => "locking",
            Self::Measurement => "measurement",
            Self::SetErrorThreshold => "setting of the error threshold",
            Self::SetWarningThreshold => "setting of the warning threshold",
            Self::SetMeanFactor => "setting of the mean factor",
            Self::SetRelay(Relay::Negative) => "order to the negative relay",
            Self::SetRelay(Relay::Positive) => "order to the positive relay",
            Self::Status => "status",
            Self::Resistance => "resistance",
            Self::ErrorThreshold => "error threshold",
            Self::WarningThreshold => "warning threshold",
            Self::MeanFactor => "mean factor",
            Self::Voltage1 => "voltage HV1",
            Self::Voltage2 => "voltage HV2",
            Self::Version(_) => "version",
            Self::TestCount => "test count",
            Self::Manufacturer(_) => "manufacturer",
            Self::VifcStatus => "status of the VIFC",
            Self::Relay(Relay::Negative) => "negative relay",
            Self::Relay(Relay::Positive) => "positive relay",
            Self::Alive => "alive state",
            Self::LockState => "lock state",
        })
    }
}
