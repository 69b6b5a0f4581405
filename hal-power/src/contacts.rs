//! Levels and positions of the contacts of one part.

use core::fmt;

bitflags::bitflags! {
    /// Levels of up to 32 contacts of one bank: bit set = closed. Bit 0 is the bank's first contact.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Contacts: u32 {
        const _ = !0;
    }
}

impl Contacts {
    /// Every contact open.
    pub const NONE: Self = Self::empty();

    /// Returns the level word in which only contact `index` (0 to 31) is closed; beyond 31 none is.
    pub const fn only(index: u32) -> Self {
        match 1_u32.checked_shl(index) {
            Some(bit) => Self::from_bits_retain(bit),
            None => Self::NONE,
        }
    }

    /// Returns the level word in which the first `count` contacts are closed; 32 or more means all.
    pub const fn first(count: u32) -> Self {
        match 1_u32.checked_shl(count) {
            Some(bit) => Self::from_bits_retain(bit - 1),
            None => Self::all(),
        }
    }

    /// Returns whether contact `index` is closed.
    pub const fn is_closed(self, index: u32) -> bool {
        let contact = Self::only(index);
        !contact.is_empty() && self.contains(contact)
    }

    /// Returns these levels with contact `index` set to `closed`; an index beyond 31 changes nothing.
    #[must_use]
    pub const fn with(self, index: u32, closed: bool) -> Self {
        if closed {
            self.union(Self::only(index))
        } else {
            self.difference(Self::only(index))
        }
    }
}

impl fmt::Display for Contacts {
    /// Prints the closed contacts by number, or `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        let mut separator = "";
        for index in (0..u32::BITS).filter(|&index| self.is_closed(index)) {
            write!(f, "{separator}{index}")?;
            separator = ",";
        }
        Ok(())
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Contacts {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u32:b}", self.bits());
    }
}

/// Where contacts are, as far as feedback can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Positions {
    closed: Contacts,
    known: Contacts,
}

impl Positions {
    /// Creates positions: `closed` holds for those in `known`, of the rest nothing is known.
    pub const fn new(closed: Contacts, known: Contacts) -> Self {
        Self {
            closed: closed.intersection(known),
            known,
        }
    }

    /// Returns the contacts whose position is known.
    pub const fn known(self) -> Contacts {
        self.known
    }

    /// Returns the contacts known to be closed.
    pub const fn closed(self) -> Contacts {
        self.closed
    }

    /// Returns the contacts known to be open.
    pub const fn open(self) -> Contacts {
        self.known.difference(self.closed)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn the_word_has_32_contacts_and_no_more() {
        assert_eq!(Contacts::only(31).bits(), 1 << 31);
        assert_eq!(Contacts::only(32), Contacts::NONE);
        assert_eq!(Contacts::first(0), Contacts::NONE);
        assert_eq!(Contacts::first(8).bits(), 0xFF);
        assert_eq!(Contacts::first(32).bits(), u32::MAX);
        assert!(!Contacts::all().is_closed(32));
    }

    #[test]
    fn what_is_not_known_is_neither_open_nor_closed() {
        let positions = Positions::new(Contacts::first(4), Contacts::only(1).with(5, true));
        assert_eq!(positions.closed(), Contacts::only(1));
        assert_eq!(positions.open(), Contacts::only(5));
    }

    #[test]
    fn displays_numbers() {
        assert_eq!(Contacts::NONE.to_string(), "none");
        assert_eq!(Contacts::only(0).with(7, true).to_string(), "0,7");
    }
}
