//! What the part has found by itself.

use bitflags::bitflags;
use hal_bms::SafetyStatus;

use crate::status::word;

bitflags! {
    /// Protections, in the order of Safety Status A, B and C.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Protection: u32 {
        /// CUV.
        const CELL_UNDERVOLTAGE = 1 << 2;
        /// COV.
        const CELL_OVERVOLTAGE = 1 << 3;
        /// OCC.
        const OVERCURRENT_CHARGE = 1 << 4;
        /// OCD1.
        const OVERCURRENT_DISCHARGE_1 = 1 << 5;
        /// OCD2.
        const OVERCURRENT_DISCHARGE_2 = 1 << 6;
        /// SCD.
        const SHORT_CIRCUIT = 1 << 7;
        /// UTC.
        const UNDERTEMPERATURE_CHARGE = 1 << 8;
        /// UTD.
        const UNDERTEMPERATURE_DISCHARGE = 1 << 9;
        /// UTINT.
        const UNDERTEMPERATURE_DIE = 1 << 10;
        /// OTC.
        const OVERTEMPERATURE_CHARGE = 1 << 12;
        /// OTD.
        const OVERTEMPERATURE_DISCHARGE = 1 << 13;
        /// OTINT.
        const OVERTEMPERATURE_DIE = 1 << 14;
        /// OTF.
        const OVERTEMPERATURE_FET = 1 << 15;
        /// HWDF.
        const HOST_WATCHDOG = 1 << 17;
        /// PTO.
        const PRECHARGE_TIMEOUT = 1 << 18;
        /// PTOS, an alert only: precharge does not count at present.
        const PRECHARGE_SUSPENDED = 1 << 19;
        /// COVL.
        const CELL_OVERVOLTAGE_LATCH = 1 << 20;
        /// OCDL.
        const OVERCURRENT_DISCHARGE_LATCH = 1 << 21;
        /// SCDL.
        const SHORT_CIRCUIT_LATCH = 1 << 22;
        /// OCD3.
        const OVERCURRENT_DISCHARGE_3 = 1 << 23;
        const _ = !0;
    }
}
word!(Protection(u32));

bitflags! {
    /// Permanent failures, in the order of PF Status A to D.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct PermanentFail: u32 {
        /// SUV.
        const CELL_UNDERVOLTAGE = 1 << 0;
        /// SOV.
        const CELL_OVERVOLTAGE = 1 << 1;
        /// SOCC.
        const OVERCURRENT_CHARGE = 1 << 2;
        /// SOCD.
        const OVERCURRENT_DISCHARGE = 1 << 3;
        /// SOT.
        const OVERTEMPERATURE = 1 << 4;
        /// SOTF.
        const OVERTEMPERATURE_FET = 1 << 6;
        /// CUDEP: copper has been deposited.
        const COPPER = 1 << 7;
        /// CFETF: the charge FET conducts though it is off.
        const CHARGE_FET = 1 << 8;
        /// DFETF: the discharge FET conducts though it is off.
        const DISCHARGE_FET = 1 << 9;
        /// 2LVL: a second protector has acted.
        const SECOND_LEVEL = 1 << 10;
        /// VIMR: cells differ at rest.
        const IMBALANCE_AT_REST = 1 << 11;
        /// VIMA: cells differ under current.
        const IMBALANCE_ACTIVE = 1 << 12;
        /// SCDL.
        const SHORT_CIRCUIT_LATCH = 1 << 15;
        /// OTPF.
        const OTP = 1 << 16;
        /// DRMF: data ROM.
        const DATA_ROM = 1 << 17;
        /// IRMF: instruction ROM.
        const INSTRUCTION_ROM = 1 << 18;
        /// LFOF: the slow oscillator.
        const OSCILLATOR = 1 << 19;
        /// VREF.
        const REFERENCE = 1 << 20;
        /// VSSF.
        const GROUND = 1 << 21;
        /// HWMX: the converter's multiplexer.
        const MULTIPLEXER = 1 << 22;
        /// CMDF: commanded.
        const COMMANDED = 1 << 23;
        /// TOSF: the stack and the sum of its cells differ.
        const STACK = 1 << 24;
        const _ = !0;
    }
}
word!(PermanentFail(u32));

/// Alerts, which come at once, and status, which comes after the delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Safety {
    /// Protections whose condition is there.
    pub alerts: Protection,
    /// Protections that have tripped.
    pub status: Protection,
    /// Permanent failures whose condition is there.
    pub permanent_alerts: PermanentFail,
    /// Permanent failures.
    pub permanent: PermanentFail,
}

/// Addresses of the first and behind the last byte.
pub(crate) const FIRST: u8 = 0x02;
pub(crate) const LENGTH: usize = 16;

impl Safety {
    /// Takes 0x02 to 0x11: alert and status take turns, and two bytes stand for nothing.
    pub(crate) const fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        let [
            alert_a,
            status_a,
            alert_b,
            status_b,
            alert_c,
            status_c,
            _,
            _,
            pf_alert_a,
            pf_a,
            pf_alert_b,
            pf_b,
            pf_alert_c,
            pf_c,
            pf_alert_d,
            pf_d,
        ] = bytes;
        Self {
            alerts: Protection::from_bits_retain(u32::from_le_bytes([
                alert_a, alert_b, alert_c, 0,
            ])),
            status: Protection::from_bits_retain(u32::from_le_bytes([
                status_a, status_b, status_c, 0,
            ])),
            permanent_alerts: PermanentFail::from_bits_retain(u32::from_le_bytes([
                pf_alert_a, pf_alert_b, pf_alert_c, pf_alert_d,
            ])),
            permanent: PermanentFail::from_bits_retain(u32::from_le_bytes([
                pf_a, pf_b, pf_c, pf_d,
            ])),
        }
    }

    /// Returns all of it in the words of `hal-bms`: alerts as status. What has no word there is the lowest bit without a name.
    pub fn reported(&self) -> SafetyStatus {
        // Precharge that does not count is no fault.
        let protections = (self.alerts | self.status) - Protection::PRECHARGE_SUSPENDED;
        let permanent = self.permanent_alerts | self.permanent;
        let mut all = SafetyStatus::empty();
        let mut named = Protection::empty();
        for (own, word) in PROTECTIONS {
            named |= own;
            if protections.intersects(own) {
                all.insert(word);
            }
        }
        let mut named_permanent = PermanentFail::empty();
        for (own, word) in PERMANENT {
            named_permanent |= own;
            if permanent.intersects(own) {
                all.insert(word);
            }
        }
        all.set(SafetyStatus::PERMANENT, !self.permanent.is_empty());
        let is_unnamed =
            !(protections - named).is_empty() || !(permanent - named_permanent).is_empty();
        all.set(OTHER, is_unnamed);
        all
    }
}

/// What has no word in `hal-bms`.
const OTHER: SafetyStatus = SafetyStatus::from_bits_retain(1 << 31);

const PROTECTIONS: [(Protection, SafetyStatus); 13] = {
    use Protection as P;
    use SafetyStatus as S;
    [
        (P::CELL_UNDERVOLTAGE, S::CELL_UNDERVOLTAGE),
        (
            P::CELL_OVERVOLTAGE.union(P::CELL_OVERVOLTAGE_LATCH),
            S::CELL_OVERVOLTAGE,
        ),
        (P::OVERCURRENT_CHARGE, S::OVERCURRENT_CHARGE),
        (
            P::OVERCURRENT_DISCHARGE_1
                .union(P::OVERCURRENT_DISCHARGE_2)
                .union(P::OVERCURRENT_DISCHARGE_3)
                .union(P::OVERCURRENT_DISCHARGE_LATCH),
            S::OVERCURRENT_DISCHARGE,
        ),
        (
            P::SHORT_CIRCUIT.union(P::SHORT_CIRCUIT_LATCH),
            S::SHORT_CIRCUIT,
        ),
        (P::OVERTEMPERATURE_CHARGE, S::OVERTEMPERATURE_CHARGE),
        (P::OVERTEMPERATURE_DISCHARGE, S::OVERTEMPERATURE_DISCHARGE),
        (P::UNDERTEMPERATURE_CHARGE, S::UNDERTEMPERATURE_CHARGE),
        (P::UNDERTEMPERATURE_DISCHARGE, S::UNDERTEMPERATURE_DISCHARGE),
        (
            P::OVERTEMPERATURE_DIE.union(P::UNDERTEMPERATURE_DIE),
            S::INTERNAL_TEMPERATURE,
        ),
        (P::OVERTEMPERATURE_FET, S::SWITCH_TEMPERATURE),
        (P::HOST_WATCHDOG, S::HOST_WATCHDOG),
        (P::PRECHARGE_TIMEOUT, S::PRECHARGE_TIMEOUT),
    ]
};

const PERMANENT: [(PermanentFail, SafetyStatus); 11] = {
    use PermanentFail as P;
    use SafetyStatus as S;
    [
        (P::CELL_UNDERVOLTAGE.union(P::COPPER), S::CELL_UNDERVOLTAGE),
        (P::CELL_OVERVOLTAGE, S::CELL_OVERVOLTAGE),
        (P::OVERCURRENT_CHARGE, S::OVERCURRENT_CHARGE),
        (P::OVERCURRENT_DISCHARGE, S::OVERCURRENT_DISCHARGE),
        (P::SHORT_CIRCUIT_LATCH, S::SHORT_CIRCUIT),
        (
            P::OVERTEMPERATURE,
            S::OVERTEMPERATURE_CHARGE.union(S::OVERTEMPERATURE_DISCHARGE),
        ),
        (P::OVERTEMPERATURE_FET, S::SWITCH_TEMPERATURE),
        (P::CHARGE_FET.union(P::DISCHARGE_FET), S::SWITCH),
        (P::STACK, S::REDUNDANCY),
        (P::REFERENCE.union(P::GROUND), S::SUPPLY),
        (
            P::OTP
                .union(P::DATA_ROM)
                .union(P::INSTRUCTION_ROM)
                .union(P::OSCILLATOR)
                .union(P::MULTIPLEXER),
            S::MEMORY,
        ),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    fn with(index: usize, byte: u8) -> Safety {
        let mut bytes = [0; LENGTH];
        bytes[index] = byte;
        Safety::from_bytes(bytes)
    }

    #[test]
    fn bytes_go_where_the_manual_has_them() {
        assert_eq!(with(0, 1 << 3).alerts, Protection::CELL_OVERVOLTAGE);
        assert_eq!(with(1, 1 << 7).status, Protection::SHORT_CIRCUIT);
        assert_eq!(
            with(3, 1 << 5).status,
            Protection::OVERTEMPERATURE_DISCHARGE
        );
        assert_eq!(with(5, 1 << 7).status, Protection::OVERCURRENT_DISCHARGE_3);
        assert_eq!(with(6, 0xFF), Safety::default());
        assert_eq!(
            with(8, 1).permanent_alerts,
            PermanentFail::CELL_UNDERVOLTAGE
        );
        assert_eq!(with(11, 1 << 4).permanent, PermanentFail::IMBALANCE_ACTIVE);
        assert_eq!(with(13, 1 << 7).permanent, PermanentFail::COMMANDED);
        assert_eq!(with(15, 1).permanent, PermanentFail::STACK);
    }

    #[test]
    fn no_bit_but_one_is_health() {
        for index in 0..LENGTH {
            for bit in 0..8 {
                let reported = with(index, 1 << bit).reported();
                let is_nothing =
                    matches!(index, 6 | 7) || (index, bit) == (4, 3) || (index, bit) == (5, 3);
                assert_eq!(reported.is_empty(), is_nothing, "byte {index}, bit {bit}");
                let is_permanent = index > 8 && index % 2 == 1;
                assert_eq!(reported.contains(SafetyStatus::PERMANENT), is_permanent);
            }
        }
    }

    #[test]
    fn words_of_the_part_become_words_of_the_house() {
        assert_eq!(with(0, 1 << 2).reported(), SafetyStatus::CELL_UNDERVOLTAGE);
        assert_eq!(with(5, 1 << 6).reported(), SafetyStatus::SHORT_CIRCUIT);
        assert_eq!(
            with(3, 1 << 2).reported(),
            SafetyStatus::INTERNAL_TEMPERATURE
        );
        assert_eq!(
            with(9, 1 << 1).reported(),
            SafetyStatus::CELL_OVERVOLTAGE | SafetyStatus::PERMANENT
        );
        // A bit without a name.
        assert_eq!(with(1, 1).reported(), OTHER);
    }
}
