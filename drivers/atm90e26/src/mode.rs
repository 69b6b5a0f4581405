//! MMode, the metering mode.

use crate::Line;

/// Gain of the L line's current channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LineGain {
    /// 1, as after a reset.
    X1,
    /// 4.
    X4,
    /// 8.
    X8,
    /// 16.
    X16,
    /// 24.
    X24,
}

/// Gain of the N line's current channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum NeutralGain {
    /// 1, as after a reset.
    X1,
    /// 2.
    X2,
    /// 4.
    X4,
}

const L_GAIN_SHIFT: u32 = 13;
const L_GAIN: u16 = 0b111 << L_GAIN_SHIFT;
const N_GAIN_SHIFT: u32 = 11;
const N_GAIN: u16 = 0b11 << N_GAIN_SHIFT;
const LN_SEL: u16 = 1 << 10;

/// MMode, register 0x2B. Bits that no method here names are carried as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct MeteringMode(u16);

impl MeteringMode {
    /// After a reset: both gains 1, the L line, pulses forward and reverse, every zero crossing, a threshold of 3.125 %.
    pub const RESET: Self = Self(0x9422);

    /// Creates a mode from the register's contents.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Returns the register's contents.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Sets the gain of the L line, bits 15 to 13.
    #[must_use]
    pub const fn with_l_gain(self, gain: LineGain) -> Self {
        let code = match gain {
            LineGain::X1 => 4,
            LineGain::X4 => 0,
            LineGain::X8 => 1,
            LineGain::X16 => 2,
            LineGain::X24 => 3,
        };
        Self(self.0 & !L_GAIN | code << L_GAIN_SHIFT)
    }

    /// Sets the gain of the N line, bits 12 and 11.
    #[must_use]
    pub const fn with_n_gain(self, gain: NeutralGain) -> Self {
        let code = match gain {
            NeutralGain::X1 => 2,
            NeutralGain::X2 => 0,
            NeutralGain::X4 => 1,
        };
        Self(self.0 & !N_GAIN | code << N_GAIN_SHIFT)
    }

    /// Sets the line whose energy is counted, bit 10; heeded where the part's pins select the flexible mode.
    #[must_use]
    pub const fn with_metered_line(self, line: Line) -> Self {
        match line {
            Line::L => Self(self.0 | LN_SEL),
            Line::N => Self(self.0 & !LN_SEL),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_makers_board_has_a_gain_of_24() {
        let mode = MeteringMode::RESET.with_l_gain(LineGain::X24);
        assert_eq!(mode.bits(), 0x7422);
    }

    #[test]
    fn every_setting_has_its_own_bits() {
        let reset = MeteringMode::RESET;
        let l_gains = [
            (LineGain::X1, 0x9422),
            (LineGain::X4, 0x1422),
            (LineGain::X8, 0x3422),
            (LineGain::X16, 0x5422),
        ];
        for (gain, bits) in l_gains {
            assert_eq!(reset.with_l_gain(gain).bits(), bits, "{gain:?}");
        }
        let n_gains = [
            (NeutralGain::X1, 0x9422),
            (NeutralGain::X2, 0x8422),
            (NeutralGain::X4, 0x8C22),
        ];
        for (gain, bits) in n_gains {
            assert_eq!(reset.with_n_gain(gain).bits(), bits, "{gain:?}");
        }
        assert_eq!(reset.with_metered_line(Line::N).bits(), 0x9022);
        assert_eq!(reset.with_metered_line(Line::L).bits(), 0x9422);
        assert_eq!(
            MeteringMode::from_bits(0x0300)
                .with_l_gain(LineGain::X4)
                .bits(),
            0x0300
        );
    }
}
