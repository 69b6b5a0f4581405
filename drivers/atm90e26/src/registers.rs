//! Registers, named as in the data sheet; all have 16 bits (sources: README, "Where the facts are from").

pub(crate) const SOFT_RESET: u8 = 0x00;
pub(crate) const SYS_STATUS: u8 = 0x01;
pub(crate) const FUNC_EN: u8 = 0x02;
pub(crate) const SAG_TH: u8 = 0x03;
pub(crate) const LAST_DATA: u8 = 0x06;
pub(crate) const CAL_START: u8 = 0x20;
pub(crate) const PL_CONST_H: u8 = 0x21;
pub(crate) const CS1: u8 = 0x2C;
pub(crate) const ADJ_START: u8 = 0x30;
pub(crate) const U_GAIN: u8 = 0x31;
pub(crate) const CS2: u8 = 0x3B;
pub(crate) const AP_ENERGY: u8 = 0x40;
pub(crate) const AN_ENERGY: u8 = 0x41;
pub(crate) const AT_ENERGY: u8 = 0x42;
pub(crate) const RP_ENERGY: u8 = 0x43;
pub(crate) const RN_ENERGY: u8 = 0x44;
pub(crate) const RT_ENERGY: u8 = 0x45;
pub(crate) const EN_STATUS: u8 = 0x46;
pub(crate) const I_RMS: u8 = 0x48;
pub(crate) const U_RMS: u8 = 0x49;
pub(crate) const P_MEAN: u8 = 0x4A;
pub(crate) const Q_MEAN: u8 = 0x4B;
pub(crate) const FREQ: u8 = 0x4C;
pub(crate) const POWER_F: u8 = 0x4D;
pub(crate) const P_ANGLE: u8 = 0x4E;
pub(crate) const S_MEAN: u8 = 0x4F;

/// From a register of the L line to that of the N line.
pub(crate) const NEUTRAL: u8 = 0x20;

/// What resets the part when it is written to SoftReset.
pub(crate) const RESET_KEY: u16 = 0x789A;

/// CalStart and AdjStart.
pub(crate) mod start {
    /// After a reset: off.
    pub(crate) const OFF: u16 = 0x6886;
    /// Takes calibration.
    pub(crate) const CALIBRATE: u16 = 0x5678;
    /// Runs on a calibration whose checksum is watched.
    pub(crate) const RUN: u16 = 0x8765;
}

/// What a line that nobody drives shows.
pub(crate) const STUCK_LOW: u16 = 0x0000;
pub(crate) const STUCK_HIGH: u16 = 0xFFFF;
