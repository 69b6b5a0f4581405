//! Which battery.

use core::fmt;

/// Address of a battery: the lowest four bits of its frames' identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Address(u8);

impl Address {
    /// Creates an address, 0 to 15; `None` for others. A single battery has 0 or 1, as its switches say.
    #[must_use]
    pub const fn new(address: u8) -> Option<Self> {
        if address < 16 {
            Some(Self(address))
        } else {
            None
        }
    }

    /// Returns the number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Takes the lowest four bits.
    pub(crate) fn of(id: u32) -> Self {
        let [.., lowest] = id.to_be_bytes();
        Self(lowest & 0x0F)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
