//! Registers by address, for raw access.

/// A register: its address and its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Register {
    pub(crate) address: u8,
    pub(crate) width: Width,
}

/// Bytes of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) enum Width {
    Two,
    Three,
    Five,
}

impl Register {
    /// Names a register of 16 bits; on SPI only the lower 6 bits of the address count.
    pub const fn two_bytes(address: u8) -> Self {
        Self {
            address,
            width: Width::Two,
        }
    }

    /// Names a register of 24 bits.
    pub const fn three_bytes(address: u8) -> Self {
        Self {
            address,
            width: Width::Three,
        }
    }

    /// Names a register of 40 bits.
    pub const fn five_bytes(address: u8) -> Self {
        Self {
            address,
            width: Width::Five,
        }
    }

    /// Returns the address.
    pub const fn address(self) -> u8 {
        self.address
    }
}
