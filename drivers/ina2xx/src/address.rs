//! I2C addresses.

/// What an address pin is tied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Strap {
    /// Ground.
    Ground,
    /// Supply, VS.
    Supply,
    /// Data line, SDA.
    Data,
    /// Clock line, SCL.
    Clock,
}

/// I2C address of a part, 0x40 to 0x4F.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Address(u8);

impl Address {
    /// Both pins at ground: 0x40.
    pub const DEFAULT: Self = Self::new(Strap::Ground, Strap::Ground);

    /// Makes the address of the two straps (SLYS021A table 7-2; SBOS547 table 2).
    pub const fn new(a1: Strap, a0: Strap) -> Self {
        Self(0x40 | (a1 as u8) << 2 | a0 as u8)
    }

    /// Returns the 7 bits.
    pub const fn bits(self) -> u8 {
        self.0
    }
}

impl Default for Address {
    fn default() -> Self {
        Self::DEFAULT
    }
}
