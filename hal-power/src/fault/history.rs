//! Numbered history of what was set and cleared.

use super::FaultId;
use crate::Instant;

/// Last serial number before 1 comes again, as the product's own history counts (register 0x401A of its display protocol).
const LAST_SERIAL: u16 = 60_000;

/// What happened to a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Kind {
    /// It was set.
    Set,
    /// It was cleared.
    Cleared,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Entry {
    /// 1 to 60,000, then 1 again.
    pub serial: u16,
    /// When.
    pub at: Instant,
    /// Which fault.
    pub id: FaultId,
    /// What happened to it.
    pub kind: Kind,
}

/// The last `H` entries.
#[derive(Debug)]
pub struct History<const H: usize> {
    entries: [Option<Entry>; H],
    next: usize,
    serial: u16,
}

impl<const H: usize> History<H> {
    /// Goes on after the serial number of the last entry before the restart; 0 for none.
    pub(super) const fn new(last_serial: u16) -> Self {
        Self {
            entries: [None; H],
            next: 0,
            serial: last_serial,
        }
    }

    pub(super) fn push(&mut self, at: Instant, id: FaultId, kind: Kind) {
        self.serial = if self.serial >= LAST_SERIAL {
            1
        } else {
            self.serial + 1
        };
        if let Some(slot) = self.entries.get_mut(self.next) {
            *slot = Some(Entry {
                serial: self.serial,
                at,
                id,
                kind,
            });
        }
        self.next = if self.next + 1 < H { self.next + 1 } else { 0 };
    }

    /// Returns the entries, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        let (newer, older) = self
            .entries
            .split_at_checked(self.next)
            .unwrap_or((&[], &[]));
        older.iter().chain(newer).flatten()
    }

    /// Returns the serial number of the last entry, 0 for none. Keep it where it survives a restart.
    pub const fn last_serial(&self) -> u16 {
        self.serial
    }
}
