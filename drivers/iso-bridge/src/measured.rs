//! What a measurement comes to.

use hal_power::{Insulation, Ratio, Resistance, Voltage};

use crate::conductance::{self, Span};

/// Least resistance that is told by a value: where the true one is not certain to be below.
pub const LOWEST: Resistance = Resistance::from_kilohms(1);

/// Highest resistance that is told by a value: where the true one is not certain to be above.
pub const HIGHEST: Resistance = Resistance::from_kilohms(10_000);

/// A resistance to earth, as far as the readings, their errors and those of the network tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Measured {
    /// A value, and what the true one lies between in the worst case.
    Within {
        /// Most likely value.
        value: Resistance,
        /// The true value is not below.
        lowest: Resistance,
        /// The true value is not above.
        highest: Resistance,
    },
    /// The true value is not below; zero where nothing is known.
    AtLeast(Resistance),
    /// The true value is not above.
    AtMost(Resistance),
}

impl Measured {
    /// Judges a conductance, known to lie in a span and most likely `value`.
    pub(crate) fn new(span: Span, value: i128) -> Self {
        let (lowest, highest) = (conductance::least(span.high), conductance::most(span.low));
        let value = conductance::least(span.nearest(value));
        if highest == Resistance::MAX {
            Self::AtLeast(lowest)
        } else if lowest == Resistance::ZERO || highest < LOWEST {
            Self::AtMost(highest)
        } else if lowest > HIGHEST {
            Self::AtLeast(lowest)
        } else {
            Self::Within {
                value,
                lowest,
                highest,
            }
        }
    }

    /// Returns the most likely value, where there is one.
    pub const fn value(self) -> Option<Resistance> {
        match self {
            Self::Within { value, .. } => Some(value),
            Self::AtLeast(_) | Self::AtMost(_) => None,
        }
    }

    /// Returns what the true value is not below; zero where a short cannot be told from it.
    pub const fn lowest(self) -> Resistance {
        match self {
            Self::Within { lowest, .. } | Self::AtLeast(lowest) => lowest,
            Self::AtMost(_) => Resistance::ZERO,
        }
    }

    /// Returns what the true value is not above; `MAX` where nothing bounds it.
    pub const fn highest(self) -> Resistance {
        match self {
            Self::Within { highest, .. } | Self::AtMost(highest) => highest,
            Self::AtLeast(_) => Resistance::MAX,
        }
    }
}

/// Insulation of both poles.
///
/// A path to earth from the middle of a string is not to be told from one at each pole: both together have its conductance, and
/// share it as its voltage has it. The total is always that of all paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Solution {
    /// Between the positive pole and earth.
    pub positive: Measured,
    /// Between the negative pole and earth.
    pub negative: Measured,
    /// Both in parallel.
    pub total: Measured,
    /// Where the fault lies: 0 at the negative pole, [`Ratio::ONE`] at the positive. `None` where the total has no value.
    pub position: Option<Ratio>,
    /// Between the poles.
    pub voltage: Voltage,
}

impl Solution {
    pub(crate) fn new(found: &Conductances, voltage: Voltage) -> Self {
        let (positive, negative) = found.likely;
        let likely = (
            found.positive.nearest(positive),
            found.negative.nearest(negative),
        );
        let total = Measured::new(found.total, positive + negative);
        Self {
            positive: Measured::new(found.positive, positive),
            negative: Measured::new(found.negative, negative),
            total,
            position: total.value().and_then(|_| share(likely)),
            voltage,
        }
    }

    /// Returns the insulation as [`InsulationCheck`](hal_power::check::InsulationCheck) takes it: the total is the least that
    /// the readings allow.
    pub const fn insulation(&self) -> Insulation {
        let insulation = Insulation::new(self.total.lowest());
        match self.position {
            Some(position) => insulation.with_position(position),
            None => insulation,
        }
    }
}

/// Conductances to earth, without what the network has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Conductances {
    pub(crate) positive: Span,
    pub(crate) negative: Span,
    pub(crate) total: Span,
    /// Most likely ones.
    pub(crate) likely: (i128, i128),
}

fn share((positive, negative): (i128, i128)) -> Option<Ratio> {
    let ppm = (positive * conductance::MILLION).checked_div(positive + negative)?;
    i32::try_from(ppm).ok().map(Ratio::from_ppm)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MICRO: i128 = 1_000_000_000;

    fn span(low: i128, high: i128) -> Span {
        Span { low, high }
    }

    #[test]
    fn beyond_the_range_it_is_at_least_or_at_most() {
        let kilohms = Resistance::from_kilohms;
        let within = Measured::new(span(MICRO, 4 * MICRO), 2 * MICRO);
        let expected = Measured::Within {
            value: kilohms(500),
            lowest: kilohms(250),
            highest: kilohms(1_000),
        };
        assert_eq!(within, expected);
        let high = Measured::new(span(0, MICRO), MICRO / 2);
        assert_eq!(high, Measured::AtLeast(kilohms(1_000)));
        // 20 MΩ to 50 MΩ
        let high = Measured::new(span(MICRO / 50, MICRO / 20), MICRO / 30);
        assert_eq!(high, Measured::AtLeast(kilohms(20_000)));
        // from 5 MΩ on it may be within the range
        let high = Measured::new(span(MICRO / 50, MICRO / 5), MICRO / 20);
        assert_eq!(high.value(), Some(kilohms(20_000)));
        let low = Measured::new(span(MICRO, conductance::SHORT), 2 * MICRO);
        assert_eq!(low, Measured::AtMost(kilohms(1_000)));
        let low = Measured::new(span(1_250 * MICRO, 2_000 * MICRO), 1_600 * MICRO);
        assert_eq!(low, Measured::AtMost(Resistance::from_ohms(800)));
        let low = Measured::new(span(800 * MICRO, 2_000 * MICRO), 1_600 * MICRO);
        assert_eq!(low.value(), Some(Resistance::from_ohms(625)));
        let none = Measured::new(span(0, conductance::SHORT), MICRO);
        assert_eq!(none, Measured::AtLeast(Resistance::ZERO));
    }

    #[test]
    fn the_place_is_where_the_conductance_is() {
        let found = Conductances {
            positive: span(3 * MICRO, 3 * MICRO),
            negative: span(MICRO, MICRO),
            total: span(4 * MICRO, 4 * MICRO),
            likely: (3 * MICRO, MICRO),
        };
        let solution = Solution::new(&found, Voltage::from_volts(400));
        assert_eq!(solution.position, Some(Ratio::from_percent(75)));
        assert_eq!(
            solution.insulation(),
            Insulation::new(Resistance::from_kilohms(250)).with_position(Ratio::from_percent(75))
        );
    }
}
