//! Registers by number.

use core::fmt::{self, Display};

/// A register, by its number of 5 bits. Those without a name are nobody's but the maker's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Register(u8);

impl Register {
    /// Input, dead time, CRC; low voltage side.
    pub const CFG1: Self = Self(0x0C);
    /// Thresholds of SENSE and DESAT; isolated side.
    pub const CFG2: Self = Self(0x1D);
    /// Two-level turn-off; isolated side.
    pub const CFG3: Self = Self(0x1E);
    /// Supplies of the gate; isolated side.
    pub const CFG4: Self = Self(0x1F);
    /// What is enabled; isolated side.
    pub const CFG5: Self = Self(0x19);
    /// Faults of the gate; low voltage side.
    pub const STATUS1: Self = Self(0x02);
    /// Isolated side's registers, levels of ASC and the gate; low voltage side.
    pub const STATUS2: Self = Self(0x01);
    /// Low voltage side.
    pub const STATUS3: Self = Self(0x0A);
    /// Self-tests; isolated side.
    pub const TEST1: Self = Self(0x11);
    /// What DIAG1 signals; low voltage side.
    pub const DIAG1CFG: Self = Self(0x05);
    /// What DIAG2 signals; low voltage side.
    pub const DIAG2CFG: Self = Self(0x06);

    /// Creates a register from its number; `None` above 31.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number > 0x1F {
            return None;
        }
        Some(Self(number))
    }

    /// Returns the number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Returns the bits that have a meaning; what others read as is not known. All of a register without a name.
    #[must_use]
    pub const fn mask(self) -> u8 {
        match self {
            Self::CFG4 => 0x3F,
            Self::CFG5 => 0x0F,
            Self::STATUS2 => 0x06,
            Self::STATUS3 | Self::TEST1 => 0x1F,
            _ => 0xFF,
        }
    }

    /// Returns whether a read waits for the isolated side; of a register without a name it is assumed.
    pub(crate) const fn is_remote(self) -> bool {
        !matches!(
            self,
            Self::CFG1
                | Self::STATUS1
                | Self::STATUS2
                | Self::STATUS3
                | Self::DIAG1CFG
                | Self::DIAG2CFG
        )
    }
}

impl Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Self::CFG1 => "CFG1",
            Self::CFG2 => "CFG2",
            Self::CFG3 => "CFG3",
            Self::CFG4 => "CFG4",
            Self::CFG5 => "CFG5",
            Self::STATUS1 => "STATUS1",
            Self::STATUS2 => "STATUS2",
            Self::STATUS3 => "STATUS3",
            Self::TEST1 => "TEST1",
            Self::DIAG1CFG => "DIAG1CFG",
            Self::DIAG2CFG => "DIAG2CFG",
            Self(number) => return write!(f, "register {number:#04x}"),
        };
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_number_has_five_bits() {
        assert_eq!(Register::new(0x1F), Some(Register::CFG4));
        assert_eq!(Register::new(0x20), None);
        assert_eq!(Register::new(0x10).unwrap().to_string(), "register 0x10");
        assert_eq!(Register::DIAG2CFG.to_string(), "DIAG2CFG");
    }

    #[test]
    fn an_unknown_register_is_read_in_full_and_slowly() {
        let unknown = Register::new(0x10).unwrap();
        assert_eq!((unknown.mask(), unknown.is_remote()), (0xFF, true));
        assert!(Register::TEST1.is_remote() && !Register::CFG1.is_remote());
    }
}
