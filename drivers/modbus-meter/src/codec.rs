//! Frames of Modbus RTU and the numbers in them: pure and total.

use modbus_core::rtu;

/// Bytes of a request that reads.
pub const REQUEST: usize = 8;
/// Most registers that the protocol reads in one request (MODBUS Application Protocol V1.1b3, 6.3 and 6.4).
pub const MOST_REGISTERS: u8 = 125;
/// Bytes around the registers of a reply: address, function, count, CRC.
const AROUND: usize = 5;
/// Set in the function of a reply that is an exception.
const EXCEPTION: u8 = 0x80;

/// How registers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Function {
    /// Read Holding Registers, 03.
    Holding,
    /// Read Input Registers, 04.
    Input,
}

impl Function {
    /// Returns the function code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Holding => 0x03,
            Self::Input => 0x04,
        }
    }
}

/// What one request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Query {
    /// Address of the meter.
    pub address: u8,
    /// How the registers are read.
    pub function: Function,
    /// First register.
    pub register: u16,
    /// Number of registers, 1 to [`MOST_REGISTERS`].
    pub count: u8,
}

impl Query {
    /// Makes the request, or `None` where the count is out of range.
    pub fn request(&self) -> Option<[u8; REQUEST]> {
        if self.count == 0 || self.count > MOST_REGISTERS {
            return None;
        }
        let [high, low] = self.register.to_be_bytes();
        let head = [self.address, self.function.code(), high, low, 0, self.count];
        let [one, other] = rtu::crc16(&head).to_be_bytes();
        let [address, function, high, low, zero, count] = head;
        Some([address, function, high, low, zero, count, one, other])
    }

    /// Returns how many bytes the reply has.
    pub fn reply_length(&self) -> usize {
        AROUND + 2 * usize::from(self.count)
    }

    /// Returns the registers' bytes in a whole reply, high byte first.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`], the CRC before anything else.
    pub fn registers<'f>(&self, frame: &'f [u8]) -> Result<&'f [u8], Flaw> {
        let (adu, crc) = frame.split_last_chunk().ok_or(Flaw::Length(0))?;
        if rtu::crc16(adu).to_be_bytes() != *crc {
            return Err(Flaw::Crc);
        }
        let (&[address, function, second], registers) =
            adu.split_first_chunk().ok_or(Flaw::Length(0))?;
        if address != self.address {
            return Err(Flaw::Address(address));
        }
        if function == self.function.code() | EXCEPTION && registers.is_empty() {
            return Err(Flaw::Exception(second));
        }
        if function != self.function.code() {
            return Err(Flaw::Function(function));
        }
        let wanted = 2 * usize::from(self.count);
        if usize::from(second) != wanted || registers.len() != wanted {
            return Err(Flaw::Length(second));
        }
        Ok(registers)
    }
}

/// What is wrong with a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Flaw {
    /// The CRC does not fit.
    Crc,
    /// Another number of bytes than was asked for.
    Length(u8),
    /// Another function than was asked for.
    Function(u8),
    /// Another meter's reply.
    Address(u8),
    /// The meter refuses, for the reason of this code.
    Exception(u8),
}

/// Returns how many bytes a frame has that begins so, or `None` while that does not show.
///
/// # Errors
///
/// [`Flaw::Function`] where nobody knows.
pub(crate) fn length(begin: &[u8]) -> Result<Option<usize>, Flaw> {
    match rtu::response_pdu_len(begin) {
        Ok(Some(pdu)) => Ok(Some(pdu.saturating_add(3))),
        Ok(None) => Ok(None),
        Err(_) => Err(Flaw::Function(begin.get(1).copied().unwrap_or(0))),
    }
}

/// Returns an IEEE 754 single times `factor`, rounded to nearest, ties away from zero.
///
/// `None` for what is no number, for infinity and beyond the range of an `i64`.
pub fn fixed(bits: u32, factor: u32) -> Option<i64> {
    let (exponent, fraction) = ((bits >> 23) & 0xFF, bits & 0x7F_FFFF);
    // Value of the significand's last bit is 2^(power - 150).
    let (significand, power) = match exponent {
        0xFF => return None,
        0 => (fraction, 1),
        _ => (fraction | 1 << 23, exponent),
    };
    // Below 2^56.
    let product = u64::from(significand) * u64::from(factor);
    let magnitude = if power >= 150 {
        let up = power - 150;
        if up > product.leading_zeros() {
            return None;
        }
        product.checked_shl(up).unwrap_or(0)
    } else {
        let down = 150 - power;
        let half = 1_u64.checked_shl(down - 1).unwrap_or(0);
        // From 64 on there is nothing left, not even half.
        product.saturating_add(half).checked_shr(down).unwrap_or(0)
    };
    let magnitude = i64::try_from(magnitude).ok()?;
    Some(if bits >> 31 == 0 {
        magnitude
    } else {
        -magnitude
    })
}
