//! Settings with names of their own.

/// Difference of C and S converters from which a cell is reported (CTH).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Mismatch {
    /// 5.1 mV.
    Uv5100 = 0,
    /// 8.1 mV.
    Uv8100 = 1,
    /// 9 mV.
    Uv9000 = 2,
    /// 10.05 mV.
    Uv10050 = 3,
    /// 15 mV.
    Uv15000 = 4,
    /// 19.95 mV.
    Uv19950 = 5,
    /// 25.05 mV.
    Uv25050 = 6,
    /// 40.05 mV.
    Uv40050 = 7,
}

/// Corner of the filter (FC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Filter {
    /// None: filtered cells have no result.
    Off = 0,
    /// 110 Hz.
    Mhz110000 = 1,
    /// 45 Hz.
    Mhz45000 = 2,
    /// 21 Hz.
    Mhz21000 = 3,
    /// 10 Hz.
    Mhz10000 = 4,
    /// 5 Hz.
    Mhz5000 = 5,
    /// 1.25 Hz.
    Mhz1250 = 6,
    /// 0.625 Hz.
    Mhz625 = 7,
}

/// Share of a period of 937 ms for which a cell is discharged: 1 to 14 times 6.6 %, or 15, about all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Duty(u8);

impl Duty {
    /// About all of the period.
    pub const FULL: Self = Self(15);

    /// Creates a duty from its steps, 1 to 15; `None` for others.
    #[must_use]
    pub const fn new(steps: u8) -> Option<Self> {
        if steps == 0 || steps > 15 {
            return None;
        }
        Some(Self(steps))
    }

    /// Returns its steps.
    #[must_use]
    pub const fn steps(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_has_1_to_15_steps() {
        assert_eq!((Duty::new(0), Duty::new(16)), (None, None));
        assert_eq!(Duty::new(15), Some(Duty::FULL));
    }
}
