//! Since when a stage is exceeded.

/// One stage's excursion.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timer {
    /// The frame in which the excursion began, as far as can be told.
    onset: Option<u64>,
}

/// Where a quantity is, seen from a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Beyond the limit.
    Beyond,
    /// Not beyond, but not far enough inside to end an excursion; or not known.
    Between,
    /// Inside.
    Inside,
}

impl Place {
    /// Judges a quantity that must not be below `limit`.
    pub(super) fn under<Q: PartialOrd>(value: Q, limit: Q, inside: Q) -> Self {
        if value < limit {
            Self::Beyond
        } else if value < inside {
            Self::Between
        } else {
            Self::Inside
        }
    }

    /// Judges a quantity that must not be above `limit`.
    pub(super) fn over<Q: PartialOrd>(value: Q, limit: Q, inside: Q) -> Self {
        if value > limit {
            Self::Beyond
        } else if value > inside {
            Self::Between
        } else {
            Self::Inside
        }
    }

    /// Begins where the first does, and ends only where both do.
    pub(super) const fn and_ends_with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Inside, Self::Inside) => Self::Inside,
            (Self::Inside, _) => Self::Between,
            (first, _) => first,
        }
    }
}

impl Timer {
    pub(super) const fn new() -> Self {
        Self { onset: None }
    }

    /// Takes what a window that ends at frame `at` shows; an excursion that it shows first began `lag` before.
    pub(super) fn take(&mut self, place: Place, at: u64, lag: u64) {
        match place {
            Place::Beyond => self.onset = self.onset.or(Some(at.saturating_sub(lag))),
            Place::Between => {}
            Place::Inside => self.onset = None,
        }
    }

    pub(super) const fn onset(&self) -> Option<u64> {
        self.onset
    }
}
