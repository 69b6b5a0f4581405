//! How a character looks on the line.

use core::{fmt, str::FromStr};

/// The bit between data and stop bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parity {
    /// There is none.
    None,
    /// Makes the number of ones even.
    Even,
    /// Makes the number of ones odd.
    Odd,
}

/// How many bits of rest end a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StopBits {
    /// One.
    One,
    /// Two; a receiver looks at the first.
    Two,
}

/// Baud rate and frame of a character: a start bit, eight data bits with the least significant first, parity, stop bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Format {
    baud: u32,
    parity: Parity,
    stop_bits: StopBits,
}

impl Format {
    /// Creates a format without parity and with one stop bit. The rate is kept within 1 and 10,000,000 baud.
    pub const fn new(baud: u32) -> Self {
        let most = 10_000_000;
        let baud = if baud > most { most } else { baud };
        Self {
            baud: if baud == 0 { 1 } else { baud },
            parity: Parity::None,
            stop_bits: StopBits::One,
        }
    }

    /// Sets the parity.
    #[must_use]
    pub const fn with_parity(mut self, parity: Parity) -> Self {
        self.parity = parity;
        self
    }

    /// Sets the stop bits.
    #[must_use]
    pub const fn with_stop_bits(mut self, stop_bits: StopBits) -> Self {
        self.stop_bits = stop_bits;
        self
    }

    /// Returns the baud rate.
    pub const fn baud(self) -> u32 {
        self.baud
    }

    /// Returns the parity.
    pub const fn parity(self) -> Parity {
        self.parity
    }

    /// Returns the stop bits.
    pub const fn stop_bits(self) -> StopBits {
        self.stop_bits
    }

    /// Returns the length of a bit in ns, rounded up.
    pub const fn bit_time(self) -> u64 {
        1_000_000_000_u64.div_ceil(self.baud as u64)
    }

    /// Returns the bits of a character, 10 to 12.
    pub const fn bits(self) -> u64 {
        let stop = match self.stop_bits {
            StopBits::One => 1,
            StopBits::Two => 2,
        };
        self.stop() + stop
    }

    /// Returns the length of a character in ns.
    pub const fn character_time(self) -> u64 {
        self.bits() * self.bit_time()
    }

    /// Index of the first stop bit.
    pub(crate) const fn stop(self) -> u64 {
        match self.parity {
            Parity::None => 9,
            Parity::Even | Parity::Odd => 10,
        }
    }

    /// Returns the level of the parity bit for a byte, if there is one.
    pub(crate) const fn parity_of(self, value: u8) -> Option<bool> {
        let odd = value.count_ones() % 2 == 1;
        match self.parity {
            Parity::None => None,
            Parity::Even => Some(odd),
            Parity::Odd => Some(!odd),
        }
    }
}

impl Default for Format {
    /// 9600 baud, 8N1.
    fn default() -> Self {
        Self::new(9_600)
    }
}

impl fmt::Display for Format {
    /// Writes it as in `9600 8N1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parity = match self.parity {
            Parity::None => 'N',
            Parity::Even => 'E',
            Parity::Odd => 'O',
        };
        let stop_bits = match self.stop_bits {
            StopBits::One => 1,
            StopBits::Two => 2,
        };
        write!(f, "{} 8{parity}{stop_bits}", self.baud)
    }
}

/// Text that is no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatError;

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no serial format")
    }
}

impl core::error::Error for FormatError {}

impl FromStr for Format {
    type Err = FormatError;

    /// Reads what `Display` writes.
    fn from_str(text: &str) -> Result<Self, FormatError> {
        let (baud, frame) = text.split_once(' ').ok_or(FormatError)?;
        let (parity, stop_bits) = match frame {
            "8N1" => (Parity::None, StopBits::One),
            "8N2" => (Parity::None, StopBits::Two),
            "8E1" => (Parity::Even, StopBits::One),
            "8E2" => (Parity::Even, StopBits::Two),
            "8O1" => (Parity::Odd, StopBits::One),
            "8O2" => (Parity::Odd, StopBits::Two),
            _ => return Err(FormatError),
        };
        let baud: u32 = baud.parse().map_err(|_| FormatError)?;
        let format = Self::new(baud)
            .with_parity(parity)
            .with_stop_bits(stop_bits);
        (format.baud == baud).then_some(format).ok_or(FormatError)
    }
}
