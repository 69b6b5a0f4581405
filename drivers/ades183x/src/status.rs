//! What STATC and STATD say.

use hal_bms::SafetyStatus;

use crate::codec::Data;

bitflags::bitflags! {
    /// Bytes 4 and 5 of STATC, byte 4 lowest.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Flags: u16 {
        /// Several errors in the trim of the S converters, which are out of their specification then.
        const S_TRIM_MULTIPLE = 1 << 0;
        /// An error in the trim of the S converters, corrected.
        const S_TRIM = 1 << 1;
        /// Several errors in the trim of the C converters, which are out of their specification then.
        const C_TRIM_MULTIPLE = 1 << 2;
        /// An error in the trim of the C converters, corrected.
        const C_TRIM = 1 << 3;
        /// The digital supply was too low.
        const DIGITAL_UNDERVOLTAGE = 1 << 4;
        /// The digital supply was too high.
        const DIGITAL_OVERVOLTAGE = 1 << 5;
        /// The analog supply was too low.
        const ANALOG_UNDERVOLTAGE = 1 << 6;
        /// The analog supply was too high.
        const ANALOG_OVERVOLTAGE = 1 << 7;
        /// The oscillator was too fast or too slow.
        const OSCILLATOR = 1 << 8;
        /// A test mode was active.
        const TEST_MODE = 1 << 9;
        /// The part was too hot.
        const THERMAL_SHUTDOWN = 1 << 10;
        /// The part was off or asleep, and has lost its configuration.
        const SLEEP = 1 << 11;
        /// Redundant outputs of the part's interface differed.
        const INTERFACE = 1 << 12;
        /// C and S are being compared. No fault.
        const COMPARING = 1 << 13;
        /// One of the 5 V rails was off by 0.5 V.
        const RAIL = 1 << 14;
        /// All of the 5 V rails were off by 0.5 V.
        const ALL_RAILS = 1 << 15;
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Flags {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u16:b}", self.bits());
    }
}

/// Flags, and what they are for who watches over a battery.
const MEANINGS: [(Flags, SafetyStatus); 5] = [
    (
        Flags::DIGITAL_UNDERVOLTAGE
            .union(Flags::DIGITAL_OVERVOLTAGE)
            .union(Flags::ANALOG_UNDERVOLTAGE)
            .union(Flags::ANALOG_OVERVOLTAGE)
            .union(Flags::RAIL)
            .union(Flags::ALL_RAILS),
        SafetyStatus::SUPPLY,
    ),
    (
        Flags::S_TRIM
            .union(Flags::S_TRIM_MULTIPLE)
            .union(Flags::C_TRIM)
            .union(Flags::C_TRIM_MULTIPLE)
            .union(Flags::OSCILLATOR),
        SafetyStatus::MEMORY,
    ),
    (
        Flags::TEST_MODE.union(Flags::INTERFACE),
        SafetyStatus::SELF_TEST,
    ),
    (Flags::THERMAL_SHUTDOWN, SafetyStatus::INTERNAL_TEMPERATURE),
    // who asks is told so by an error
    (Flags::SLEEP, SafetyStatus::SUPPLY),
];

/// Status of one part, of cells that it does not have too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Status {
    /// What the part says of itself.
    pub flags: Flags,
    /// Cells of which C and S differ, the lowest in bit 0.
    pub mismatched: u16,
    /// Cells below their limit.
    pub under: u16,
    /// Cells above their limit.
    pub over: u16,
    /// Conversions of the C converters since they were started, 0 to 2047 and again from 0.
    pub conversions: u16,
    /// OC_CNTR: 52 to 70 with a sound oscillator.
    pub oscillator: u8,
}

impl Status {
    /// Takes STATC.
    #[must_use]
    pub(crate) fn with_c(self, data: Data) -> Self {
        let [low, high, count_high, count_low, first, second] = data;
        Self {
            flags: Flags::from_bits_retain(u16::from_le_bytes([first, second])),
            mismatched: u16::from_le_bytes([low, high]),
            conversions: u16::from(count_high & 0x1F) << 6 | u16::from(count_low >> 2),
            ..self
        }
    }

    /// Takes STATD.
    #[must_use]
    pub(crate) const fn with_d(self, data: Data) -> Self {
        let [d0, d1, d2, d3, _, oscillator] = data;
        let limits = u32::from_le_bytes([d0, d1, d2, d3]);
        Self {
            under: every_other(limits),
            over: every_other(limits >> 1),
            oscillator,
            ..self
        }
    }

    /// Returns what is wrong, with that many cells.
    pub(crate) fn safety(&self, cells: usize) -> SafetyStatus {
        let fitted = fitted(cells);
        let of_cells = [
            (self.mismatched, SafetyStatus::REDUNDANCY),
            (self.under, SafetyStatus::CELL_UNDERVOLTAGE),
            (self.over, SafetyStatus::CELL_OVERVOLTAGE),
        ];
        let cells = of_cells.into_iter().filter(|(bits, _)| bits & fitted != 0);
        let part = MEANINGS
            .into_iter()
            .filter(|(flags, _)| self.flags.intersects(*flags));
        let all = cells.map(|(_, status)| status);
        all.chain(part.map(|(_, status)| status)).collect()
    }
}

/// Data of CLRFLAG that clears all there is; COMP cannot be.
pub(crate) const ALL_FLAGS: Data = [0xFF, 0xFF, 0x00, 0x00, 0xFF, 0xDF];

/// Data of CLOVUV that clears all there is.
pub(crate) const ALL_LIMITS: Data = [0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00];

/// Returns data of CLRFLAG that clears these.
pub(crate) const fn clearing(flags: Flags) -> Data {
    let [first, second] = flags.bits().to_le_bytes();
    [0, 0, 0, 0, first, second]
}

/// Returns the bits of the lowest cells.
pub(crate) fn fitted(cells: usize) -> u16 {
    let unfitted = 16_usize.saturating_sub(cells);
    let bits = u32::try_from(unfitted)
        .ok()
        .and_then(|bits| u16::MAX.checked_shr(bits));
    bits.unwrap_or(0)
}

/// Returns bits 0, 2, 4 and so on.
const fn every_other(bits: u32) -> u16 {
    let mut found = 0;
    let mut cell = 0;
    while cell < 16 {
        if bits >> (2 * cell) & 1 != 0 {
            found |= 1 << cell;
        }
        cell += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_the_sheets() {
        let status = Status::default()
            .with_c([0x01, 0x80, 0x1F, 0xFF, 0x80, 0x09])
            .with_d([0x01, 0x00, 0x00, 0x80, 0xFF, 60]);
        assert_eq!(status.mismatched, 0x8001);
        assert_eq!((status.under, status.over), (0x0001, 0x8000));
        assert_eq!((status.conversions, status.oscillator), (2_047, 60));
        let expected = Flags::ANALOG_OVERVOLTAGE | Flags::OSCILLATOR | Flags::SLEEP;
        assert_eq!(status.flags, expected);
    }

    #[test]
    fn cells_that_are_not_there_are_left_out() {
        let status = Status {
            mismatched: 0x8000,
            under: 0x0800,
            ..Status::default()
        };
        assert_eq!(status.safety(11), SafetyStatus::empty());
        assert_eq!(status.safety(12), SafetyStatus::CELL_UNDERVOLTAGE);
        let all = SafetyStatus::CELL_UNDERVOLTAGE | SafetyStatus::REDUNDANCY;
        assert_eq!(status.safety(16), all);
        assert_eq!((fitted(0), fitted(1), fitted(16)), (0, 1, 0xFFFF));
    }

    #[test]
    fn each_flag_but_comparing_is_a_fault() {
        for flag in Flags::all().iter() {
            let status = Status {
                flags: flag,
                ..Status::default()
            };
            assert_eq!(
                status.safety(16).is_empty(),
                flag == Flags::COMPARING,
                "{flag:?}"
            );
        }
    }
}
