//! What the parts say about their loads.

use hal_power::Contacts;

/// Fault registers of a chain, by contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Faults {
    over_current: Contacts,
    open_load: Contacts,
    watched: Contacts,
}

impl Faults {
    /// Creates faults: open load holds for the contacts in `watched`, of the rest nothing is known.
    pub(crate) const fn new(
        over_current: Contacts,
        open_load: Contacts,
        watched: Contacts,
    ) -> Self {
        Self {
            over_current,
            open_load: open_load.intersection(watched),
            watched,
        }
    }

    /// Returns the contacts whose output was shut down by over-current.
    pub const fn over_current(self) -> Contacts {
        self.over_current
    }

    /// Returns the contacts without a load, of those that are [watched](Self::watched).
    pub const fn open_load(self) -> Contacts {
        self.open_load
    }

    /// Returns the contacts whose part looks for open load: those that are off; none of a DRV8860A.
    pub const fn watched(self) -> Contacts {
        self.watched
    }

    /// Returns whether nothing is reported.
    pub const fn is_clear(self) -> bool {
        self.over_current.is_empty() && self.open_load.is_empty()
    }
}
