//! Cells of a string, by number.

use core::fmt;
use hal_power::ErrorType;

/// Cells in series, numbered from 0 at the most negative one.
pub trait CellString: ErrorType {
    /// Returns the number of cells, 1 to [`CellSet::MOST`]. It does not change.
    fn cell_count(&self) -> usize;
}

impl<T: CellString + ?Sized> CellString for &mut T {
    fn cell_count(&self) -> usize {
        T::cell_count(self)
    }
}

const WORDS: usize = 8;
const WORD: usize = 32;

/// A set of cells of one string, or of the wires between them: wire `n` is the negative end of cell `n`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CellSet([u32; WORDS]);

impl CellSet {
    /// No cell.
    pub const NONE: Self = Self([0; WORDS]);

    /// Cells that a set has room for.
    pub const MOST: usize = WORDS * WORD;

    /// Returns the set of `cell` alone; beyond [`MOST`](Self::MOST) it is empty.
    pub fn only(cell: usize) -> Self {
        Self::NONE.with(cell, true)
    }

    /// Returns the set of the first `count` cells.
    pub fn first(count: usize) -> Self {
        (0..count.min(Self::MOST)).collect()
    }

    /// Returns this set with `cell` in it or not; a cell beyond [`MOST`](Self::MOST) changes nothing.
    #[must_use]
    pub fn with(mut self, cell: usize, is_in: bool) -> Self {
        if let Some(word) = self.0.get_mut(cell / WORD) {
            let bit = 1 << (cell % WORD);
            *word = if is_in { *word | bit } else { *word & !bit };
        }
        self
    }

    /// Returns whether `cell` is in the set.
    pub fn contains(&self, cell: usize) -> bool {
        let word = self.0.get(cell / WORD).copied().unwrap_or(0);
        word & (1 << (cell % WORD)) != 0
    }

    /// Returns whether no cell is in the set.
    pub fn is_empty(&self) -> bool {
        *self == Self::NONE
    }

    /// Returns the number of cells in the set.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Returns the cells in the set, from the most negative one up.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..Self::MOST).filter(move |&cell| self.contains(cell))
    }

    /// Returns whether two cells that touch are both in the set.
    pub fn has_neighbours(&self) -> bool {
        let above = self.0.iter().skip(1).chain(&[0]);
        let mut words = self.0.iter().zip(above);
        words.any(|(word, above)| word & (word >> 1 | above << (WORD - 1)) != 0)
    }

    /// Returns the highest cell in the set.
    pub fn highest(&self) -> Option<usize> {
        self.iter().last()
    }

    /// Returns the `count` cells from `from` on, numbered from 0.
    #[must_use]
    pub fn part(&self, from: usize, count: usize) -> Self {
        let wanted = from..from.saturating_add(count);
        let inside = self.iter().filter(|cell| wanted.contains(cell));
        inside.map(|cell| cell - from).collect()
    }

    /// Returns this set numbered from `by` on; cells that end beyond [`MOST`](Self::MOST) are lost.
    #[must_use]
    pub fn moved_up(&self, by: usize) -> Self {
        self.iter().map(|cell| cell.saturating_add(by)).collect()
    }

    /// Returns the cells that are in either set.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word |= other;
        }
        self
    }
}

impl FromIterator<usize> for CellSet {
    fn from_iter<I: IntoIterator<Item = usize>>(cells: I) -> Self {
        cells
            .into_iter()
            .fold(Self::NONE, |set, cell| set.with(cell, true))
    }
}

impl fmt::Display for CellSet {
    /// Prints the cells by number, or `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        let mut separator = "";
        for cell in self.iter() {
            write!(f, "{separator}{cell}")?;
            separator = ",";
        }
        Ok(())
    }
}

impl fmt::Debug for CellSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_set_has_256_cells_and_no_more() {
        assert!(CellSet::only(255).contains(255));
        assert!(CellSet::only(256).is_empty());
        assert_eq!(CellSet::first(300).count(), 256);
        assert!(!CellSet::first(300).contains(256));
        assert_eq!(CellSet::first(32).highest(), Some(31));
    }

    #[test]
    fn neighbours_touch_across_words() {
        assert!(CellSet::from_iter([31, 32]).has_neighbours());
        assert!(!CellSet::from_iter([30, 32]).has_neighbours());
        assert!(!CellSet::only(255).has_neighbours());
    }

    #[test]
    fn a_part_is_numbered_from_its_own_first_cell() {
        let set = CellSet::from_iter([3, 16, 40]);
        assert_eq!(set.part(16, 16), CellSet::only(0));
        assert_eq!(set.part(32, 16), CellSet::only(8));
        assert_eq!(set.part(32, 16).moved_up(32), CellSet::only(40));
        assert_eq!(
            CellSet::only(40).union(CellSet::only(3)),
            CellSet::from_iter([3, 40])
        );
    }

    #[test]
    fn displays_numbers() {
        assert_eq!(CellSet::NONE.to_string(), "none");
        assert_eq!(CellSet::from_iter([0, 17]).to_string(), "0,17");
    }
}
