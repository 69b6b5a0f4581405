//! Codes and quantities (`docs/parts/ADES183X.md`, Values).

use hal_power::{Ratio, Temperature, Voltage};

/// What 0 stands for, in µV.
const ZERO: i32 = 1_500_000;
/// Step of a result, in µV.
const STEP: i32 = 150;
/// Step of a threshold, in µV.
const COARSE: i32 = 16 * STEP;

/// After power-up, sleep or a clear command: no result.
pub(crate) const NO_RESULT: [i16; 2] = [i16::MAX, i16::MIN];

/// Ends of what a cell is measured in, in µV.
const CELL_RANGE: [i32; 2] = [-2_000_000, 5_500_000];

/// Returns whether a cell is at either end of what is measured, or beyond: the next code would be.
pub(crate) const fn is_beyond(cell: Voltage) -> bool {
    let [low, high] = CELL_RANGE;
    cell.as_microvolts() < low + STEP || cell.as_microvolts() > high - STEP
}

/// Returns whether a limit of a cell lies where it is measured.
pub(crate) const fn is_measured(limit: Voltage) -> bool {
    let [low, high] = CELL_RANGE;
    limit.as_microvolts() > low && limit.as_microvolts() < high
}

/// Returns the three results of a group.
pub(crate) const fn codes(data: [u8; 6]) -> [i16; 3] {
    let [b0, b1, b2, b3, b4, b5] = data;
    [
        i16::from_le_bytes([b0, b1]),
        i16::from_le_bytes([b2, b3]),
        i16::from_le_bytes([b4, b5]),
    ]
}

/// Returns a result; `None` where there is none.
pub(crate) fn voltage(code: i16) -> Option<Voltage> {
    let result = Voltage::from_microvolts(ZERO + STEP * i32::from(code));
    (!NO_RESULT.contains(&code)).then_some(result)
}

/// Returns the die's temperature, of 7.5 mV for each kelvin; `None` where there is none.
pub(crate) fn die(code: i16) -> Option<Temperature> {
    let result = Temperature::from_millicelsius(20 * i32::from(code) - 73_000);
    (!NO_RESULT.contains(&code)).then_some(result)
}

/// Returns a part of a reference, which is above zero.
pub(crate) fn ratio(voltage: Voltage, reference: Voltage) -> Option<Ratio> {
    let scaled = 1_000_000 * i64::from(voltage.as_microvolts());
    let ppm = scaled.checked_div(i64::from(reference.as_microvolts()))?;
    i32::try_from(ppm).ok().map(Ratio::from_ppm)
}

/// Threshold of a cell, as VUV and VOV have it: signed, 12 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Threshold(i16);

impl Threshold {
    /// Below everything.
    pub(crate) const LOWEST: Self = Self(-0x800);
    /// Above everything.
    pub(crate) const HIGHEST: Self = Self(0x7FF);

    /// Returns the highest threshold that is not above this.
    pub(crate) fn at_most(voltage: Voltage) -> Option<Self> {
        let above = voltage.as_microvolts().checked_sub(ZERO)?;
        Self::new(above.div_euclid(COARSE))
    }

    /// Returns the lowest threshold that is not below this.
    pub(crate) fn at_least(voltage: Voltage) -> Option<Self> {
        let above = voltage.as_microvolts().checked_sub(ZERO)?;
        let up = i32::from(above.rem_euclid(COARSE) != 0);
        Self::new(above.div_euclid(COARSE) + up)
    }

    fn new(code: i32) -> Option<Self> {
        let code = i16::try_from(code).ok()?;
        (Self::LOWEST.0..=Self::HIGHEST.0)
            .contains(&code)
            .then_some(Self(code))
    }

    pub(crate) fn voltage(self) -> Voltage {
        Voltage::from_microvolts(ZERO + COARSE * i32::from(self.0))
    }

    /// Returns the twelve bits.
    pub(crate) const fn bits(self) -> u32 {
        (self.0.cast_unsigned() & 0x0FFF) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_signed_around_1_5_volts() {
        assert_eq!(voltage(0), Some(Voltage::from_millivolts(1_500)));
        assert_eq!(voltage(12_000), Some(Voltage::from_millivolts(3_300)));
        assert_eq!(voltage(-10_000), Some(Voltage::ZERO));
        assert_eq!(voltage(0x7FFE), Some(Voltage::from_microvolts(6_414_900)));
        assert_eq!((voltage(0x7FFF), voltage(-0x8000)), (None, None));
    }

    #[test]
    fn results_are_little_endian() {
        assert_eq!(
            codes([0xE0, 0x2E, 0x00, 0x80, 0xFF, 0x7F]),
            [12_000, i16::MIN, i16::MAX]
        );
    }

    #[test]
    fn the_die_has_50_codes_for_each_kelvin() {
        // 25 °C is 298 K: 2.235 V
        assert_eq!(die(4_900), Some(Temperature::from_celsius(25)));
        assert_eq!((die(0x7FFF), die(-0x8000)), (None, None));
    }

    #[test]
    fn thresholds_are_never_looser_than_asked() {
        let volts = Voltage::from_microvolts;
        let over = Threshold::at_most(volts(3_650_000)).unwrap();
        assert_eq!((over.bits(), over.voltage()), (895, volts(3_648_000)));
        let under = Threshold::at_least(volts(2_500_000)).unwrap();
        assert_eq!((under.bits(), under.voltage()), (417, volts(2_500_800)));
        let exact = volts(3_660_000);
        assert_eq!(Threshold::at_most(exact), Threshold::at_least(exact));
        let below = Threshold::at_most(volts(0)).unwrap();
        assert_eq!((below.bits(), below.voltage()), (0xD8F, Voltage::ZERO));
    }

    #[test]
    fn thresholds_reset_to_the_sheets_ends() {
        assert_eq!(
            Threshold::LOWEST.voltage(),
            Voltage::from_microvolts(-3_415_200)
        );
        assert_eq!(
            Threshold::HIGHEST.voltage(),
            Voltage::from_microvolts(6_412_800)
        );
        assert_eq!(
            (Threshold::LOWEST.bits(), Threshold::HIGHEST.bits()),
            (0x800, 0x7FF)
        );
        assert_eq!(
            Threshold::at_most(Voltage::from_microvolts(6_415_200)),
            None
        );
        assert_eq!(Threshold::at_most(Voltage::MIN), None);
    }

    #[test]
    fn a_ratio_needs_a_reference() {
        let volts = Voltage::from_millivolts;
        assert_eq!(
            ratio(volts(1_500), volts(3_000)),
            Some(Ratio::from_ppm(500_000))
        );
        assert_eq!(ratio(volts(1_500), Voltage::ZERO), None);
    }
}
