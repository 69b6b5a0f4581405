//! Quantities as the suites compare them.

use core::fmt::{Debug, Display};
use hal_power::{
    ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Temperature, Voltage,
};

/// A quantity that a suite can compare and spread over a range.
pub trait Quantity: Copy + Ord + Debug + Display + 'static {
    /// Returns the count of the base unit.
    fn base(self) -> i64;

    /// Returns the quantity of so many base units, ending at the quantity's limits.
    fn from_base(base: i64) -> Self;
}

macro_rules! quantity {
    ($($name:ident $from:ident $to:ident;)+) => {
        $(impl Quantity for $name {
            fn base(self) -> i64 {
                i64::from(self.$to())
            }

            fn from_base(base: i64) -> Self {
                let end = if base < 0 { i32::MIN } else { i32::MAX };
                Self::$from(i32::try_from(base).unwrap_or(end))
            }
        })+
    };
}

quantity! {
    Voltage from_microvolts as_microvolts;
    Current from_microamps as_microamps;
    Power from_milliwatts as_milliwatts;
    Temperature from_millicelsius as_millicelsius;
    ReactivePower from_millivars as_millivars;
    ApparentPower from_millivolt_amps as_millivolt_amps;
    Ratio from_ppm as_ppm;
}

impl Quantity for Frequency {
    fn base(self) -> i64 {
        i64::from(self.as_millihertz())
    }

    fn from_base(base: i64) -> Self {
        let end = if base < 0 { u32::MIN } else { u32::MAX };
        Self::from_millihertz(u32::try_from(base).unwrap_or(end))
    }
}

/// Returns whether two values lie within `tolerance` base units.
pub(crate) fn close<Q: Quantity>(value: Q, truth: Q, tolerance: Q) -> bool {
    value.base().abs_diff(truth.base()) <= tolerance.base().unsigned_abs()
}

/// The value `step` of `steps` of the way from lowest to highest.
pub(crate) fn spread<Q: Quantity>(lowest: Q, highest: Q, step: i64, steps: i64) -> Q {
    let width = i128::from(highest.base()) - i128::from(lowest.base());
    let way = width * i128::from(step) / i128::from(steps.max(1));
    let base = i128::from(lowest.base()) + way;
    Q::from_base(i64::try_from(base).unwrap_or(i64::MAX))
}
