//! I2C addresses.

/// What the address pin, ADD0, is tied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Strap {
    /// Ground.
    Ground,
    /// Supply, V+.
    Supply,
    /// Data line, SDA.
    Data,
    /// Clock line, SCL.
    Clock,
}

/// I2C address of a part, 0x48 to 0x4B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Address(u8);

impl Address {
    /// The pin at ground: 0x48.
    pub const DEFAULT: Self = Self::new(Strap::Ground);

    /// Makes the address of the strap.
    pub const fn new(add0: Strap) -> Self {
        Self(0x48 | add0 as u8)
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
