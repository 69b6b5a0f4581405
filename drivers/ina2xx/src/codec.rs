//! Bytes of a register to codes, codes to quantities: pure and total.

use hal_power::{Charge, Current, Energy, Power, ShuntVoltage, Temperature, Voltage};

use crate::part::Facts;

/// Signed code of a register of 16 bits.
#[inline]
pub(crate) const fn code16(bytes: [u8; 2]) -> i32 {
    i16::from_be_bytes(bytes) as i32
}

/// Signed code in bits 23:4 of a register of 24 bits.
#[inline]
pub(crate) const fn code20(bytes: [u8; 3]) -> i32 {
    let [high, middle, low] = bytes;
    i32::from_be_bytes([high, middle, low, 0]) >> 12
}

/// Unsigned code of a register of 24 bits.
#[inline]
pub(crate) const fn code24(bytes: [u8; 3]) -> u32 {
    let [high, middle, low] = bytes;
    u32::from_be_bytes([0, high, middle, low])
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
    (product.wrapping_add(1 << 31) >> 32) as i32
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
    /// Smallest power that is no value.
    pub(crate) power_end: u32,
}

impl Scale {
    pub(crate) const NONE: Self = Self {
        bus: 0,
        current: 0,
        power: 0,
        current_end: 0,
        power_end: 0,
    };

    /// Bus voltage, never negative (SLYS021A table 7-10).
    #[inline]
    pub(crate) const fn voltage(&self, code: i32, facts: Facts) -> Result<Voltage, Off> {
        let magnitude = code.cast_unsigned();
        if magnitude < facts.full_code() {
            Ok(Voltage::from_microvolts(scaled(code, self.bus)))
        } else if magnitude == facts.full_code() {
            Err(Off::End)
        } else {
            Err(Off::Impossible)
        }
    }

    #[inline]
    pub(crate) const fn current(&self, code: i32) -> Result<Current, Off> {
        if code.unsigned_abs() < self.current_end {
            Ok(Current::from_microamps(scaled(code, self.current)))
        } else {
            Err(Off::End)
        }
    }

    /// Power with the sign of the current's code.
    #[inline]
    pub(crate) const fn power(&self, units: u32, current: i32) -> Result<Power, Off> {
        if units >= self.power_end {
            return Err(Off::End);
        }
        let units = units.cast_signed();
        let signed = if current < 0 { -units } else { units };
        Ok(Power::from_milliwatts(scaled(signed, self.power)))
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

/// 7.8125 m°C a code, or 125 m°C in bits 15:4 (SLYS021A table 8-1, SLYS025A).
#[inline]
pub(crate) const fn temperature(bytes: [u8; 2], facts: Facts) -> Temperature {
    let code = code16(bytes);
    Temperature::from_millicelsius(if facts.is_wide {
        (code * 125 + 8) >> 4
    } else {
        (code >> 4) * 125
    })
}

/// Shunt voltage; `lsb` in pV.
#[inline]
pub(crate) const fn shunt_voltage(code: i32, lsb: u64, facts: Facts) -> Result<ShuntVoltage, Off> {
    if code.unsigned_abs() >= facts.full_code() {
        return Err(Off::End);
    }
    let nanovolts = (code as i64 * lsb.cast_signed() + 500).div_euclid(1_000);
    #[expect(clippy::cast_possible_truncation, reason = "at most 163.84 mV, in nV")]
    Ok(ShuntVoltage::from_nanovolts(nanovolts as i32))
}

#[cfg(test)]
mod tests;
