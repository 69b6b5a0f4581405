//! Registers and their bits, named as in the data sheets (SNOSD82D section 7.6, SBOS740A).

pub(crate) const TEMP_RESULT: u8 = 0x00;
pub(crate) const CONFIGURATION: u8 = 0x01;
pub(crate) const THIGH_LIMIT: u8 = 0x02;
pub(crate) const TLOW_LIMIT: u8 = 0x03;
pub(crate) const EEPROM_UL: u8 = 0x04;
/// Not of the TMP116, which has a word there.
pub(crate) const TEMP_OFFSET: u8 = 0x07;
pub(crate) const DEVICE_ID: u8 = 0x0F;

/// Temp_Result before the first conversion after a reset.
pub(crate) const NO_RESULT: i16 = i16::MIN;

/// Limits as they leave the factory: beyond what the part can measure.
pub(crate) const HIGH_RESET: u16 = 0x6000;
pub(crate) const LOW_RESET: u16 = 0x8000;

/// Configuration.
pub(crate) mod config {
    pub(crate) const HIGH_ALERT: u16 = 1 << 15;
    pub(crate) const LOW_ALERT: u16 = 1 << 14;
    pub(crate) const DATA_READY: u16 = 1 << 13;
    pub(crate) const MOD: u16 = 0b11 << 10;
    pub(crate) const SHUTDOWN: u16 = 0b01 << 10;
    pub(crate) const ONE_SHOT: u16 = 0b11 << 10;
    /// Of both, and not of continuous conversions.
    pub(crate) const MOD0: u16 = 1 << 10;
    pub(crate) const CONV_SHIFT: u32 = 7;
    pub(crate) const AVG_SHIFT: u32 = 5;
    pub(crate) const THERM: u16 = 1 << 4;
    pub(crate) const ACTIVE_HIGH: u16 = 1 << 3;
    pub(crate) const READY_ON_PIN: u16 = 1 << 2;
    /// Not of the TMP116.
    pub(crate) const SOFT_RESET: u16 = 1 << 1;
    /// CONV, AVG, T/nA, POL and DR/Alert.
    pub(crate) const SETTINGS: u16 = 0x03FC;
}

/// EEPROM_UL.
pub(crate) mod unlock {
    pub(crate) const EUN: u16 = 1 << 15;
    pub(crate) const BUSY: u16 = 1 << 14;
}
