//! Serial numbers.

use core::fmt;
use crc::{CRC_8_AUTOSAR, Crc};

const CHECKSUM: Crc<u8, crc::NoTable> = Crc::<u8, crc::NoTable>::new(&CRC_8_AUTOSAR);

/// Serial number of a module, 48 bits: no two modules in the world have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Serial([u8; 6]);

impl Serial {
    /// Creates a serial number; `None` beyond 48 bits.
    pub const fn new(number: u64) -> Option<Self> {
        match number.to_be_bytes() {
            [0, 0, a, b, c, d, e, f] => Some(Self([a, b, c, d, e, f])),
            _ => None,
        }
    }

    /// Creates a serial number from its bytes, the most significant first.
    pub const fn from_be_bytes(bytes: [u8; 6]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes, the most significant first.
    pub const fn to_be_bytes(self) -> [u8; 6] {
        self.0
    }

    /// Returns the number.
    pub const fn as_number(self) -> u64 {
        let [a, b, c, d, e, f] = self.0;
        u64::from_be_bytes([0, 0, a, b, c, d, e, f])
    }

    /// Returns what ties a module's frames together: a checksum of the bytes, with the parameters of CRC-8/AUTOSAR.
    pub const fn tag(self) -> u8 {
        CHECKSUM.checksum(&self.0)
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012X}", self.as_number())
    }
}
