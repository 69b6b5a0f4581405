//! The checksum of the configuration.

use super::{
    Ade7953,
    events::flag,
    registers::{at, config, locate},
};
use crc::{Algorithm, Crc};

/// Registers that are summed up, by columns (data sheet table 12).
const SUMMED: [u16; 15] = [
    0x004, 0x007, 0x008, 0x009, 0x040, 0x102, 0x103, 0x104, 0x107, 0x108, 0x109, 0x110, 0x201,
    0x22C, 0x22F,
];
const SUMMED_TOO: core::ops::RangeInclusive<u16> = 0x280..=0x297;

/// IEEE 802.3's polynomial, least significant bit of each register first, all ones at the beginning (data sheet, checksum
/// register).
const REGISTER: Crc<u32> = Crc::<u32>::new(&Algorithm {
    width: 32,
    poly: 0x04C1_1DB7,
    init: 0xFFFF_FFFF,
    refin: true,
    refout: false,
    xorout: 0,
    check: 0,
    residue: 0,
});

/// What the register reads while it is not computed.
const DISABLED: u32 = 0xFFFF_FFFF;

impl Ade7953 {
    /// Returns what CRC reads.
    pub(super) fn checksum(&self) -> u32 {
        if self.file.get(at::CONFIG) & config::CRC_ENABLE == 0 {
            return DISABLED;
        }
        let mut digest = REGISTER.digest();
        for address in SUMMED.into_iter().chain(SUMMED_TOO) {
            let bytes = self.file.get(address).to_le_bytes();
            let width = locate(address).1;
            digest.update(bytes.get(..width).unwrap_or_default());
        }
        digest.update(&self.open.hidden);
        digest.finalize()
    }

    /// Tells of a configuration that is no longer what it was.
    pub(super) fn check_configuration(&mut self) {
        let checksum = self.checksum();
        let before = self.access.checksum.replace(checksum);
        let before = before.unwrap_or(DISABLED);
        if ![before, DISABLED].contains(&checksum) && before != DISABLED {
            self.events.raise(0, flag::CRC);
        }
    }
}
