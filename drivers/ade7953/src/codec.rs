//! Codes and quantities.

mod scale;

use hal_power::{Frequency, Ratio};

pub(crate) use scale::{Scale, sample_code};

/// A register's code has no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Off {
    /// At or beyond the end of the scale.
    Saturated,
    /// What the part cannot have measured.
    Implausible,
    /// Nothing was measured yet.
    Nothing,
}

/// Takes 24 bits as two's complement.
pub(crate) const fn signed(code: u32) -> i32 {
    (code << 8).cast_signed() >> 8
}

/// Frequency of a period in steps of 16 clocks (page 36, equation 36), rounded to nearest.
pub(crate) fn frequency(period: u16, clock: Frequency) -> Result<Frequency, Off> {
    match period {
        0 => Err(Off::Nothing),
        u16::MAX => Err(Off::Saturated),
        period => {
            let steps = (u32::from(period) + 1) * 16;
            Ok(Frequency::from_millihertz(
                (clock.as_millihertz() + steps / 2) / steps,
            ))
        }
    }
}

/// Magnitude of a power factor; its sign is the reactive power's (page 38).
pub(crate) fn power_factor(code: u16) -> Ratio {
    let magnitude = u64::from(code.cast_signed().unsigned_abs());
    if magnitude >= 0x7FFF {
        return Ratio::ONE;
    }
    let ppm = (magnitude * 1_000_000 + (1 << 14)) >> 15;
    i32::try_from(ppm).map_or(Ratio::ONE, Ratio::from_ppm)
}

/// Time between the zero crossings of voltage and current, by the part's own sign: the data sheet does not tell which is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PhaseDelay {
    code: i16,
    clock: Frequency,
}

impl PhaseDelay {
    pub(crate) const fn new(code: u16, clock: Frequency) -> Self {
        Self {
            code: code.cast_signed(),
            clock,
        }
    }

    /// Returns the register: steps of 16 clocks, 4.47 µs.
    pub const fn code(self) -> i16 {
        self.code
    }

    /// Returns nanoseconds.
    pub fn as_nanoseconds(self) -> i32 {
        let clock = i64::from(self.clock.as_millihertz().max(1));
        let nanoseconds = i64::from(self.code) * 16 * 1_000_000_000_000 / clock;
        i32::try_from(nanoseconds).unwrap_or(i32::MAX)
    }

    /// Returns thousandths of a degree at a frequency.
    pub fn as_millidegrees(self, frequency: Frequency) -> i32 {
        let clock = i64::from(self.clock.as_millihertz().max(1));
        let turns = i64::from(self.code) * 16 * 360_000;
        let millidegrees = i128::from(turns) * i128::from(frequency.as_millihertz());
        let narrow = i32::try_from(millidegrees / i128::from(clock));
        narrow.unwrap_or(if self.code < 0 { i32::MIN } else { i32::MAX })
    }
}

#[cfg(test)]
mod tests;
