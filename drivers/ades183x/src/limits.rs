//! Limits of cells, as parts have them.

use core::time::Duration;

use hal_bms::{CellLimits, Limit};

use crate::convert::{Threshold, is_measured};

/// How long a limit is passed before the part says so: a conversion.
const DELAY: Duration = Duration::from_millis(1);

/// VUV and VOV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Limits {
    pub(crate) under: Threshold,
    pub(crate) over: Threshold,
}

impl Limits {
    /// None.
    pub(crate) const NONE: Self = Self {
        under: Threshold::LOWEST,
        over: Threshold::HIGHEST,
    };

    /// Returns the nearest that are not looser; `None` where a part cannot keep them.
    pub(crate) fn within(asked: &CellLimits) -> Option<Self> {
        let (under, over) = (&asked.undervoltage, &asked.overvoltage);
        let is_kept = under.delay >= DELAY
            && over.delay >= DELAY
            && is_measured(under.threshold)
            && is_measured(over.threshold);
        let limits = Self {
            under: Threshold::at_least(under.threshold)?,
            over: Threshold::at_most(over.threshold)?,
        };
        is_kept.then_some(limits)
    }

    /// Returns what the part applies.
    pub(crate) fn applied(self) -> CellLimits {
        CellLimits::new(
            Limit::new(self.over.voltage(), DELAY),
            Limit::new(self.under.voltage(), DELAY),
        )
    }

    /// Returns the first three bytes of CFGB.
    pub(crate) const fn bytes(self) -> [u8; 3] {
        let [low, middle, high, _] = (self.under.bits() | self.over.bits() << 12).to_le_bytes();
        [low, middle, high]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hal_power::Voltage;

    fn limits(over: i32, under: i32, micros: u64) -> CellLimits {
        let limit = |millivolts| {
            let delay = Duration::from_micros(micros);
            Limit::new(Voltage::from_millivolts(millivolts), delay)
        };
        CellLimits::new(limit(over), limit(under))
    }

    #[test]
    fn what_is_applied_is_within_what_was_asked_for() {
        for over in (2_001..5_499).step_by(7) {
            let asked = limits(over, over - 1_500, 1_000);
            let applied = Limits::within(&asked).unwrap().applied();
            assert!(applied.are_within(&asked), "{applied:?} for {asked:?}");
        }
    }

    #[test]
    fn bytes_are_the_sheets() {
        assert_eq!(Limits::NONE.bytes(), [0x00, 0xF8, 0x7F]);
        // VUV 1A1, VOV 37F
        let limits = Limits::within(&limits(3_650, 2_500, 1_000)).unwrap();
        assert_eq!(limits.bytes(), [0xA1, 0xF1, 0x37]);
    }

    #[test]
    fn what_is_not_measured_is_no_limit() {
        for asked in [
            limits(5_500, 2_500, 1_000),
            limits(3_650, -2_000, 1_000),
            limits(3_650, 2_500, 999),
            limits(-2_000_000, 2_000_000, 1_000),
        ] {
            assert_eq!(Limits::within(&asked), None);
        }
    }
}
