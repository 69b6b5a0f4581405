//! What a proof is about: one electrical path, and every move of its contacts.

use crate::Contacts;

/// Number that an application gives to one electrical path (battery, grid, backup, a PV string).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PathId(pub u8);

/// One electrical path with the history of its contacts.
///
/// A proof remembers the path's history at the moment of proving; any later entry voids it. An application keeps one `Path`
/// for each id, for as long as it runs: it is not `Clone`, so that no older history can be shown to a newer proof.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct Path {
    id: PathId,
    watched: Contacts,
    levels: Contacts,
    entries: u32,
}

impl Path {
    /// Creates a path whose proofs are void once one of the `watched` contacts moves. All start open.
    pub const fn new(id: PathId, watched: Contacts) -> Self {
        Self {
            id,
            watched,
            levels: Contacts::NONE,
            entries: 0,
        }
    }

    /// Returns the path's number.
    pub const fn id(&self) -> PathId {
        self.id
    }

    /// Returns the levels that were commanded last.
    pub const fn levels(&self) -> Contacts {
        self.levels
    }

    /// Returns whether a move of any of `contacts` voids the path's proofs.
    pub const fn watches(&self, contacts: Contacts) -> bool {
        self.watched.contains(contacts)
    }

    /// Notes the levels that are about to be commanded. Call before the transfer: one that fails may have moved a contact.
    pub fn command(&mut self, levels: Contacts) {
        if (levels ^ self.levels).intersects(self.watched) {
            self.void();
        }
        self.levels = levels;
    }

    /// Voids every proof about this path: a part that they rest on has reset, or a contact moved without command.
    pub fn void(&mut self) {
        self.entries = self.entries.wrapping_add(1);
    }

    /// Returns a mark that compares equal until the next entry.
    pub(crate) const fn mark(&self) -> Mark {
        Mark {
            id: self.id,
            entries: self.entries,
        }
    }
}

/// A path at one point of its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) id: PathId,
    entries: u32,
}
