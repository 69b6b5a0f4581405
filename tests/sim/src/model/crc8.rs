//! CRC-8 with polynomial 07, of words and of streams.

use crc::{Algorithm, Crc, Table};

/// Initial value of those parts that begin with ones.
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

const CRC: Crc<u8, Table<1>> = Crc::<u8, Table<1>>::new(&ALGORITHM);

/// CRC of each byte after zero: what a part of a stream takes by the hundred.
static TABLE: [[u8; 256]; 1] = *CRC.table();

/// Returns the CRC after one more byte.
#[inline]
pub(super) fn after(crc: u8, byte: u8) -> u8 {
    let [table] = &TABLE;
    table
        .get(usize::from(crc ^ byte))
        .copied()
        .unwrap_or_default()
}
