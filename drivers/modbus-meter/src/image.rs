//! Registers that were read.

use crate::{
    Error,
    register::{self, Quantity, Register, Signs},
};

/// Most registers of an image: a snapshot has 76.
const REGISTERS: usize = 80;

/// Neighbouring registers as the meter holds them.
#[derive(Debug)]
pub(crate) struct Image {
    first: u16,
    bytes: [u8; 2 * REGISTERS],
    signs: Signs,
}

impl Image {
    pub(crate) const fn new(first: u16, signs: Signs) -> Self {
        Self {
            first,
            bytes: [0; 2 * REGISTERS],
            signs,
        }
    }

    /// Where the registers from this one on belong, so many of them.
    pub(crate) fn part(&mut self, register: u16, count: u8) -> Option<&mut [u8]> {
        let begin = 2 * usize::from(register.checked_sub(self.first)?);
        self.bytes.get_mut(begin..begin + 2 * usize::from(count))
    }

    /// Decodes a quantity.
    pub(crate) fn get<Q: Quantity, E>(&self, register: Register<Q>) -> Result<Q, Error<E>> {
        let address = register.address();
        let bits = self.bits(address);
        register::decode(register, bits, self.signs).ok_or(Error::Value {
            register: address,
            bits,
        })
    }

    /// The two registers from this one on.
    pub(crate) fn bits(&self, register: u16) -> u32 {
        let begin = 2 * usize::from(register.wrapping_sub(self.first));
        let bytes = self
            .bytes
            .get(begin..)
            .and_then(|bytes| bytes.first_chunk());
        // What was not read is no number.
        bytes.copied().map_or(u32::MAX, u32::from_be_bytes)
    }
}
