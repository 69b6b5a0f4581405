//! Why a power stage has tripped.

use core::fmt;

bitflags::bitflags! {
    /// Sources of a latched trip. Bits without a name are a port's own and are kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct TripCauses: u32 {
        /// Overcurrent comparator.
        const OVERCURRENT = 1 << 0;
        /// Overvoltage comparator of the DC link.
        const OVERVOLTAGE = 1 << 1;
        /// Fault line of a gate driver: desaturation, supply, thermal.
        const GATE_DRIVER = 1 << 2;
        /// External trip input: emergency off, second controller.
        const EXTERNAL = 1 << 3;
        /// The trip input was forced for a test.
        const FORCED = 1 << 4;
        /// The duty was not refreshed in time.
        const STALE_DUTY = 1 << 5;
        /// Cycle-by-cycle current limiting went on for too long.
        const LIMITING = 1 << 6;
        /// The clock of the carrier failed.
        const CLOCK = 1 << 7;
        const _ = !0;
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for TripCauses {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u32:b}", self.bits());
    }
}

/// A latched trip: what came first, and all that has come since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Trip {
    /// The cause or, where hardware saw several in one instant, the causes that latched the trip.
    pub first: TripCauses,
    /// Every cause since the last clear.
    pub all: TripCauses,
}

impl fmt::Display for Trip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        bitflags::parser::to_writer(&self.first, &mut *f)?;
        let more = self.all.difference(self.first);
        if more.is_empty() {
            return Ok(());
        }
        f.write_str(", then ")?;
        bitflags::parser::to_writer(&more, f)
    }
}
