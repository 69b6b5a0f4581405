//! Bits of an answer.

bitflags::bitflags! {
    /// Status, in every answer that holds estimates.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Status: u8 {
        /// The part is broken: [`ErrorFlags`] tell what.
        const HARDWARE_ERROR = 1 << 7;
        /// The answer holds what an earlier one has held.
        const NO_NEW_ESTIMATES = 1 << 6;
        /// The part is not sure of the estimates.
        const HIGH_UNCERTAINTY = 1 << 5;
        /// Reserved, and used by others of the family: there nothing is monitored while it is set.
        const RESERVED = 1 << 4;
        /// The battery's voltage is above the most that was set.
        const HIGH_BATTERY_VOLTAGE = 1 << 3;
        /// The battery's voltage is under 15 V.
        const LOW_BATTERY_VOLTAGE = 1 << 2;
        /// Isolation state, the higher bit: zero is good, and which of the others is what could not be verified.
        const ISOLATION_1 = 1 << 1;
        /// Isolation state, the lower bit.
        const ISOLATION_0 = 1 << 0;
    }

    /// What is broken.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct ErrorFlags: u8 {
        /// Connection to the negative pole.
        const NEGATIVE_POLE = 1 << 7;
        /// Connection to the positive pole.
        const POSITIVE_POLE = 1 << 6;
        /// A connection to the chassis.
        const CHASSIS = 1 << 5;
        /// The poles are connected the wrong way round.
        const REVERSED = 1 << 4;
        /// Excitation voltage.
        const EXCITATION = 1 << 3;
        /// Supply voltage.
        const SUPPLY = 1 << 2;
        const _ = !0;
    }
}

impl Status {
    /// Returns whether the part's own judgement of the insulation is good.
    #[must_use]
    pub const fn is_isolation_good(self) -> bool {
        !self.intersects(Self::ISOLATION_1.union(Self::ISOLATION_0))
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Status {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Status({=u8:08b})", self.bits());
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for ErrorFlags {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "ErrorFlags({=u8:08b})", self.bits());
    }
}
