//! Flags: interrupts of both groups, and what is so at this moment.

use bitflags::bitflags;

bitflags! {
    /// Interrupts of the voltage and of current A (tables 22 and 23). Set by the event, whether its interrupt is enabled or not.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct EventsA: u32 {
        /// The active energy register is half full.
        const ACTIVE_HALF_FULL = 1 << 0;
        /// The reactive energy register is half full.
        const REACTIVE_HALF_FULL = 1 << 1;
        /// The apparent energy register is half full.
        const APPARENT_HALF_FULL = 1 << 2;
        /// The active energy register has rolled over.
        const ACTIVE_OVERFLOW = 1 << 3;
        /// The reactive energy register has rolled over.
        const REACTIVE_OVERFLOW = 1 << 4;
        /// The apparent energy register has rolled over.
        const APPARENT_OVERFLOW = 1 << 5;
        /// Active power fell below its no-load level.
        const ACTIVE_NO_LOAD = 1 << 6;
        /// Reactive power fell below its no-load level.
        const REACTIVE_NO_LOAD = 1 << 7;
        /// Apparent power fell below its no-load level.
        const APPARENT_NO_LOAD = 1 << 8;
        /// The active power's sign has changed.
        const ACTIVE_SIGN = 1 << 9;
        /// The reactive power's sign has changed.
        const REACTIVE_SIGN = 1 << 10;
        /// The current has not crossed zero for the configured time.
        const CURRENT_ZERO_CROSSING_TIMEOUT = 1 << 11;
        /// The current has crossed zero.
        const CURRENT_ZERO_CROSSING = 1 << 12;
        /// The current was beyond its limit.
        const OVERCURRENT = 1 << 13;
        /// The voltage has not crossed zero for the configured time.
        const VOLTAGE_ZERO_CROSSING_TIMEOUT = 1 << 14;
        /// The voltage has crossed zero.
        const VOLTAGE_ZERO_CROSSING = 1 << 15;
        /// The voltage was beyond its limit.
        const OVERVOLTAGE = 1 << 16;
        /// A sample was taken, 6990 times a second.
        const SAMPLE = 1 << 17;
        /// A period of line cycles has ended.
        const CYCLES_ENDED = 1 << 18;
        /// The voltage stayed below the sag level.
        const SAG = 1 << 19;
        /// A reset has ended. Never enabled or disabled: always on.
        const RESET = 1 << 20;
        /// The checksum of the configuration has changed.
        const CHECKSUM = 1 << 21;

        // what the part may set beyond these
        const _ = !0;
    }
}

bitflags! {
    /// Interrupts of current B (tables 24 and 25).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct EventsB: u32 {
        /// The active energy register is half full.
        const ACTIVE_HALF_FULL = 1 << 0;
        /// The reactive energy register is half full.
        const REACTIVE_HALF_FULL = 1 << 1;
        /// The apparent energy register is half full.
        const APPARENT_HALF_FULL = 1 << 2;
        /// The active energy register has rolled over.
        const ACTIVE_OVERFLOW = 1 << 3;
        /// The reactive energy register has rolled over.
        const REACTIVE_OVERFLOW = 1 << 4;
        /// The apparent energy register has rolled over.
        const APPARENT_OVERFLOW = 1 << 5;
        /// Active power fell below its no-load level.
        const ACTIVE_NO_LOAD = 1 << 6;
        /// Reactive power fell below its no-load level.
        const REACTIVE_NO_LOAD = 1 << 7;
        /// Apparent power fell below its no-load level.
        const APPARENT_NO_LOAD = 1 << 8;
        /// The active power's sign has changed.
        const ACTIVE_SIGN = 1 << 9;
        /// The reactive power's sign has changed.
        const REACTIVE_SIGN = 1 << 10;
        /// The current has not crossed zero for the configured time.
        const CURRENT_ZERO_CROSSING_TIMEOUT = 1 << 11;
        /// The current has crossed zero.
        const CURRENT_ZERO_CROSSING = 1 << 12;
        /// The current was beyond its limit.
        const OVERCURRENT = 1 << 13;

        // what the part may set beyond these
        const _ = !0;
    }
}

bitflags! {
    /// What is so at this moment, from ACCMODE (table 21). Signs are the part's own, and say nothing below the no-load level.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Conditions: u32 {
        /// Active power of A is negative.
        const ACTIVE_A_NEGATIVE = 1 << 10;
        /// Active power of B is negative.
        const ACTIVE_B_NEGATIVE = 1 << 11;
        /// Reactive power of A is negative.
        const REACTIVE_A_NEGATIVE = 1 << 12;
        /// Reactive power of B is negative.
        const REACTIVE_B_NEGATIVE = 1 << 13;
        /// Active power of A is below its no-load level.
        const ACTIVE_A_NO_LOAD = 1 << 16;
        /// Apparent power of A is below its no-load level.
        const APPARENT_A_NO_LOAD = 1 << 17;
        /// Reactive power of A is below its no-load level.
        const REACTIVE_A_NO_LOAD = 1 << 18;
        /// Active power of B is below its no-load level.
        const ACTIVE_B_NO_LOAD = 1 << 19;
        /// Apparent power of B is below its no-load level.
        const APPARENT_B_NO_LOAD = 1 << 20;
        /// Reactive power of B is below its no-load level.
        const REACTIVE_B_NO_LOAD = 1 << 21;
    }
}

/// Bits that the part has; others show a line that nobody drives.
pub(crate) const KNOWN_A: u32 = 0x3F_FFFF;
pub(crate) const KNOWN_B: u32 = 0x00_3FFF;
/// Settings in ACCMODE; the rest are conditions.
pub(crate) const ACCUMULATION: u32 = 0x00_03FF;

/// Events of both groups since they were last taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Events {
    /// Of the voltage and of current A.
    pub a: EventsA,
    /// Of current B.
    pub b: EventsB,
    /// Whether these are all: an answer that got lost had cleared the flags in the part.
    pub is_complete: bool,
}

#[cfg(feature = "defmt")]
macro_rules! format {
    ($($flags:ident),+) => {
        $(impl defmt::Format for $flags {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{}({=u32:#x})", stringify!($flags), self.bits());
            }
        })+
    };
}
#[cfg(feature = "defmt")]
format!(EventsA, EventsB, Conditions);
