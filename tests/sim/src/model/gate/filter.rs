//! A logic input behind a filter.

/// A level that counts once it has stood for the filter's time.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Filtered {
    raw: bool,
    /// When the raw level came.
    since: u64,
    /// The level that counts until the raw one does, and since when it did.
    before: (bool, u64),
}

impl Filtered {
    pub(in crate::model) const fn new(level: bool) -> Self {
        Self {
            raw: level,
            since: 0,
            before: (level, 0),
        }
    }

    /// Returns the level at the pin.
    pub(in crate::model) const fn raw(&self) -> bool {
        self.raw
    }

    /// Changes the level at the pin.
    pub(in crate::model) fn set(&mut self, level: bool, now: u64, filter: u64) {
        if level == self.raw {
            return;
        }
        if now >= self.since.saturating_add(filter) && self.raw != self.before.0 {
            self.before = (self.raw, self.since + filter);
        }
        self.raw = level;
        self.since = now;
    }

    /// Returns since when, or from when on, a level counts; `None` where it is not at the pin.
    pub(in crate::model) fn from(&self, level: bool, filter: u64) -> Option<u64> {
        if self.raw != level {
            None
        } else if self.before.0 == level {
            Some(self.before.1)
        } else {
            Some(self.since.saturating_add(filter))
        }
    }
}
