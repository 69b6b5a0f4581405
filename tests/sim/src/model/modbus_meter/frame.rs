//! Frames of Modbus RTU.

use crate::serial::Format;
use alloc::vec::Vec;
use crc::{CRC_16_MODBUS, Crc};

/// The function code is not answered.
pub(super) const ILLEGAL_FUNCTION: u8 = 0x01;
/// There are no such registers.
pub(super) const ILLEGAL_ADDRESS: u8 = 0x02;
/// The number of registers is none that a request may have.
pub(super) const ILLEGAL_VALUE: u8 = 0x03;

/// Most registers that a reply has room for.
pub(super) const MOST: u16 = 125;

static CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_MODBUS);

/// A request to read registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) address: u8,
    pub(super) function: u8,
    pub(super) register: u16,
    pub(super) count: u16,
}

/// What came between two silences, with a checksum that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    Read(Request),
    /// Another function: its address and its code.
    Other(u8, u8),
}

impl Frame {
    /// Returns `None` for what is no frame.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (body, crc) = bytes.split_last_chunk()?;
        if CRC.checksum(body).to_le_bytes() != *crc {
            return None;
        }
        let (&[address, function], rest) = body.split_first_chunk()?;
        match (function, rest) {
            (3 | 4, &[high, low, many, few]) => Some(Self::Read(Request {
                address,
                function,
                register: u16::from_be_bytes([high, low]),
                count: u16::from_be_bytes([many, few]),
            })),
            // A reply of another meter, for one.
            (3 | 4, _) => None,
            _ => Some(Self::Other(address, function)),
        }
    }
}

/// Adds the checksum.
pub(super) fn seal(mut body: Vec<u8>) -> Vec<u8> {
    let crc = CRC.checksum(&body).to_le_bytes();
    body.extend(crc);
    body
}

pub(super) fn exception(address: u8, function: u8, code: u8) -> Vec<u8> {
    seal(alloc::vec![address, function | 0x80, code])
}

/// Returns a reply with at most 127 registers.
pub(super) fn reply(address: u8, function: u8, words: impl Iterator<Item = u16>) -> Vec<u8> {
    let data: Vec<u8> = words.take(127).flat_map(u16::to_be_bytes).collect();
    let length = u8::try_from(data.len()).unwrap_or(u8::MAX);
    let mut body = alloc::vec![address, function, length];
    body.extend(data);
    seal(body)
}

/// Returns the silence that ends a frame, and the pause that spoils one, in ns: 3.5 and 1.5 characters, fixed above 19,200 baud.
pub(super) const fn silences(format: Format) -> (u64, u64) {
    if format.baud() > 19_200 {
        return (1_750_000, 750_000);
    }
    let character = format.character_time();
    (character * 7 / 2, character * 3 / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_published_frames() {
        for frame in [
            [0x01, 0x04, 0x00, 0x00, 0x00, 0x02, 0x71, 0xCB],
            [0x01, 0x04, 0x00, 0x0C, 0x00, 0x02, 0xB1, 0xC8],
            [0x01, 0x03, 0x20, 0x00, 0x00, 0x02, 0xCF, 0xCB],
        ] {
            assert_eq!(seal(frame[..6].to_vec()), frame);
            assert!(matches!(Frame::parse(&frame), Some(Frame::Read(_))));
        }
    }

    #[test]
    fn silences_are_fixed_above_19200_baud() {
        assert_eq!(silences(Format::new(9_600)), (3_645_845, 1_562_505));
        assert_eq!(silences(Format::new(19_200)), (1_822_940, 781_260));
        assert_eq!(silences(Format::new(19_201)), (1_750_000, 750_000));
    }
}
