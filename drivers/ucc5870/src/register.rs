//! The registers, as the part names and numbers them.

/// A register of one chip, 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(u8)]
pub enum Register {
    /// Logic side: supply, deglitch, dead time.
    Cfg1 = 0x00,
    /// What the logic side reports at nFLT1 and nFLT2.
    Cfg2 = 0x01,
    /// What the output does on faults of the logic side.
    Cfg3 = 0x02,
    /// Protections of the gate side, on and off.
    Cfg4 = 0x03,
    /// Desaturation, soft turn-off, Miller clamp.
    Cfg5 = 0x04,
    /// Overcurrent, short circuit and temperature of the switch.
    Cfg6 = 0x05,
    /// Supplies of the gate side, and the ADC's way to sample.
    Cfg7 = 0x06,
    /// Drive strength and two-level turn-off.
    Cfg8 = 0x07,
    /// What the gate side reports at nFLT1 and nFLT2.
    Cfg9 = 0x08,
    /// What the output does on faults of the gate side.
    Cfg10 = 0x09,
    /// The same, and the clamp's hold time.
    Cfg11 = 0x0A,
    /// Result of AI1.
    AdcData1 = 0x0B,
    /// Result of AI3.
    AdcData2 = 0x0C,
    /// Result of AI5.
    AdcData3 = 0x0D,
    /// Result of AI2.
    AdcData4 = 0x0E,
    /// Result of AI4.
    AdcData5 = 0x0F,
    /// Result of AI6.
    AdcData6 = 0x10,
    /// Result of the die's temperature.
    AdcData7 = 0x11,
    /// Result of OUTH.
    AdcData8 = 0x12,
    /// Checksums of what was received and sent.
    CrcData = 0x13,
    /// Without a stated meaning.
    SpiTest = 0x14,
    /// The chip's address.
    GdAddr = 0x15,
    /// Mode, and levels of the inputs.
    Status1 = 0x16,
    /// Faults of the logic side.
    Status2 = 0x17,
    /// Faults of the gate side.
    Status3 = 0x18,
    /// More faults of the gate side.
    Status4 = 0x19,
    /// Fault of the ADC.
    Status5 = 0x1A,
    /// Self-tests of the logic side.
    Control1 = 0x1B,
    /// Self-tests of the gate side, and the clearing of faults.
    Control2 = 0x1C,
    /// Channels of the ADC.
    AdcCfg = 0x1D,
    /// Duty-cycle output, and protections at the AI pins.
    DoutCfg = 0x1E,
}

impl Register {
    /// The registers of a [`Config`](crate::Config), in the order in which they are written: enables come after what they enable.
    pub const CONFIGURATION: [Self; 13] = [
        Self::Cfg2,
        Self::Cfg3,
        Self::Cfg6,
        Self::Cfg7,
        Self::Cfg9,
        Self::Cfg11,
        Self::AdcCfg,
        Self::DoutCfg,
        Self::Cfg1,
        Self::Cfg4,
        Self::Cfg5,
        Self::Cfg8,
        Self::Cfg10,
    ];

    /// Returns the number under which frames address the register.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the bits of a configuration register that have a meaning: those that a read-back compares.
    pub const fn mask(self) -> u16 {
        match self {
            Self::Cfg1 => 0xFD7F,
            Self::Cfg2 => 0xFFE7,
            Self::Cfg3 => 0xFBFF,
            Self::Cfg8 => 0xFF7F,
            Self::Cfg9 => 0x7FFF,
            Self::Cfg10 => 0xBBFF,
            Self::AdcCfg => 0xFEFE,
            Self::DoutCfg => 0xFF7F,
            Self::GdAddr => 0x000F,
            _ => 0xFFFF,
        }
    }
}
