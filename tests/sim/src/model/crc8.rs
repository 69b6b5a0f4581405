//! CRC-8 with polynomial 07 and initial value FF, of words and of streams.

use crc::{Algorithm, Crc, NoTable};

/// Initial value.
pub(super) const INITIAL: u8 = 0xFF;

const ALGORITHM: Algorithm<u8> = Algorithm {
    width: 8,
    poly: 0x07,
    init: INITIAL,
    refin: false,
    refout: false,
    xorout: 0x00,
    check: 0xFB,
    residue: 0x00,
};

const CRC: Crc<u8, NoTable> = Crc::<u8, NoTable>::new(&ALGORITHM);

/// Returns the CRC after one more byte.
pub(super) fn after(crc: u8, byte: u8) -> u8 {
    let mut digest = CRC.digest_with_initial(crc);
    digest.update(&[byte]);
    digest.finalize()
}
