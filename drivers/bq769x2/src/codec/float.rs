//! Numbers of single precision by integers, for the few fields of data memory that are such.

/// Bits of a significand without the leading one.
const STORED: i32 = 23;
const BIAS: i32 = 127;

/// Returns the bits of the number of single precision that is nearest to `numerator / denominator`, ties to even. None for zero,
/// and for what is not normal.
///
/// Both take up to 80 bits.
pub(crate) const fn single(numerator: u128, denominator: u128) -> Option<u32> {
    if numerator == 0 || denominator == 0 || (numerator | denominator) >> 80 != 0 {
        return None;
    }
    // The quotient of what `shift` makes of them has 24 or 25 bits.
    let mut shift = STORED + 1 + numerator.leading_zeros().cast_signed()
        - denominator.leading_zeros().cast_signed();
    let (mut quotient, mut rest, mut divisor) = divided(numerator, denominator, shift);
    if quotient >> (STORED + 1) != 0 {
        shift -= 1;
        (quotient, rest, divisor) = divided(numerator, denominator, shift);
    }
    if rest > divisor - rest || rest == divisor - rest && quotient & 1 == 1 {
        quotient += 1;
        if quotient >> (STORED + 1) != 0 {
            quotient >>= 1;
            shift -= 1;
        }
    }
    let exponent = STORED - shift + BIAS;
    if exponent < 1 || exponent > 254 {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "24 bits, and just compared"
    )]
    Some((exponent as u32) << STORED | quotient as u32 & ((1 << STORED) - 1))
}

/// Divides after a shift of the numerator to the left; returns quotient, rest and divisor.
const fn divided(numerator: u128, denominator: u128, shift: i32) -> (u128, u128, u128) {
    let (numerator, denominator) = if shift >= 0 {
        (numerator << shift.unsigned_abs(), denominator)
    } else {
        (numerator, denominator << shift.unsigned_abs())
    };
    match (
        numerator.checked_div(denominator),
        numerator.checked_rem(denominator),
    ) {
        (Some(quotient), Some(rest)) => (quotient, rest, denominator),
        _ => (0, 0, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_ieee_754() {
        assert_eq!(single(1, 1), Some(0x3F80_0000));
        assert_eq!(single(3, 2), Some(0x3FC0_0000));
        // Of the test of LibreSolar/bms-firmware: 1.234.
        assert_eq!(single(1_234, 1_000), Some(0x3F9D_F3B6));
        assert_eq!(single(74_768, 10_000), Some(0x40EF_41F2));
        assert_eq!(single(1, 3), Some(0x3EAA_AAAB));
        assert_eq!(single(0, 3), None);
        assert_eq!(single(3, 0), None);
    }

    #[test]
    fn every_quotient_rounds_as_a_division_of_single_precision_does() {
        let mut seed = 1u64;
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // Both exact in single precision, so that its division rounds once.
            let (numerator, denominator) = (
                u32::try_from(seed >> 40).unwrap() | 1,
                u32::try_from(seed >> 16 & 0xFF_FFFF).unwrap() | 1,
            );
            let found = single(u128::from(numerator), u128::from(denominator));
            let expected = (numerator as f32 / denominator as f32).to_bits();
            assert_eq!(found, Some(expected), "{numerator} / {denominator}");
        }
    }

    #[test]
    fn a_number_that_rounds_up_to_a_power_of_two_is_one() {
        assert_eq!(single((1 << 25) - 1, 1 << 25), Some(0x3F80_0000));
    }
}
