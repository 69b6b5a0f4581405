//! Levels below which no energy is counted (page 40, equation 39).

/// Part of full scale below which an energy is not counted, against creeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum NoLoad {
    /// Counts everything.
    Off,
    /// One part in so many: 1 to 91,750.
    OneIn(u32),
}

impl NoLoad {
    /// 1 in 10,000: what a reset gives for active and reactive energy.
    pub const DEFAULT: Self = Self::OneIn(10_000);
    /// 1 in 91,750, the least: what a reset gives for apparent energy.
    pub const LOWEST: Self = Self::OneIn(91_750);

    /// Register: 65,536 - parts ÷ 1.4; what a reset gives where it is off, `None` for what does not fit.
    pub(crate) fn code(self, at_reset: u32) -> Option<u32> {
        match self {
            Self::Off => Some(at_reset),
            Self::OneIn(parts @ 1..=91_750) => 65_536_u32.checked_sub((parts * 5 + 3) / 7),
            Self::OneIn(_) => None,
        }
    }

    pub(crate) const fn is_off(self) -> bool {
        matches!(self, Self::Off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_data_sheet() {
        assert_eq!(NoLoad::DEFAULT.code(0), Some(0xE419));
        assert_eq!(NoLoad::LOWEST.code(7), Some(0));
        assert_eq!(NoLoad::OneIn(20_000).code(0), Some(51_250));
        assert_eq!(NoLoad::Off.code(0xE419), Some(0xE419));
        assert_eq!(NoLoad::OneIn(0).code(0), None);
        assert_eq!(NoLoad::OneIn(91_751).code(0), None);
        assert_eq!(NoLoad::OneIn(u32::MAX).code(0), None);
    }
}
