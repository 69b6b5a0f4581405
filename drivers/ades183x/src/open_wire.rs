//! Which wires are open, from cells that collapse.

use hal_bms::CellSet;
use hal_power::Voltage;

use crate::{
    codec::Data,
    command::Excited,
    convert::{codes, voltage},
};

/// Returns which of a group's three cells collapse, of those with a current through them; `None` where one has no result.
pub(crate) fn collapsed(
    data: Data,
    number: u8,
    cells: usize,
    excited: Excited,
    threshold: Voltage,
) -> Option<u16> {
    let first = 3 * usize::from(number);
    let mut found = 0;
    for (cell, code) in (first..cells).zip(codes(data)) {
        if voltage(code)? < threshold && excited.has(cell) {
            found |= 1 << cell;
        }
    }
    Some(found)
}

/// Returns the fewest open wires of a part that explain its collapsed cells: wire `n` is at the negative end of its cell `n`.
///
/// A cell collapses where a wire at either of its ends is open, so an open wire shows in both cells that it belongs to, or in the one
/// at an end of the part. Where several sets are as small, wires that do not touch are taken. Where all cells collapse all wires are;
/// one that has collapsed alone between others makes no sense, and counts as both of its wires.
///
/// Wires are numbered from `below` on; one beyond what a set has room for counts as the last that it has.
pub(crate) fn open_wires(collapsed: u16, cells: usize, below: usize) -> CellSet {
    let has = |cell: usize| cell < cells && collapsed >> cell & 1 != 0;
    let mut open = CellSet::NONE;
    let mut first = 0;
    while first < cells {
        if has(first) {
            let last = (first..cells).take_while(|cell| has(*cell)).last();
            let last = last.unwrap_or(first);
            for wire in wires_of_run(first, last, cells).iter() {
                open = open.with((below + wire).min(CellSet::MOST - 1), true);
            }
            first = last;
        }
        first += 1;
    }
    open
}

/// Returns the wires that explain a run of cells, all of which have collapsed, between others that have not.
fn wires_of_run(first: usize, last: usize, cells: usize) -> CellSet {
    let down = (first..=last).rev().step_by(2);
    match (first == 0, last + 1 == cells) {
        (true, true) => (0..=cells).collect(),
        (true, false) => down.collect(),
        (false, true) => (first..=last).step_by(2).map(|cell| cell + 1).collect(),
        (false, false) if first == last => [first, first + 1].into_iter().collect(),
        // the wire below the run is not open, nor is that above
        (false, false) => down.map(|cell| cell.max(first + 1)).collect(),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    fn wires(collapsed: u16, cells: usize) -> CellSet {
        open_wires(collapsed, cells, 0)
    }

    /// Cells that collapse while these wires are open.
    fn collapse(open: CellSet, cells: usize) -> u16 {
        (0..cells)
            .filter(|cell| open.contains(*cell) || open.contains(cell + 1))
            .fold(0, |all, cell| all | 1 << cell)
    }

    #[test]
    fn one_wire_and_two_with_one_between_are_told() {
        for cells in 5..=16 {
            let mut sets: Vec<_> = (0..=cells).map(CellSet::only).collect();
            sets.extend((2..=cells).map(|upper| CellSet::from_iter([upper - 2, upper])));
            sets.extend((2..cells).map(|upper| CellSet::from_iter([upper - 1, upper])));
            sets.retain(|open| collapse(*open, cells) != u16::MAX >> (16 - cells));
            for open in sets {
                let found = wires(collapse(open, cells), cells);
                let touching_end = [[1, 2], [cells - 2, cells - 1]].map(CellSet::from_iter);
                if !touching_end.contains(&open) {
                    assert_eq!(found, open, "of {cells}");
                }
            }
        }
    }

    #[test]
    fn whatever_collapses_is_explained() {
        for collapsed in 0..1 << 11 {
            let explained = collapse(wires(collapsed, 11), 11);
            assert_eq!(explained & collapsed, collapsed, "{collapsed:#018b}");
        }
    }

    #[test]
    fn two_that_touch_near_an_end_may_be_told_as_two_that_do_not() {
        assert_eq!(wires(0b0111, 16), CellSet::from_iter([0, 2]));
        assert_eq!(wires(0xE000, 16), CellSet::from_iter([14, 16]));
    }

    #[test]
    fn what_makes_no_sense_is_not_taken_for_sound() {
        assert_eq!(wires(0x0020, 16), CellSet::from_iter([5, 6]));
        assert_eq!(wires(0x0001, 1), CellSet::from_iter([0, 1]));
        assert_eq!(wires(0xFFFF, 16), CellSet::first(17));
    }

    #[test]
    fn wires_of_a_part_higher_up_have_its_numbers() {
        assert_eq!(open_wires(0x8001, 16, 16), CellSet::from_iter([16, 32]));
        assert_eq!(open_wires(0x8000, 16, 240), CellSet::only(255));
    }

    #[test]
    fn only_cells_with_a_current_through_them_collapse() {
        // 0 V, 0 V, 3.3 V
        let data = [0xF0, 0xD8, 0xF0, 0xD8, 0xE0, 0x2E];
        let threshold = Voltage::from_millivolts(1_000);
        // the part counts from 1
        for (excited, found) in [
            (Excited::Odd, 0b001),
            (Excited::Even, 0b010),
            (Excited::None, 0),
        ] {
            assert_eq!(collapsed(data, 0, 16, excited, threshold), Some(found));
        }
        assert_eq!(
            collapsed(data, 1, 4, Excited::Even, threshold),
            Some(0b1000)
        );
        let none = [0xF0, 0xD8, 0x00, 0x80, 0xE0, 0x2E];
        assert_eq!(collapsed(none, 0, 16, Excited::Odd, threshold), None);
        assert_eq!(collapsed(none, 0, 1, Excited::Odd, threshold), Some(1));
    }

    #[test]
    fn sound_wires_and_cells_that_are_not_there_are_left_out() {
        assert_eq!(wires(0, 16), CellSet::NONE);
        assert_eq!(wires(0xF000, 12), CellSet::NONE);
    }
}
