//! Current that goes down between two values.

use hal_power::{Ratio, Temperature, Voltage};

/// Two values between which the allowed current goes down linearly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Taper<T> {
    /// All of the nominal current up to here.
    pub full: T,
    /// No current from here on.
    pub zero: T,
}

impl<T> Taper<T> {
    /// Creates a taper. Equal values make a step.
    pub const fn new(full: T, zero: T) -> Self {
        Self { full, zero }
    }
}

impl Taper<Voltage> {
    pub(super) const fn microvolts(&self) -> (i32, i32) {
        (self.full.as_microvolts(), self.zero.as_microvolts())
    }
}

impl Taper<Temperature> {
    pub(super) const fn millicelsius(&self) -> (i32, i32) {
        (self.full.as_millicelsius(), self.zero.as_millicelsius())
    }
}

/// A taper that stays shut until the value has come back by the hysteresis.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Gate {
    full: i32,
    zero: i32,
    back: i32,
    falls: bool,
    shut: bool,
}

impl Gate {
    /// Creates a gate that shuts above.
    pub(super) const fn rising((full, zero): (i32, i32), hysteresis: i32) -> Self {
        Self {
            full,
            zero,
            back: zero.saturating_sub(hysteresis),
            falls: false,
            shut: false,
        }
    }

    /// Creates a gate that shuts below: the mirror image of one that shuts above.
    pub(super) const fn falling((full, zero): (i32, i32), hysteresis: i32) -> Self {
        let mirrored = (full.saturating_neg(), zero.saturating_neg());
        let mut gate = Self::rising(mirrored, hysteresis);
        gate.falls = true;
        gate
    }

    /// Returns the share of the nominal current at `value`, rounded down.
    pub(super) fn share(&mut self, value: i32) -> Ratio {
        let value = if self.falls {
            value.saturating_neg()
        } else {
            value
        };
        if value >= self.zero {
            self.shut = true;
        } else if value <= self.back {
            self.shut = false;
        }
        if self.shut {
            return Ratio::ZERO;
        }
        if value <= self.full {
            return Ratio::ONE;
        }
        let (left, width) = (
            i64::from(self.zero) - i64::from(value),
            i64::from(self.zero) - i64::from(self.full),
        );
        let share = (left * i64::from(Ratio::ONE.as_ppm())).checked_div(width);
        share
            .and_then(|share| i32::try_from(share).ok())
            .map_or(Ratio::ZERO, Ratio::from_ppm)
    }
}
