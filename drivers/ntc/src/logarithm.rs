//! The natural logarithm in integers.

/// Fractional bits of a result.
pub(crate) const BITS: u32 = 30;

/// ln 2, times 2³⁰.
const LN_2: i64 = 744_261_118;

/// Bits of the fraction that are worked out; what is left is under 2⁻²⁷.
const STEPS: u32 = 27;

/// Returns ln(`dividend` / `divisor`) times 2³⁰, within 2⁻²⁵; zero counts as one.
pub(crate) fn ln(dividend: u64, divisor: u64) -> i64 {
    scaled(log2(dividend.max(1)) - log2(divisor.max(1)))
}

fn scaled(log2: i64) -> i64 {
    let product = i128::from(log2) * i128::from(LN_2);
    i64::try_from(product >> BITS).unwrap_or(i64::MAX)
}

/// Base-2 logarithm times 2³⁰: the highest bit is the whole part, and each squaring of what is left of the number, between 1
/// and 2, gives a bit of the fraction.
fn log2(value: u64) -> i64 {
    let whole = value.ilog2();
    // 1 to 2, times 2⁶³
    let mut rest = value << (63 - whole);
    let mut fraction = 0_i64;
    for bit in 1..=STEPS {
        let square = (u128::from(rest) * u128::from(rest)) >> 63;
        if square >> 64 == 0 {
            rest = u64::try_from(square).unwrap_or(u64::MAX);
        } else {
            rest = u64::try_from(square >> 1).unwrap_or(u64::MAX);
            fraction |= 1 << (BITS - bit);
        }
    }
    (i64::from(whole) << BITS) | fraction
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;

    fn exact(dividend: u64, divisor: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "good enough to compare with")]
        let quotient = dividend as f64 / divisor as f64;
        quotient.ln()
    }

    #[test]
    fn is_within_its_bound_over_all_magnitudes() {
        let mut value = 1_u64;
        while value < u64::MAX / 3 {
            for divisor in [1, 10_000_000_000, u64::MAX] {
                #[expect(clippy::cast_precision_loss, reason = "below 2⁵³")]
                let found = ln(value, divisor) as f64 / f64::from(1_u32 << BITS);
                let error = (found - exact(value, divisor)).abs();
                assert!(
                    error < 1.0 / f64::from(1_u32 << 25),
                    "{value} / {divisor}: {error}"
                );
            }
            value = value * 3 / 2 + 1;
        }
    }

    #[test]
    fn of_equals_is_zero_and_zero_counts_as_one() {
        assert_eq!(ln(123_456_789, 123_456_789), 0);
        assert_eq!(ln(0, 1), 0);
        assert_eq!(ln(1, 0), 0);
    }
}
