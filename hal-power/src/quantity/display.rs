//! Prints a scaled integer.

use core::fmt::{Formatter, Result};

/// Decimals that are printed unasked where a unit is no power of ten (Wh, Ah).
const UNEVEN_DECIMALS: usize = 3;

/// Prints `magnitude` in the first unit of `units` (scale, symbol; largest first) that leaves a whole part, else in the last.
pub(super) fn scaled(
    f: &mut Formatter<'_>,
    negative: bool,
    magnitude: u64,
    units: &[(u64, &str)],
) -> Result {
    let fitting = units.iter().find(|(scale, _)| magnitude >= *scale);
    let Some(&(scale, symbol)) = fitting.or(units.last()) else {
        return Ok(());
    };
    let (whole, fraction, digits) = match (f.precision(), power_of_ten(scale)) {
        (Some(digits), _) => rounded(magnitude, scale, digits),
        (None, Some(digits)) => trimmed(magnitude / scale, magnitude % scale, digits),
        (None, None) => rounded(magnitude, scale, UNEVEN_DECIMALS),
    };
    let sign = match (negative, f.sign_plus()) {
        (true, _) => "-",
        (false, true) => "+",
        (false, false) => "",
    };
    write!(f, "{sign}{whole}")?;
    if digits > 0 {
        write!(f, ".{fraction:0digits$}")?;
    }
    write!(f, " {symbol}")
}

/// Returns the exponent where `scale` is a power of ten.
fn power_of_ten(scale: u64) -> Option<usize> {
    let exponent = scale.ilog10();
    (10_u64.pow(exponent) == scale).then(|| usize::try_from(exponent).unwrap_or(0))
}

/// Drops trailing zeros of an exact fraction.
fn trimmed(whole: u64, mut fraction: u64, mut digits: usize) -> (u64, u64, usize) {
    while digits > 0 && fraction % 10 == 0 {
        fraction /= 10;
        digits -= 1;
    }
    (whole, fraction, digits)
}

/// Divides to `digits` decimals (at most 9), to nearest, ties away from zero.
fn rounded(magnitude: u64, scale: u64, digits: usize) -> (u64, u64, usize) {
    let digits = digits.min(9);
    let ten = (0..digits).fold(1_u128, |power, _| power * 10);
    let parts = (u128::from(magnitude) * ten + u128::from(scale) / 2) / u128::from(scale);
    let narrow = |part: u128| u64::try_from(part).unwrap_or(u64::MAX);
    (narrow(parts / ten), narrow(parts % ten), digits)
}
