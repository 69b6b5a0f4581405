//! Quantities that a component can compare without knowing which.

use super::{
    ApparentPower, Charge, Current, Energy, Frequency, Power, Ratio, ReactivePower, Resistance,
    ShuntVoltage, Temperature, Voltage,
};

/// A quantity, as a count of its base unit. Sealed: a quantity is one of this crate's.
pub trait Quantity: Copy + PartialEq + core::fmt::Debug + sealed::Sealed {
    /// Returns the count of the base unit, ending at the largest.
    fn base(self) -> i64;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! based {
    ($($quantity:ident $to:ident;)+) => {$(
        impl sealed::Sealed for $quantity {}

        impl Quantity for $quantity {
            fn base(self) -> i64 {
                i64::try_from(i128::from(self.$to())).unwrap_or(i64::MAX)
            }
        }
    )+};
}

based! {
    Voltage as_microvolts;
    ShuntVoltage as_nanovolts;
    Current as_microamps;
    Power as_milliwatts;
    ReactivePower as_millivars;
    ApparentPower as_millivolt_amps;
    Energy as_millijoules;
    Charge as_millicoulombs;
    Resistance as_microohms;
    Temperature as_millicelsius;
    Frequency as_millihertz;
    Ratio as_ppm;
}
