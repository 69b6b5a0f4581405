//! One pole, as the sensor has it.

/// Parts in which coefficients are counted.
const ONE_BITS: u32 = 16;

/// A first-order lag over samples: the line between two samples where it is short, a trapezoid where it is long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Pole {
    /// Weight of the sample.
    now: i64,
    /// Weight of the one before.
    before: i64,
}

impl Pole {
    pub(crate) const NONE: Self = Self {
        now: 1 << ONE_BITS,
        before: 0,
    };

    /// Of a time constant, and samples of a period, both in ns and below a second.
    pub(crate) fn new(lag: u64, period: u64) -> Self {
        let share = |part: u64, of: u64| {
            let parts = (part << ONE_BITS).checked_div(of).unwrap_or(0);
            i64::try_from(parts).unwrap_or(0)
        };
        let twice = lag.saturating_mul(2);
        if twice >= period {
            let half = share(period, twice.saturating_add(period));
            Self {
                now: half,
                before: half,
            }
        } else {
            let before = share(lag, period);
            Self {
                now: (1 << ONE_BITS) - before,
                before,
            }
        }
    }
}

/// A pole's state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lagging {
    value: i32,
    before: i32,
}

impl Lagging {
    pub(crate) const ZERO: Self = Self {
        value: 0,
        before: 0,
    };

    #[inline]
    pub(crate) fn follow(&mut self, pole: Pole, sample: i32) -> i32 {
        let above = |sample: i32| i64::from(sample).wrapping_sub(self.value.into());
        let now = above(sample).wrapping_mul(pole.now);
        let before = above(self.before).wrapping_mul(pole.before);
        let step = now.wrapping_add(before) >> ONE_BITS;
        // between the least sample and the largest
        let step = i32::try_from(step).unwrap_or(0);
        self.value = self.value.wrapping_add(step);
        self.before = sample;
        self.value
    }
}
