//! Calibration, in the part's own units (pages 34 and 35).

use hal_power::Ratio;

/// A factor of 0.5 to 1.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Gain(pub(crate) u32);

impl Gain {
    /// 1: what a reset gives.
    pub const ONE: Self = Self(0x40_0000);
    const LEAST: u32 = 0x20_0000;
    const MOST: u32 = 0x60_0000;

    /// Takes a register's value: 0x200000 to 0x600000, where 0x400000 is 1.
    pub const fn from_code(code: u32) -> Self {
        Self(code)
    }

    /// Takes a factor, rounded to nearest; a negative one is 0, which `init` refuses.
    pub fn from_ratio(ratio: Ratio) -> Self {
        let ppm = u64::from(ratio.as_ppm().max(0).unsigned_abs());
        let code = (ppm * u64::from(Self::ONE.0) + 500_000) / 1_000_000;
        Self(u32::try_from(code).unwrap_or(u32::MAX))
    }

    /// Returns the register's value.
    pub const fn code(self) -> u32 {
        self.0
    }

    pub(crate) const fn is_possible(self) -> bool {
        self.0 >= Self::LEAST && self.0 <= Self::MOST
    }
}

/// What was calibrated for a current.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Calibration {
    /// xIGAIN.
    pub current_gain: Gain,
    /// xWGAIN.
    pub active_gain: Gain,
    /// xVARGAIN.
    pub reactive_gain: Gain,
    /// xVAGAIN.
    pub apparent_gain: Gain,
    /// xIRMSOS, in units of 4096 of the code's square.
    pub rms_offset: i32,
    /// xWATTOS, in units of 1/512 of a code.
    pub active_offset: i32,
    /// xVAROS, in units of 1/512 of a code.
    pub reactive_offset: i32,
    /// xVAOS, in units of 1/512 of a code.
    pub apparent_offset: i32,
    /// PHCALx in steps of 1.117 µs, -383 to 383: delays the current, advances it when negative.
    pub phase: i16,
}

impl Calibration {
    /// None: what a reset gives.
    pub const NONE: Self = Self {
        current_gain: Gain::ONE,
        active_gain: Gain::ONE,
        reactive_gain: Gain::ONE,
        apparent_gain: Gain::ONE,
        rms_offset: 0,
        active_offset: 0,
        reactive_offset: 0,
        apparent_offset: 0,
        phase: 0,
    };
}

/// A register of 24 bits in two's complement; `None` for what does not fit.
pub(crate) const fn offset(value: i32) -> Option<u32> {
    if value < -0x80_0000 || value > 0x7F_FFFF {
        return None;
    }
    Some(value.cast_unsigned() & 0xFF_FFFF)
}

/// Ten bits of sign and magnitude, set to advance (page 34); `None` for what does not fit.
pub(crate) const fn phase(steps: i16) -> Option<u16> {
    if steps < -383 || steps > 383 {
        return None;
    }
    let sign = if steps < 0 { 1 << 9 } else { 0 };
    Some(sign | steps.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_by_their_ends() {
        assert_eq!(Gain::from_ratio(Ratio::ONE), Gain::ONE);
        assert_eq!(
            Gain::from_ratio(Ratio::from_permille(500)).code(),
            0x20_0000
        );
        assert_eq!(
            Gain::from_ratio(Ratio::from_permille(1_500)).code(),
            0x60_0000
        );
        assert_eq!(Gain::from_ratio(Ratio::from_ppm(-1)).code(), 0);
        assert!(Gain::from_code(0x20_0000).is_possible());
        assert!(!Gain::from_code(0x1F_FFFF).is_possible());
        assert!(Gain::from_code(0x60_0000).is_possible());
        assert!(!Gain::from_code(0x60_0001).is_possible());
        assert!(!Gain::from_ratio(Ratio::MAX).is_possible());
    }

    #[test]
    fn offsets_in_twos_complement() {
        assert_eq!(offset(0), Some(0));
        assert_eq!(offset(-1), Some(0xFF_FFFF));
        assert_eq!(offset(-0x80_0000), Some(0x80_0000));
        assert_eq!(offset(0x7F_FFFF), Some(0x7F_FFFF));
        assert_eq!(offset(0x80_0000), None);
        assert_eq!(offset(-0x80_0001), None);
    }

    #[test]
    fn phases_in_sign_and_magnitude() {
        assert_eq!(phase(0), Some(0));
        assert_eq!(phase(383), Some(0x17F));
        assert_eq!(phase(-1), Some(0x201));
        assert_eq!(phase(-383), Some(0x37F));
        assert_eq!(phase(384), None);
        assert_eq!(phase(i16::MIN), None);
    }
}
