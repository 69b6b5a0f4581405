//! The two calibration blocks and their checksums.

use crate::MeteringMode;

/// One of the two blocks that have a checksum each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Block {
    /// Registers 0x21 to 0x2B, checksum CS1.
    Metering,
    /// Registers 0x31 to 0x3A, checksum CS2.
    Measurement,
}

/// Returns the checksum of a block: the lower byte the sum of all its bytes, the upper byte their exclusive or.
pub const fn checksum(words: &[u16]) -> u16 {
    let (mut sum, mut parity) = (0_u8, 0_u8);
    let mut rest = words;
    while let [word, after @ ..] = rest {
        let [high, low] = word.to_be_bytes();
        sum = sum.wrapping_add(high).wrapping_add(low);
        parity ^= high ^ low;
        rest = after;
    }
    u16::from_be_bytes([parity, sum])
}

/// How energy is counted: registers 0x21 to 0x2B, as the calibration of the board has found them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct MeteringCalibration {
    /// PLconstH and PLconstL. What is configured as the meter constant has to be what this makes.
    pub pl_constant: u32,
    /// Lgain, of the L line.
    pub l_gain: u16,
    /// Lphi: bit 15 the sign, bits 9 to 0 the angle.
    pub l_phi: u16,
    /// Ngain, of the N line.
    pub n_gain: u16,
    /// Nphi: as Lphi.
    pub n_phi: u16,
    /// PStartTh: active power from which energy is counted.
    pub p_start: u16,
    /// PNolTh: active power below which there is no load.
    pub p_no_load: u16,
    /// QStartTh: reactive power from which energy is counted.
    pub q_start: u16,
    /// QNolTh: reactive power below which there is no load.
    pub q_no_load: u16,
    /// MMode.
    pub mode: MeteringMode,
}

impl MeteringCalibration {
    /// What the registers hold after a reset: no board's calibration.
    pub const RESET: Self = Self {
        pl_constant: 0x0015_D174,
        l_gain: 0,
        l_phi: 0,
        n_gain: 0,
        n_phi: 0,
        p_start: 0x08BD,
        p_no_load: 0,
        q_start: 0x0AEC,
        q_no_load: 0,
        mode: MeteringMode::RESET,
    };

    /// Returns the registers' contents, from 0x21 on.
    pub const fn words(&self) -> [u16; 11] {
        let [a, b, c, d] = self.pl_constant.to_be_bytes();
        [
            u16::from_be_bytes([a, b]),
            u16::from_be_bytes([c, d]),
            self.l_gain,
            self.l_phi,
            self.n_gain,
            self.n_phi,
            self.p_start,
            self.p_no_load,
            self.q_start,
            self.q_no_load,
            self.mode.bits(),
        ]
    }
}

/// How voltage, current and power are scaled: registers 0x31 to 0x3A, as the calibration of the board has found them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct MeasurementCalibration {
    /// Ugain.
    pub u_gain: u16,
    /// IgainL, of the L line.
    pub i_gain_l: u16,
    /// IgainN, of the N line.
    pub i_gain_n: u16,
    /// Uoffset.
    pub u_offset: u16,
    /// IoffsetL.
    pub i_offset_l: u16,
    /// IoffsetN.
    pub i_offset_n: u16,
    /// PoffsetL.
    pub p_offset_l: u16,
    /// QoffsetL.
    pub q_offset_l: u16,
    /// PoffsetN.
    pub p_offset_n: u16,
    /// QoffsetN.
    pub q_offset_n: u16,
}

impl MeasurementCalibration {
    /// Creates a calibration of these gains, with the offsets zero as after a reset.
    pub const fn new(u_gain: u16, i_gain_l: u16, i_gain_n: u16) -> Self {
        Self {
            u_gain,
            i_gain_l,
            i_gain_n,
            u_offset: 0,
            i_offset_l: 0,
            i_offset_n: 0,
            p_offset_l: 0,
            q_offset_l: 0,
            p_offset_n: 0,
            q_offset_n: 0,
        }
    }

    /// Returns the registers' contents, from 0x31 on.
    pub const fn words(&self) -> [u16; 10] {
        [
            self.u_gain,
            self.i_gain_l,
            self.i_gain_n,
            self.u_offset,
            self.i_offset_l,
            self.i_offset_n,
            self.p_offset_l,
            self.q_offset_l,
            self.p_offset_n,
            self.q_offset_n,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// whatnick/ATM90E26_Arduino, energyic_SPI.cpp: the blocks of its example and the checksums that it ships for them.
    #[test]
    fn checksums_of_a_public_example() {
        let metering = MeteringCalibration {
            pl_constant: 0x00B9_C1F3,
            l_gain: 0x1D39,
            ..MeteringCalibration::RESET
        };
        assert_eq!(checksum(&metering.words()), 0x4A34);
        let measurement = MeasurementCalibration::new(0xD464, 0x6E49, 0x7530);
        assert_eq!(checksum(&measurement.words()), 0xD294);
    }

    /// The maker's firmware for its demonstration board, atm90e26_regs.c.
    #[test]
    fn checksum_of_the_makers_board() {
        let measurement = MeasurementCalibration::new(0x67D6, 0x55F8, 0x3FF8);
        assert_eq!(checksum(&measurement.words()), 0xDBC1);
    }

    #[test]
    fn every_word_counts_and_its_place_is_its_own() {
        let metering = MeteringCalibration {
            pl_constant: 0x0001_0002,
            l_gain: 3,
            l_phi: 4,
            n_gain: 5,
            n_phi: 6,
            p_start: 7,
            p_no_load: 8,
            q_start: 9,
            q_no_load: 10,
            mode: MeteringMode::from_bits(11),
        };
        assert_eq!(metering.words(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        let measurement = MeasurementCalibration {
            u_offset: 4,
            i_offset_l: 5,
            i_offset_n: 6,
            p_offset_l: 7,
            q_offset_l: 8,
            p_offset_n: 9,
            q_offset_n: 10,
            ..MeasurementCalibration::new(1, 2, 3)
        };
        assert_eq!(measurement.words(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
}
