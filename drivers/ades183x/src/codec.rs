//! Frames and their checks. Of a block six bytes are data, and two the command counter and the check.

use crc::{Algorithm, Crc, NoTable};

/// Data of one register group of one part.
pub(crate) type Data = [u8; 6];

/// What a part adds to a frame: data, command counter, check.
pub(crate) type Block = [u8; 8];

/// Check of a command: shifted left by one.
const PEC15: Algorithm<u16> = Algorithm {
    width: 15,
    poly: 0x4599,
    init: 0x0010,
    refin: false,
    refout: false,
    xorout: 0x0000,
    check: 0x535F,
    residue: 0x0000,
};

/// Check of data and the counter's six bits.
///
/// Those 54 bits have two zeros in front here, which makes whole bytes of them. The part starts at 0x010, which is what 0x004
/// becomes by two zeros.
const PEC10: Algorithm<u16> = Algorithm {
    width: 10,
    poly: 0x08F,
    init: 0x004,
    refin: false,
    refout: false,
    xorout: 0x000,
    check: 0x12F,
    residue: 0x000,
};

const fn pec15(bytes: &[u8]) -> u16 {
    Crc::<u16, NoTable>::new(&PEC15).checksum(bytes) << 1
}

const fn pec10(data: Data, counter: u8) -> u16 {
    let [b0, b1, b2, b3, b4, b5] = data;
    let bits = u64::from_be_bytes([0, 0, b0, b1, b2, b3, b4, b5]) << 6 | (counter & 0x3F) as u64;
    let [_, bytes @ ..] = bits.to_be_bytes();
    Crc::<u16, NoTable>::new(&PEC10).checksum(&bytes)
}

/// Returns the four bytes of a command.
pub(crate) const fn command(code: u16) -> [u8; 4] {
    let [high, low] = code.to_be_bytes();
    let [check_high, check_low] = pec15(&[high, low]).to_be_bytes();
    [high, low, check_high, check_low]
}

/// Returns a block that goes to a part.
pub(crate) const fn block(data: Data) -> Block {
    let [b0, b1, b2, b3, b4, b5] = data;
    let [high, low] = pec10(data, 0).to_be_bytes();
    [b0, b1, b2, b3, b4, b5, high, low]
}

/// Returns data and command counter of a block that came from a part, unless its check is wrong.
pub(crate) const fn checked(block: Block) -> Option<(Data, u8)> {
    let [b0, b1, b2, b3, b4, b5, high, low] = block;
    let data = [b0, b1, b2, b3, b4, b5];
    let counter = high >> 2;
    if u16::from_be_bytes([high & 0x03, low]) == pec10(data, counter) {
        Some((data, counter))
    } else {
        None
    }
}

/// Returns whether a block is what a line shows that nobody drives, or that is stuck. Neither is a block of a part's.
pub(crate) const fn is_silent(block: Block) -> bool {
    matches!(u64::from_be_bytes(block), 0 | u64::MAX)
}

/// Returns the counter after a command that counts: 63 is followed by 1, as 0 is a part's that has reset.
pub(crate) const fn counted(counter: u8) -> u8 {
    if counter >= 63 { 1 } else { counter + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_of_commands_are_the_sheets() {
        for (bytes, check) in [
            (&[0x12, 0x34][..], 0x1DD4),
            (&[0xBE, 0xEF], 0xFD2C),
            (&[0x00, 0x01], 0x3D6E),
            (&[0x07, 0x23], 0xB9E4),
            (&[0x03, 0x60], 0xF46C),
            (&[0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC], 0xBC24),
            (&[0xFF; 6], 0x664C),
            (&[0xBE, 0xEF, 0xBE, 0xEF, 0xBE, 0xEF], 0x845A),
            (&[0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0], 0x792C),
            (&[0x01, 0x2E, 0x9B, 0x33, 0xAC, 0x55], 0xD522),
        ] {
            assert_eq!(pec15(bytes), check, "{bytes:02X?}");
        }
    }

    #[test]
    fn checks_of_data_are_the_sheets() {
        let rising = [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC];
        let beef = [0xBE, 0xEF, 0xBE, 0xEF, 0xBE, 0xEF];
        for (data, counter, check) in [
            (rising, 0x00, 0x1CC),
            (rising, 0x37, 0x053),
            ([0xFF; 6], 0x00, 0x196),
            ([0xFF; 6], 0x3F, 0x0FE),
            (beef, 0x00, 0x3F3),
            (beef, 0x0D, 0x1B7),
        ] {
            assert_eq!(pec10(data, counter), check, "{data:02X?} at {counter}");
        }
    }

    #[test]
    fn a_block_carries_the_counter_above_its_check() {
        let data = [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC];
        let received = [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDC, 0x53];
        assert_eq!(checked(received), Some((data, 0x37)));
        assert_eq!(
            block(data),
            [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x01, 0xCC]
        );
        assert_eq!(command(0x0001), [0x00, 0x01, 0x3D, 0x6E]);
    }

    #[test]
    fn no_single_bit_goes_unnoticed() {
        let sound = block([0x5A, 0x00, 0xFF, 0x13, 0x80, 0x7F]);
        for bit in 0..64 {
            let damaged = u64::from_be_bytes(sound) ^ 1 << bit;
            assert_eq!(checked(damaged.to_be_bytes()), None, "bit {bit}");
        }
    }

    #[test]
    fn a_silent_line_is_no_block() {
        for line in [[0x00; 8], [0xFF; 8]] {
            assert!(is_silent(line));
            assert_eq!(checked(line), None);
        }
    }

    #[test]
    fn the_counter_never_returns_to_zero() {
        assert_eq!((counted(0), counted(62), counted(63)), (1, 63, 1));
    }

    #[test]
    fn the_algorithms_give_their_check_values() {
        for algorithm in [&PEC15, &PEC10] {
            let crc = Crc::<u16, NoTable>::new(algorithm);
            assert_eq!(crc.checksum(b"123456789"), algorithm.check);
        }
    }
}
