//! Bits of the part's states.

bitflags::bitflags! {
    /// Status of the IMC, the measuring side (`D_IMC_STATUS`).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct ImcStatus: u16 {
        /// The resistance is under the error threshold.
        const INSULATION_FAULT = 1 << 0;
        /// The connection to the chassis is broken.
        const CHASSIS_FAULT = 1 << 1;
        /// The part is broken: [`ImcStatusExt`] tells what.
        const SYSTEM_FAILURE = 1 << 2;
        /// A calibration is running.
        const CALIBRATION = 1 << 3;
        /// A self-test is running.
        const SELF_TEST = 1 << 4;
        /// The resistance is under the warning threshold.
        const INSULATION_WARNING = 1 << 5;
        const _ = !0;
    }

    /// What the IMC's self-test has found (`D_IMC_STATUS_EXT`).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct ImcStatusExt: u16 {
        /// Calibration parameter.
        const CALIBRATION = 1 << 0;
        /// Hardware.
        const HARDWARE = 1 << 1;
        /// EEPROM parameter.
        const EEPROM = 1 << 2;
        /// Flash parameter.
        const FLASH = 1 << 3;
        /// RAM parameter.
        const RAM = 1 << 4;
        /// Stack overflow.
        const STACK = 1 << 5;
        /// Parameter value.
        const PARAMETER = 1 << 7;
        /// Voltage of the test pulse, or the reference of the converter.
        const TEST_PULSE = 1 << 8;
        /// Supply of +12 V.
        const POSITIVE_SUPPLY = 1 << 9;
        /// Supply of -12 V.
        const NEGATIVE_SUPPLY = 1 << 10;
        /// Fuse bits.
        const FUSE_BITS = 1 << 11;
        /// Voltage HV1.
        const VOLTAGE_1 = 1 << 12;
        /// Voltage HV2.
        const VOLTAGE_2 = 1 << 13;
        /// Manufacturer's string.
        const MANUFACTURER = 1 << 14;
        const _ = !0;
    }

    /// Status of the VIFC, the side of the CAN bus (`D_VIFC_STATUS`).
    ///
    /// Bits 1 and 4, which the maker has not implemented, are kept as they come and have no name.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct VifcStatus: u16 {
        /// The measurement is deactivated.
        const DEACTIVATED = 1 << 0;
        /// The IMC is not seen alive.
        const NOT_ALIVE = 1 << 2;
        /// The resistance is outdated.
        const OUTDATED = 1 << 8;
        /// The self-test of all was not executed.
        const OVERALL_NOT_EXECUTED = 1 << 12;
        /// The self-test of the parameters was not executed.
        const PARAMETERS_NOT_EXECUTED = 1 << 13;
        const _ = !0;
    }
}

#[cfg(feature = "defmt")]
mod format {
    use super::{ImcStatus, ImcStatusExt, VifcStatus};

    impl defmt::Format for ImcStatus {
        fn format(&self, f: defmt::Formatter<'_>) {
            defmt::write!(f, "ImcStatus({=u16:016b})", self.bits());
        }
    }

    impl defmt::Format for ImcStatusExt {
        fn format(&self, f: defmt::Formatter<'_>) {
            defmt::write!(f, "ImcStatusExt({=u16:016b})", self.bits());
        }
    }

    impl defmt::Format for VifcStatus {
        fn format(&self, f: defmt::Formatter<'_>) {
            defmt::write!(f, "VifcStatus({=u16:016b})", self.bits());
        }
    }
}
