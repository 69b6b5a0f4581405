//! Code to quantity, at the price of a multiplication.

use core::marker::PhantomData;
use hal_power::{Current, Temperature, Voltage};

/// Straight line from a converter's codes to a quantity. As a constant it costs a subtraction, a multiplication and a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Calibration<Q> {
    zero: i32,
    gain: i32,
    shift: u32,
    quantity: PhantomData<Q>,
}

impl<Q> Calibration<Q> {
    /// `span` base units over the codes `lowest..=highest`, nothing at `zero`.
    const fn line(lowest: i32, highest: i32, zero: i32, span: i32) -> Option<Self> {
        let codes = highest as i64 - lowest as i64;
        if codes <= 0 || span == 0 || highest >= LIMIT || lowest <= -LIMIT {
            return None;
        }
        if zero >= LIMIT || zero <= -LIMIT {
            return None;
        }
        let mut shift = 31;
        while shift > 0 && gain(span, codes, shift).is_none() {
            shift -= 1;
        }
        let Some(gain) = gain(span, codes, shift) else {
            return None;
        };
        let line = Self {
            zero,
            gain,
            shift,
            quantity: PhantomData,
        };
        if fits(line.wide(lowest)) && fits(line.wide(highest)) {
            Some(line)
        } else {
            None
        }
    }

    #[inline(always)]
    const fn wide(&self, code: i32) -> i64 {
        (code.wrapping_sub(self.zero) as i64 * self.gain as i64) >> self.shift
    }

    #[inline(always)]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both ends of the converter's range were seen to fit"
    )]
    const fn base(&self, code: i32) -> i32 {
        self.wide(code) as i32
    }
}

/// Codes have at most 30 bits and a sign, so that differences of two fit.
const LIMIT: i32 = 1 << 30;

/// Base units a code, times two to the power of `shift`, rounded; `None` where that is no `i32`.
const fn gain(span: i32, codes: i64, shift: u32) -> Option<i32> {
    let scaled = (span as i64) << shift;
    let half = codes / 2;
    let rounded = if scaled < 0 {
        scaled - half
    } else {
        scaled + half
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked to fit")]
    match rounded.checked_div(codes) {
        Some(gain) if fits(gain) => Some(gain as i32),
        _ => None,
    }
}

const fn fits(value: i64) -> bool {
    value <= i32::MAX as i64 && value >= i32::MIN as i64
}

macro_rules! calibration {
    ($($quantity:ident by $base:ident from $from:ident;)+) => {$(
        impl Calibration<$quantity> {
            /// Creates the line of a converter with the codes `lowest..=highest`, which together span `span`, and which gives `zero`
            /// for nothing. A negative span turns the sign. `None` where a code has no value within the quantity's range, where a
            /// number has more than 30 bits and a sign, or for an empty range.
            pub const fn new(lowest: i32, highest: i32, zero: i32, span: $quantity) -> Option<Self> {
                Self::line(lowest, highest, zero, span.$base())
            }

            /// Returns the value of a code, to 1 part in 2³⁰ of the gain, rounded down to a base unit. A code beyond the converter's
            /// range has no value: a port masks what its register holds besides.
            #[inline(always)]
            pub const fn apply(&self, code: i32) -> $quantity {
                $quantity::$from(self.base(code))
            }
        }
    )+};
}

calibration! {
    Voltage by as_microvolts from from_microvolts;
    Current by as_microamps from from_microamps;
    Temperature by as_millicelsius from from_millicelsius;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 12 bits, ±80 A.
    const CURRENT: Calibration<Current> =
        Calibration::<Current>::new(0, 4_095, 2_048, Current::from_amps(160)).unwrap();

    #[test]
    fn a_code_is_its_share_of_the_span() {
        let exact = |code: i32| f64::from(code - 2_048) * 160e6 / 4_095.0;
        for code in 0..=4_095 {
            let error = f64::from(CURRENT.apply(code).as_microamps()) - exact(code);
            assert!((-1.1..=0.1).contains(&error), "{code}: {error}");
        }
    }

    #[test]
    fn nothing_is_nothing_and_a_negative_span_turns_the_sign() {
        assert_eq!(CURRENT.apply(2_048), Current::ZERO);
        let turned =
            Calibration::<Voltage>::new(-32_768, 32_767, 10, Voltage::from_volts(-1_000)).unwrap();
        assert!(turned.apply(11) < Voltage::ZERO);
        assert!(turned.apply(9) > Voltage::ZERO);
    }

    #[test]
    fn a_wide_converter_keeps_its_steps() {
        let fine =
            Calibration::<Voltage>::new(-(1 << 23), (1 << 23) - 1, 0, Voltage::from_volts(1_000))
                .unwrap();
        let exact = 1e9 / f64::from((1 << 24) - 1) * 8_000_000.0;
        assert!((f64::from(fine.apply(8_000_000).as_microvolts()) - exact).abs() < 1.5);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let new = Calibration::<Voltage>::new;
        let volts = Voltage::from_volts;
        assert_eq!(new(5, 5, 0, volts(1)), None, "no codes");
        assert_eq!(new(9, 5, 0, volts(1)), None, "no codes");
        assert_eq!(new(0, 4_095, 0, Voltage::ZERO), None, "no span");
        assert_eq!(new(0, 1 << 30, 0, volts(1)), None, "31 bits");
        assert_eq!(new(-(1 << 30), 0, 0, volts(1)), None, "31 bits");
        assert_eq!(new(0, 4_095, 1 << 30, volts(1)), None, "zero of 31 bits");
        assert_eq!(
            new(0, 4_095, -(1 << 20), volts(2_000)),
            None,
            "beyond the range"
        );
        assert!(new(0, 4_095, 2_048, volts(2_000)).is_some());
        assert_eq!(new(0, 1, 0, Voltage::MAX).unwrap().apply(1), Voltage::MAX);
    }
}
