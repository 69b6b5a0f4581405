//! Bytes of a register to codes, codes to quantities: pure and total.

use hal_power::{Charge, Current, Energy, Power, ShuntVoltage, Temperature, Voltage};

use crate::part::Facts;

/// Signed code of a register of 16 bits.
#[inline]
pub(crate) const fn code16(bytes: [u8; 2]) -> i32 {
    i16::from_be_bytes(bytes) as i32
}

/// Unsigned code of a register of 40 bits.
pub(crate) const fn code40(bytes: [u8; 5]) -> u64 {
    let [a, b, c, d, e] = bytes;
    u64::from_be_bytes([0, 0, 0, a, b, c, d, e])
}

/// Signed code of a register of 40 bits.
pub(crate) const fn signed40(bytes: [u8; 5]) -> i64 {
    let [a, b, c, d, e] = bytes;
    i64::from_be_bytes([a, b, c, d, e, 0, 0, 0]) >> 24
}

/// First bytes of a register of up to four, as many as the register has.
#[inline]
pub(crate) fn first(word: &mut [u8; 4], width: usize) -> &mut [u8] {
    word.get_mut(..width).unwrap_or_default()
}

/// Signed code from the first bytes of its register: 16 bits, or bits 23:4 of 24.
#[inline]
pub(crate) const fn code(word: [u8; 4], facts: Facts) -> i32 {
    i32::from_be_bytes(word) >> if facts.is_wide { 12 } else { 16 }
}

/// Signed code of a register of 16 bits, from its bytes.
#[inline]
pub(crate) const fn code_of_two(word: [u8; 4]) -> i32 {
    let [high, low, ..] = word;
    code16([high, low])
}

/// Power as the part shows it, from the first bytes of its register.
#[inline]
pub(crate) const fn units(word: [u8; 4], facts: Facts) -> u32 {
    let word = u32::from_be_bytes(word);
    power_units(word >> if facts.is_ina226 { 16 } else { 8 }, facts)
}

/// Magnitude of a code, less one where it is negative.
#[inline]
const fn folded(code: i32) -> u32 {
    (code ^ (code >> 31)).cast_unsigned()
}

/// Codes that need proof, 0 and -1: a part that reset shows 0 until its first conversion, a data line that nobody drives all
/// ones.
#[inline]
pub(crate) const fn is_suspect(code: i32) -> bool {
    code.wrapping_add(1).cast_unsigned() < 2
}

/// Why a code is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Off {
    /// At the end of the scale.
    End,
    /// Not to be had from a measurement.
    Impossible,
}

/// Multiplies by an LSB in units times 2³² and rounds to nearest; exact to 2⁻¹⁴ units before rounding.
///
/// The caller sees to it that the result is an `i32`.
#[inline]
pub(crate) const fn scaled(code: i32, lsb: u64) -> i32 {
    let product = (code as i64).wrapping_mul(lsb.cast_signed());
    // The first bit that is shifted out rounds up.
    ((product >> 32) as i32).wrapping_add(((product >> 31) & 1) as i32)
}

/// The same of what has no sign.
#[inline]
const fn scaled_magnitude(code: u32, lsb: u64) -> u32 {
    let product = (code as u64).wrapping_mul(lsb);
    ((product >> 32) as u32).wrapping_add(((product >> 31) & 1) as u32)
}

/// LSBs as fixed-point numbers with 32 binary places, and the codes at which their quantities end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    /// µV per code of the bus voltage, the divider included.
    pub(crate) bus: u64,
    /// µA per code of the current.
    pub(crate) current: u64,
    /// mW per unit of power: the product of both codes, shifted to 24 bits.
    pub(crate) power: u64,
    /// Smallest magnitude of a current code that is no value.
    pub(crate) current_end: u32,
    /// Largest power that is a value.
    pub(crate) power_end: u32,
    /// Shunt voltage per code, in pV.
    pub(crate) shunt: u32,
    /// How many magnitudes of a current code are values without further ado; none where each needs proof.
    pub(crate) plain_currents: u32,
}

impl Scale {
    pub(crate) const NONE: Self = Self {
        bus: 0,
        current: 0,
        power: 0,
        current_end: 0,
        power_end: 0,
        shunt: 0,
        plain_currents: 0,
    };

    /// Whether all three are values and none needs proof, neither 0 nor -1. Some that pass may be refused, close to an end: so
    /// each takes one comparison.
    #[inline]
    pub(crate) const fn is_plain(&self, bus: i32, current: i32, units: u32, facts: Facts) -> bool {
        // Eight bits, which fit an instruction.
        let bus_end: u32 = if facts.is_wide { 0x7_F800 } else { 0x7F80 };
        bus.wrapping_sub(1).cast_unsigned() < bus_end
            && folded(current).wrapping_sub(1) < self.plain_currents
            && units.wrapping_sub(1) < self.power_end
    }

    #[inline]
    pub(crate) const fn plain_voltage(&self, code: i32) -> Voltage {
        Voltage::from_microvolts(scaled_magnitude(code.cast_unsigned(), self.bus).cast_signed())
    }

    #[inline]
    pub(crate) const fn plain_current(&self, code: i32) -> Current {
        Current::from_microamps(scaled(code, self.current))
    }

    #[inline]
    pub(crate) const fn plain_power(&self, units: u32, current: i32) -> Power {
        let magnitude = scaled_magnitude(units, self.power).cast_signed();
        let sign = current >> 31;
        Power::from_milliwatts((magnitude ^ sign).wrapping_sub(sign))
    }

    /// Bus voltage, never negative (SLYS021A table 7-10).
    #[inline]
    pub(crate) const fn voltage(&self, code: i32, facts: Facts) -> Result<Voltage, Off> {
        let magnitude = code.cast_unsigned();
        if magnitude < facts.full_code() {
            Ok(self.plain_voltage(code))
        } else if magnitude == facts.full_code() {
            Err(Off::End)
        } else {
            Err(Off::Impossible)
        }
    }

    #[inline]
    pub(crate) const fn current(&self, code: i32) -> Result<Current, Off> {
        if code.unsigned_abs() < self.current_end {
            Ok(self.plain_current(code))
        } else {
            Err(Off::End)
        }
    }

    /// Power with the sign of the current's code.
    #[inline]
    pub(crate) const fn power(&self, units: u32, current: i32) -> Result<Power, Off> {
        if units > self.power_end {
            return Err(Off::End);
        }
        Ok(self.plain_power(units, current))
    }

    /// Count of energy: 16 power LSBs for one second (SLYS021A section 8.1.2).
    pub(crate) const fn energy(&self, count: u64) -> Energy {
        let fixed = (count as u128).wrapping_mul(self.power as u128) >> 28;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "40 bits, and at most 31 more beyond the binary point: power ends as an i32 at 24"
        )]
        {
            Energy::from_millijoules(fixed as i64)
        }
    }

    /// Count of charge: one current LSB for one second.
    pub(crate) const fn charge(&self, count: i64) -> Charge {
        let microcoulombs = (count as i128).wrapping_mul(self.current as i128) >> 32;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "40 bits, and at most 16 more"
        )]
        {
            Charge::from_millicoulombs((microcoulombs as i64 + 500).div_euclid(1_000))
        }
    }
}

/// More than any two codes make (SLYS021A section 8.1.2: 0xFFFFE0 at most), and what a data line that nobody drives shows.
pub(crate) const POWER_END: u32 = 0xFF_FFFF;

/// Power as the part shows it, in units of the product of both codes.
///
/// The INA226 divides that by 20000 (SBOS547, equation 4), all others as they shift it.
#[inline]
pub(crate) const fn power_units(code: u32, facts: Facts) -> u32 {
    if facts.is_ina226 {
        (code * 20_000 + 32) >> facts.product_shift
    } else {
        code
    }
}

/// Product of a current code and a bus voltage code that have passed as values.
#[inline]
pub(crate) const fn product_units(current: i32, bus: i32, facts: Facts) -> u32 {
    let product = current.unsigned_abs() as u64 * bus.unsigned_abs() as u64;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "shifted to 24 bits, which may round up to 25"
    )]
    {
        ((product + (1 << (facts.product_shift - 1))) >> facts.product_shift) as u32
    }
}

/// Temperature from the bytes of its register.
#[inline]
pub(crate) const fn temperature(bytes: [u8; 2], facts: Facts) -> Temperature {
    temperature_of(code16(bytes), facts)
}

/// 7.8125 m°C a code, or 125 m°C in bits 15:4 (SLYS021A table 8-1, SLYS025A).
#[inline]
pub(crate) const fn temperature_of(code: i32, facts: Facts) -> Temperature {
    Temperature::from_millicelsius(if facts.is_wide {
        (code * 125 + 8) >> 4
    } else {
        (code >> 4) * 125
    })
}

/// Shunt voltage; `lsb` in pV.
#[inline]
pub(crate) const fn shunt_voltage(code: i32, lsb: u32, facts: Facts) -> Result<ShuntVoltage, Off> {
    if code.unsigned_abs() >= facts.full_code() {
        return Err(Off::End);
    }
    let nanovolts = (code as i64 * lsb as i64 + 500).div_euclid(1_000);
    #[expect(clippy::cast_possible_truncation, reason = "at most 163.84 mV, in nV")]
    Ok(ShuntVoltage::from_nanovolts(nanovolts as i32))
}

#[cfg(test)]
mod tests;
