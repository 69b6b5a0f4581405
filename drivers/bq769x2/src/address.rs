//! Where the part is on I2C.

/// Address on I2C, without the bit for reading. It is a setting of the part, 0x08 unless changed (SLUUBY2B, I2C Address).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Address(u8);

impl Address {
    /// 0x08, as the part comes.
    pub const DEFAULT: Self = Self(0x08);

    /// Takes an address of 7 bits; none beyond.
    pub const fn new(bits: u8) -> Option<Self> {
        if bits < 0x80 { Some(Self(bits)) } else { None }
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
