//! Conductances in fS, and the resistances that they are.

use hal_power::{Ratio, Resistance};

/// From here on a path counts as a short: 0.9 Ω and less.
pub(crate) const SHORT: i128 = 1 << 50;

/// A whole, in ppm.
pub(crate) const MILLION: i128 = 1_000_000;

/// Product of a resistance in µΩ and its conductance in fS.
const UNIT: i128 = 1_000_000_000_000_000_000_000;

/// What a number lies between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) low: i128,
    pub(crate) high: i128,
}

impl Span {
    pub(crate) const ZERO: Self = Self { low: 0, high: 0 };

    pub(crate) const fn of(value: i128) -> Self {
        Self {
            low: value,
            high: value,
        }
    }

    pub(crate) const fn middle(self) -> i128 {
        self.low / 2 + self.high / 2
    }

    /// Returns what lies in the span and nearest to `value`.
    pub(crate) fn nearest(self, value: i128) -> i128 {
        value.max(self.low).min(self.high)
    }

    /// Returns the span that also holds `other`.
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// Takes the part that is known away; what is left is not negative, and a short is still one.
    pub(crate) fn without(self, known: Self) -> Self {
        let high = if self.high >= SHORT {
            SHORT
        } else {
            (self.high - known.low).max(0)
        };
        Self {
            low: (self.low - known.high).max(0),
            high,
        }
    }
}

/// Returns the conductance of a resistor within its tolerance.
pub(crate) fn conductance(resistance: Resistance, tolerance: Ratio) -> Span {
    let microohms = i128::from(resistance.as_microohms());
    let off = i128::from(tolerance.as_ppm());
    Span {
        low: floor(UNIT * MILLION, microohms * (MILLION + off)),
        high: ceil(UNIT * MILLION, microohms * (MILLION - off)),
    }
}

/// Returns the resistance of a conductance, rounded down; zero for a short.
pub(crate) fn least(conductance: i128) -> Resistance {
    if conductance >= SHORT {
        return Resistance::ZERO;
    }
    resistance(floor(UNIT, conductance))
}

/// Returns the resistance of a conductance, rounded up; `MAX` for none.
pub(crate) fn most(conductance: i128) -> Resistance {
    resistance(ceil(UNIT, conductance))
}

fn resistance(microohms: i128) -> Resistance {
    Resistance::from_microohms(u64::try_from(microohms).unwrap_or(u64::MAX))
}

/// Divides downwards; by nothing, to the end of the number.
pub(crate) fn floor(dividend: i128, divisor: i128) -> i128 {
    dividend.checked_div_euclid(divisor).unwrap_or(i128::MAX)
}

/// Divides upwards, by what is not negative; by nothing, to the end of the number.
pub(crate) fn ceil(dividend: i128, divisor: i128) -> i128 {
    match (
        dividend.checked_div_euclid(divisor),
        dividend.checked_rem_euclid(divisor),
    ) {
        (Some(whole), Some(0)) => whole,
        (Some(whole), _) => whole.saturating_add(1),
        (None, _) => i128::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resistor_lies_within_its_tolerance() {
        let span = conductance(Resistance::from_kilohms(100), Ratio::from_percent(1));
        // 10 µS are 10¹⁰ fS
        assert_eq!((span.low, span.high), (9_900_990_099, 10_101_010_102));
        let exact = conductance(Resistance::from_kilohms(100), Ratio::ZERO);
        assert_eq!(exact, Span::of(10_000_000_000));
    }

    #[test]
    fn there_and_back_loses_nothing_and_rounds_outwards() {
        for ohms in [1_000, 333_333, 1_234_567, 10_000_000] {
            let resistance = Resistance::from_ohms(ohms);
            let span = conductance(resistance, Ratio::ZERO);
            assert!(least(span.high) <= resistance && most(span.low) >= resistance);
            let near = Resistance::from_microohms(resistance.as_microohms() / 1_000_000);
            assert!(least(span.high) >= resistance.saturating_sub(near));
        }
        assert_eq!(least(SHORT), Resistance::ZERO);
        assert_eq!(most(0), Resistance::MAX);
        assert_eq!(most(1), Resistance::MAX);
    }

    #[test]
    fn divides_to_both_sides_of_zero() {
        assert_eq!((floor(7, 2), ceil(7, 2)), (3, 4));
        assert_eq!((floor(-7, 2), ceil(-7, 2)), (-4, -3));
        assert_eq!((floor(-8, 2), ceil(8, 2)), (-4, 4));
        assert_eq!((floor(1, 0), ceil(1, 0)), (i128::MAX, i128::MAX));
    }
}
