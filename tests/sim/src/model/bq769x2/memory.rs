//! Data memory.

/// First address.
pub(super) const START: u16 = 0x9180;
/// Bytes of it.
const LENGTH: usize = 0x1CA;

/// Addresses.
pub(super) mod at {
    pub(crate) const CC_GAIN: u16 = 0x91A8;
    pub(crate) const CAPACITY_GAIN: u16 = 0x91AC;
    pub(crate) const POWER_CONFIG: u16 = 0x9234;
    pub(crate) const REG12_CONFIG: u16 = 0x9236;
    pub(crate) const COMM_TYPE: u16 = 0x9239;
    pub(crate) const I2C_ADDRESS: u16 = 0x923A;
    pub(crate) const SHUTDOWN_CELL: u16 = 0x923F;
    pub(crate) const SHUTDOWN_STACK: u16 = 0x9241;
    pub(crate) const SHUTDOWN_DELAY: u16 = 0x9243;
    pub(crate) const SHUTDOWN_TEMPERATURE: u16 = 0x9244;
    pub(crate) const SLEEP_CURRENT: u16 = 0x9248;
    pub(crate) const VOLTAGE_TIME: u16 = 0x924A;
    pub(crate) const WAKE_CURRENT: u16 = 0x924B;
    pub(crate) const SLEEP_HYSTERESIS: u16 = 0x924D;
    pub(crate) const SHUTDOWN_COMMAND_DELAY: u16 = 0x9253;
    pub(crate) const PROTECTION_CONFIGURATION: u16 = 0x925F;
    pub(crate) const ENABLED_A: u16 = 0x9261;
    pub(crate) const CHG_FET_A: u16 = 0x9265;
    pub(crate) const DSG_FET_A: u16 = 0x9269;
    pub(crate) const ALARM_MASK: u16 = 0x926D;
    pub(crate) const SF_MASK_A: u16 = 0x926F;
    pub(crate) const BODY_DIODE: u16 = 0x9273;
    pub(crate) const CUV: u16 = 0x9275;
    pub(crate) const CUV_DELAY: u16 = 0x9276;
    pub(crate) const COV: u16 = 0x9278;
    pub(crate) const COV_DELAY: u16 = 0x9279;
    pub(crate) const CUV_HYSTERESIS: u16 = 0x927B;
    pub(crate) const COV_HYSTERESIS: u16 = 0x927C;
    pub(crate) const COVL_LIMIT: u16 = 0x927D;
    pub(crate) const OCC: u16 = 0x9280;
    pub(crate) const OCD1: u16 = 0x9282;
    pub(crate) const OCD2: u16 = 0x9284;
    pub(crate) const SCD: u16 = 0x9286;
    pub(crate) const SCD_DELAY: u16 = 0x9287;
    pub(crate) const OCC_RECOVERY: u16 = 0x9288;
    pub(crate) const OCD3: u16 = 0x928A;
    pub(crate) const OCD3_DELAY: u16 = 0x928C;
    pub(crate) const OCD_RECOVERY: u16 = 0x928D;
    pub(crate) const OCDL_LIMIT: u16 = 0x928F;
    pub(crate) const SCD_RECOVERY_TIME: u16 = 0x9294;
    pub(crate) const SCDL_LIMIT: u16 = 0x9295;
    pub(crate) const OTC: u16 = 0x929A;
    pub(crate) const OTD: u16 = 0x929D;
    pub(crate) const OTF: u16 = 0x92A0;
    pub(crate) const OTINT: u16 = 0x92A3;
    pub(crate) const UTC: u16 = 0x92A6;
    pub(crate) const UTD: u16 = 0x92A9;
    pub(crate) const UTINT: u16 = 0x92AC;
    pub(crate) const RECOVERY_TIME: u16 = 0x92AF;
    pub(crate) const PACK_TOS_DELTA: u16 = 0x92B0;
    pub(crate) const HWD_DELAY: u16 = 0x92B2;
    pub(crate) const ENABLED_PF_A: u16 = 0x92C0;
    pub(crate) const PF_MASK_A: u16 = 0x92C4;
    pub(crate) const CUDEP: u16 = 0x92C8;
    pub(crate) const SUV: u16 = 0x92CB;
    pub(crate) const SOV: u16 = 0x92CE;
    pub(crate) const TOS: u16 = 0x92D1;
    pub(crate) const SOCC: u16 = 0x92D4;
    pub(crate) const SOCD: u16 = 0x92D7;
    pub(crate) const SOT: u16 = 0x92DA;
    pub(crate) const SOTF: u16 = 0x92DC;
    pub(crate) const CFETOFF_PIN: u16 = 0x92FA;
    pub(crate) const ALERT_PIN: u16 = 0x92FC;
    pub(crate) const DA_CONFIGURATION: u16 = 0x9303;
    pub(crate) const VCELL_MODE: u16 = 0x9304;
    pub(crate) const FET_OPTIONS: u16 = 0x9308;
    pub(crate) const DSG_CURRENT: u16 = 0x9310;
    pub(crate) const CHG_CURRENT: u16 = 0x9312;
    pub(crate) const OPEN_WIRE: u16 = 0x9314;
    pub(crate) const BALANCING: u16 = 0x9335;
    pub(crate) const MIN_CELL_TEMPERATURE: u16 = 0x9336;
    pub(crate) const MAX_CELL_TEMPERATURE: u16 = 0x9337;
    pub(crate) const MAX_DIE_TEMPERATURE: u16 = 0x9338;
    pub(crate) const BALANCE_INTERVAL: u16 = 0x9339;
    pub(crate) const BALANCE_MAX_CELLS: u16 = 0x933A;
    pub(crate) const BALANCE_CHARGING: u16 = 0x933B;
    pub(crate) const BALANCE_AT_REST: u16 = 0x933F;
    pub(crate) const MFG_STATUS_INIT: u16 = 0x9343;
}

/// Content after a reset without OTP, where it is not zero: address and bytes.
const DEFAULTS: [(u16, &[u8]); 38] = [
    (0x91C6, &[64, 0]),
    (0x91D4, &[0xFF, 0xFF, 0xFF, 0xFF]),
    (0x922D, &[9]),
    (0x9231, &[0xF4, 0x01, 30]),
    (at::POWER_CONFIG, &[0x82, 0x29]),
    (0x923C, &[0x20]),
    (at::SHUTDOWN_STACK, &[0x58, 0x02, 1, 85, 5]),
    (at::SLEEP_CURRENT, &[20, 0, 5, 0xF4, 0x01, 10]),
    (0x924E, &[0xD0, 0x07, 200, 0]),
    (0x9255, &[5]),
    (0x9257, &[0x14, 0x04, 0x72, 0x36, 0xFF, 0xFF, 0xFF, 0xFF]),
    (at::PROTECTION_CONFIGURATION, &[0x02, 0x00]),
    (at::ENABLED_A, &[0x88, 0x00, 0x00]),
    (at::CHG_FET_A, &[0x98, 0xD5, 0x56]),
    (at::DSG_FET_A, &[0xE4, 0xE6, 0xE2]),
    (at::ALARM_MASK, &[0x00, 0xF8, 0xFC, 0xF7, 0xF4]),
    (at::BODY_DIODE, &[50, 0, 50, 74, 0]),
    (at::COV, &[86, 74, 0, 2, 2, 0, 10, 15]),
    (at::OCC, &[2, 4, 4, 1, 3, 7, 0, 2]),
    (at::OCC_RECOVERY, &[0x38, 0xFF, 0x60, 0xF0, 2, 200, 0]),
    (at::OCDL_LIMIT, &[0, 10, 15, 200, 0, 5, 0, 10, 15, 200, 0]),
    (at::OTC, &[55, 2, 50, 60, 2, 55, 80, 2, 65, 85, 2, 80]),
    (at::UTC, &[0, 2, 5, 0, 2, 5, 0xEC, 2, 0xF1, 3, 200, 0]),
    (at::HWD_DELAY, &[60, 0, 0, 50, 1, 0]),
    (0x92BA, &[250, 0, 0x08, 0x07, 2, 0]),
    (at::ENABLED_PF_A, &[0x00, 0x00, 0x07, 0x00, 0x5F, 0x9F]),
    (at::CUDEP, &[0xDC, 0x05, 2, 0x98, 0x08, 5, 0x94, 0x11, 5]),
    (at::TOS, &[0xF4, 0x01, 5, 0x10, 0x27, 5, 0x00, 0x83, 5]),
    (at::SOT, &[65, 5, 85, 5, 0xAC, 0x0D, 10, 0, 0xF4, 0x01, 5]),
    (0x92E5, &[100, 0, 0x74, 0x0E, 50, 0, 200, 0, 5]),
    (0x92EE, &[20, 0, 5, 0xEC, 0xFF, 5, 100, 0, 5, 5, 5, 5]),
    (0x92FD, &[0x07]),
    (at::DA_CONFIGURATION, &[0x05, 0x00, 0x00]),
    (0x9307, &[80, 0x0D, 0x01]),
    (0x930E, &[5, 50, 100, 0, 50, 0, 5]),
    (
        at::MIN_CELL_TEMPERATURE,
        &[0xEC, 60, 70, 20, 1, 0x3C, 0x0F, 40, 20],
    ),
    (at::BALANCE_AT_REST, &[0x3C, 0x0F, 40, 20]),
    (at::MFG_STATUS_INIT, &[0x40, 0x00]),
];

/// Gain that reads right with 1 mΩ: 1.24 V / (5 × 32768) in mA.
const ONE_MILLIOHM: f32 = 7.568_359_4;

/// The words of data memory, as bytes.
#[derive(Debug, Clone)]
pub(super) struct Memory([u8; LENGTH]);

impl Memory {
    pub(super) fn factory() -> Self {
        let mut memory = Self([0; LENGTH]);
        for (address, bytes) in DEFAULTS {
            memory.put(address, bytes);
        }
        memory.put(at::CC_GAIN, &ONE_MILLIOHM.to_le_bytes());
        memory.put(at::CAPACITY_GAIN, &1_f32.to_le_bytes());
        memory
    }

    /// Returns whether there is memory at an address.
    pub(super) fn has(address: u16) -> bool {
        address
            .checked_sub(START)
            .is_some_and(|offset| usize::from(offset) < LENGTH)
    }

    /// Writes bytes; those beyond the end are lost.
    pub(super) fn put(&mut self, address: u16, bytes: &[u8]) {
        let offset = usize::from(address.wrapping_sub(START));
        let cells = self.0.get_mut(offset..).unwrap_or_default();
        for (cell, byte) in cells.iter_mut().zip(bytes) {
            *cell = *byte;
        }
    }

    /// Reads bytes; those beyond the end are zero.
    pub(super) fn bytes<const N: usize>(&self, address: u16) -> [u8; N] {
        let offset = usize::from(address.wrapping_sub(START));
        let mut bytes = [0; N];
        for (byte, cell) in bytes
            .iter_mut()
            .zip(self.0.get(offset..).unwrap_or_default())
        {
            *byte = *cell;
        }
        bytes
    }

    pub(super) fn u1(&self, address: u16) -> u8 {
        u8::from_le_bytes(self.bytes(address))
    }

    pub(super) fn i1(&self, address: u16) -> i8 {
        i8::from_le_bytes(self.bytes(address))
    }

    pub(super) fn u2(&self, address: u16) -> u16 {
        u16::from_le_bytes(self.bytes(address))
    }

    pub(super) fn i2(&self, address: u16) -> i16 {
        i16::from_le_bytes(self.bytes(address))
    }

    pub(super) fn u4(&self, address: u16) -> u32 {
        u32::from_le_bytes(self.bytes(address))
    }
}
