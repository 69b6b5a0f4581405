//! How fast a bus moves bits, and whether its time passes for others too.

use crate::world::Shared;
use core::cell::Cell;

/// Bit time of a bus, and where it passes.
pub(crate) struct Pace {
    /// In ns.
    bit_time: Cell<u64>,
    overlaps: Cell<bool>,
    /// The time of the transfer under way has passed before it.
    has_passed: Cell<bool>,
}

impl Pace {
    pub(crate) const fn new(bit_time: u64) -> Self {
        Self {
            bit_time: Cell::new(bit_time),
            overlaps: Cell::new(false),
            has_passed: Cell::new(false),
        }
    }

    /// Takes a frequency in Hz, not zero; bit times are rounded up to whole ns.
    pub(crate) fn set_frequency(&self, hertz: u64) {
        self.bit_time.set(1_000_000_000_u64.div_ceil(hertz));
    }

    pub(crate) fn set_overlapping(&self, overlaps: bool) {
        self.overlaps.set(overlaps);
    }

    pub(crate) fn overlaps(&self) -> bool {
        self.overlaps.get()
    }

    /// Time of a bit on the wire, in ns.
    pub(crate) fn bit_time(&self) -> u64 {
        self.bit_time.get()
    }

    /// Time by which a bit moves the clock on, in ns.
    pub(crate) fn passing(&self) -> u64 {
        if self.has_passed.get() {
            0
        } else {
            self.bit_time.get()
        }
    }

    /// Lets the time of so many bits pass for everybody, and then does the transfer at one moment.
    pub(crate) async fn after<T>(
        &self,
        shared: &Shared,
        bits: u64,
        transfer: impl FnOnce() -> T,
    ) -> T {
        let time = bits.saturating_mul(self.bit_time());
        let end = shared.clock.nanos().saturating_add(time);
        shared.waits.until(&shared.clock, end).await;
        self.has_passed.set(true);
        let result = transfer();
        self.has_passed.set(false);
        result
    }
}
