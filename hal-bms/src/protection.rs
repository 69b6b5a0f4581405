//! What a part watches over by itself, and what it reports.

use core::{fmt, time::Duration};
use hal_power::Voltage;

/// A threshold, and how long it has to be passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Limit<T> {
    /// The value at which it is passed.
    pub threshold: T,
    /// Time for which it is passed before the part acts.
    pub delay: Duration,
}

impl<T> Limit<T> {
    /// Creates a limit.
    pub const fn new(threshold: T, delay: Duration) -> Self {
        Self { threshold, delay }
    }
}

/// Limits of the voltage of each cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CellLimits {
    /// No cell above this.
    pub overvoltage: Limit<Voltage>,
    /// No cell below this.
    pub undervoltage: Limit<Voltage>,
}

impl CellLimits {
    /// Creates limits.
    pub const fn new(overvoltage: Limit<Voltage>, undervoltage: Limit<Voltage>) -> Self {
        Self {
            overvoltage,
            undervoltage,
        }
    }

    /// Returns whether these limits let nothing pass that `other` would not.
    pub fn are_within(&self, other: &Self) -> bool {
        self.overvoltage.threshold <= other.overvoltage.threshold
            && self.undervoltage.threshold >= other.undervoltage.threshold
            && self.overvoltage.delay <= other.overvoltage.delay
            && self.undervoltage.delay <= other.undervoltage.delay
    }
}

bitflags::bitflags! {
    /// What a battery's monitor reports, latched or present. Bits without a name are a part's own and are kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct SafetyStatus: u32 {
        /// A cell is above its limit.
        const CELL_OVERVOLTAGE = 1 << 0;
        /// A cell is below its limit.
        const CELL_UNDERVOLTAGE = 1 << 1;
        /// Charge current above its limit.
        const OVERCURRENT_CHARGE = 1 << 2;
        /// Discharge current above its limit.
        const OVERCURRENT_DISCHARGE = 1 << 3;
        /// Discharge current above the limit of a short circuit.
        const SHORT_CIRCUIT = 1 << 4;
        /// Too hot for charging.
        const OVERTEMPERATURE_CHARGE = 1 << 5;
        /// Too hot for discharging.
        const OVERTEMPERATURE_DISCHARGE = 1 << 6;
        /// Too cold for charging.
        const UNDERTEMPERATURE_CHARGE = 1 << 7;
        /// Too cold for discharging.
        const UNDERTEMPERATURE_DISCHARGE = 1 << 8;
        /// The part itself is too hot or too cold.
        const INTERNAL_TEMPERATURE = 1 << 9;
        /// What switches the current is too hot.
        const SWITCH_TEMPERATURE = 1 << 10;
        /// A wire to a cell is open.
        const OPEN_WIRE = 1 << 11;
        /// The part's two ways of measuring do not agree.
        const REDUNDANCY = 1 << 12;
        /// A supply or reference of the part is outside of its range.
        const SUPPLY = 1 << 13;
        /// The part found a register, memory or clock of its own damaged.
        const MEMORY = 1 << 14;
        /// The part failed a test of itself.
        const SELF_TEST = 1 << 15;
        /// The host was silent for too long.
        const HOST_WATCHDOG = 1 << 16;
        /// Precharge took too long.
        const PRECHARGE_TIMEOUT = 1 << 17;
        /// The switch that the part drives does not follow, or conducts against it.
        const SWITCH = 1 << 18;
        /// The part has given up for good.
        const PERMANENT = 1 << 19;
        const _ = !0;
    }
}

impl fmt::Display for SafetyStatus {
    /// Prints the names, joined by `|`, or `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        bitflags::parser::to_writer(self, f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for SafetyStatus {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u32:b}", self.bits());
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    fn limits(over: i32, under: i32, delay: u64) -> CellLimits {
        let limit = |millivolts| {
            Limit::new(
                Voltage::from_millivolts(millivolts),
                Duration::from_millis(delay),
            )
        };
        CellLimits::new(limit(over), limit(under))
    }

    #[test]
    fn limits_are_within_others_in_all_four_figures() {
        let asked = limits(3_650, 2_500, 100);
        assert!(asked.are_within(&asked));
        assert!(limits(3_649, 2_501, 99).are_within(&asked));
        assert!(!limits(3_651, 2_500, 100).are_within(&asked));
        assert!(!limits(3_650, 2_499, 100).are_within(&asked));
        assert!(!limits(3_650, 2_500, 101).are_within(&asked));
    }

    #[test]
    fn a_bit_without_a_name_is_no_health() {
        let own = SafetyStatus::from_bits_retain(1 << 30);
        assert!(!own.is_empty());
        assert_eq!(SafetyStatus::empty().to_string(), "none");
        assert_eq!(
            (own | SafetyStatus::OPEN_WIRE).to_string(),
            "OPEN_WIRE | 0x40000000"
        );
    }
}
