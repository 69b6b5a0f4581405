//! What leads to earth in truth.

use hal_power::{Ratio, Resistance};

/// Paths from a net to earth; `None` is no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Net {
    /// From the positive pole.
    pub positive: Option<Resistance>,
    /// From the negative pole.
    pub negative: Option<Resistance>,
    /// From the middle of the string: at which share of its voltage, counted from the negative pole.
    pub middle: Option<(Ratio, Resistance)>,
}

impl Net {
    /// No path to earth.
    pub const SOUND: Self = Self {
        positive: None,
        negative: None,
        middle: None,
    };

    pub(crate) const fn at_positive(resistance: Resistance) -> Self {
        Self {
            positive: Some(resistance),
            ..Self::SOUND
        }
    }

    pub(crate) const fn at_negative(resistance: Resistance) -> Self {
        Self {
            negative: Some(resistance),
            ..Self::SOUND
        }
    }

    pub(crate) const fn in_middle(position: Ratio, resistance: Resistance) -> Self {
        Self {
            middle: Some((position, resistance)),
            ..Self::SOUND
        }
    }

    fn paths(&self) -> [Option<Resistance>; 3] {
        let middle = self.middle.map(|(_, resistance)| resistance);
        [self.positive, self.negative, middle]
    }

    /// Returns all paths in parallel; `None` without any.
    pub fn total(&self) -> Option<Resistance> {
        let ohms = |path: Resistance| u128::from(path.as_microohms());
        let mut each = self.paths().into_iter().flatten().map(ohms);
        let first = each.next()?;
        let all = each.fold(first, |one, other| one * other / (one + other).max(1));
        Some(Resistance::from_microohms(
            u64::try_from(all).unwrap_or(u64::MAX),
        ))
    }

    /// Returns where the paths lie, each by its conductance: 0 at the negative pole, [`Ratio::ONE`] at the positive. `None`
    /// without any, or where one has no resistance.
    pub fn position(&self) -> Option<Ratio> {
        let whole = i128::from(Ratio::ONE.as_ppm());
        let middle = self.middle.map_or(0, |(at, _)| i128::from(at.as_ppm()));
        // a quarter of the range of i128, so that three of them have room
        let siemens = |path: Option<Resistance>| match path {
            None => Some(0),
            Some(path) => (1_i128 << 100).checked_div(i128::from(path.as_microohms())),
        };
        let [positive, negative, between] = self.paths();
        let (positive, between) = (siemens(positive)?, siemens(between)?);
        let all = positive + between + siemens(negative)?;
        let share = (positive * whole + between * middle).checked_div(all)?;
        i32::try_from(share).ok().map(Ratio::from_ppm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_parallel_lie_where_their_conductance_is() {
        let kilohms = Resistance::from_kilohms;
        assert_eq!((Net::SOUND.total(), Net::SOUND.position()), (None, None));
        let net = Net {
            positive: Some(kilohms(100)),
            negative: Some(kilohms(300)),
            middle: None,
        };
        assert_eq!(net.total(), Some(kilohms(75)));
        assert_eq!(net.position(), Some(Ratio::from_percent(75)));
        let half = Ratio::from_percent(50);
        assert_eq!(Net::in_middle(half, kilohms(5)).position(), Some(half));
        assert_eq!(Net::at_positive(Resistance::ZERO).position(), None);
    }
}
