//! What a gate driver reports.

use core::fmt;

bitflags::bitflags! {
    /// What one gate's driver reports, latched or present. Bits without a name are a driver's own and are kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct GateFaults: u32 {
        /// The switch left saturation while it was on: a short circuit. Never retried by itself.
        const DESATURATION = 1 << 0;
        /// The sensed current was above its limit.
        const OVERCURRENT = 1 << 1;
        /// The sensed current was above the limit of a short circuit.
        const SHORT_CIRCUIT = 1 << 2;
        /// Supply of the controller's side too low.
        const UNDERVOLTAGE_LOGIC = 1 << 3;
        /// Supply of the controller's side too high.
        const OVERVOLTAGE_LOGIC = 1 << 4;
        /// Positive supply of the gate too low.
        const UNDERVOLTAGE_POSITIVE = 1 << 5;
        /// Positive supply of the gate too high.
        const OVERVOLTAGE_POSITIVE = 1 << 6;
        /// Negative supply of the gate too low in magnitude.
        const UNDERVOLTAGE_NEGATIVE = 1 << 7;
        /// Negative supply of the gate too high in magnitude.
        const OVERVOLTAGE_NEGATIVE = 1 << 8;
        /// Near the temperature that shuts down.
        const THERMAL_WARNING = 1 << 9;
        /// Shut down by temperature, the driver's or the switch's.
        const THERMAL_SHUTDOWN = 1 << 10;
        /// Both inputs of a half bridge asked for on, or without the dead time between.
        const INTERLOCK = 1 << 11;
        /// The part found a register, trim value or clock of its own damaged, or its two sides have lost one another.
        const REGISTER = 1 << 12;
        /// The part received a damaged frame.
        const FRAME = 1 << 13;
        /// Supplies are not up, or the part has not started.
        const NOT_READY = 1 << 14;
        /// The gate does not follow its input.
        const GATE = 1 << 15;
        /// The voltage across the switch was clamped or above its limit.
        const OVERVOLTAGE_SWITCH = 1 << 16;
        /// The part's own converter failed.
        const CONVERTER = 1 << 17;
        const _ = !0;
    }
}

impl GateFaults {
    /// What tells of danger and leaves the gate driven.
    pub const WARNINGS: Self = Self::THERMAL_WARNING;

    /// Returns what keeps a gate from being driven: all but the warnings.
    #[must_use]
    pub const fn stopping(self) -> Self {
        self.difference(Self::WARNINGS)
    }
}

impl fmt::Display for GateFaults {
    /// Prints the names, joined by `|`, or `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        bitflags::parser::to_writer(self, f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for GateFaults {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u32:b}", self.bits());
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_warning_does_not_stop_and_an_unknown_bit_does() {
        let warning = GateFaults::THERMAL_WARNING;
        assert!(warning.stopping().is_empty());
        let own = GateFaults::from_bits_retain(1 << 31);
        assert_eq!((warning | own).stopping(), own);
    }

    #[test]
    fn displays_names() {
        assert_eq!(GateFaults::empty().to_string(), "none");
        let two = GateFaults::DESATURATION | GateFaults::FRAME;
        assert_eq!(two.to_string(), "DESATURATION | FRAME");
    }
}
