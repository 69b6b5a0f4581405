//! A converter's codes, and what they mean.

use hal_inverter::Calibration;
use hal_power::{Current, Voltage};

/// Codes of one converter, and the quantity of each. A code at either end is saturated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Channel<Q> {
    lowest: i32,
    highest: i32,
    calibration: Calibration<Q>,
}

impl<Q> Channel<Q> {
    /// Returns whether a code is off both ends of the scale.
    #[inline]
    pub(crate) const fn is_inside(&self, code: i32) -> bool {
        self.lowest < code && code < self.highest
    }
}

macro_rules! channel {
    ($($quantity:ident)+) => {$(
        impl Channel<$quantity> {
            /// Creates the channel of a converter with the codes `lowest..=highest`, which together span `span`, and which gives
            /// `zero` for nothing. `None` as in [`Calibration::new`].
            #[must_use]
            pub const fn new(lowest: i32, highest: i32, zero: i32, span: $quantity) -> Option<Self> {
                match Calibration::<$quantity>::new(lowest, highest, zero, span) {
                    Some(calibration) => Some(Self { lowest, highest, calibration }),
                    None => None,
                }
            }

            /// Returns the value of a code within the scale.
            #[inline]
            #[must_use]
            pub const fn apply(&self, code: i32) -> $quantity {
                self.calibration.apply(code)
            }

            /// Returns the largest value to either side.
            pub(crate) fn reach(&self) -> $quantity {
                let (low, high) = (self.apply(self.lowest), self.apply(self.highest));
                low.abs().max(high.abs())
            }
        }
    )+};
}
channel!(Current Voltage);
