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

/// Returns the open wires of a part: wire `n` is at the negative end of its cell `n`.
///
/// A cell collapses with a current through it where a wire at either of its ends is open. Two that touch share the wire between
/// them; one alone has lost the one that it does not share, which only the lowest and the highest cell have. Any other that is
/// alone makes no sense, and counts as both of its wires. Wires are numbered from `below` on; one beyond what a set has room for
/// counts as the last that it has.
pub(crate) fn open_wires(collapsed: u16, cells: usize, below: usize) -> CellSet {
    let has = |cell: usize| cell < cells && collapsed >> cell & 1 != 0;
    let mut open = CellSet::NONE;
    for cell in (0..cells).filter(|cell| has(*cell)) {
        let (has_below, has_above) = (cell > 0 && has(cell - 1), has(cell + 1));
        let is_lowest = cell == 0;
        let is_highest = cell + 1 == cells;
        let alone = !has_below && !has_above;
        let lower = has_below || alone && (is_lowest || !is_highest);
        let upper = has_above || alone && (is_highest || !is_lowest);
        for (wire, is_open) in [(cell, lower), (cell + 1, upper)] {
            if is_open {
                let last = CellSet::MOST - 1;
                open = open.with((below + wire).min(last), true);
            }
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wires(collapsed: u16, cells: usize) -> CellSet {
        open_wires(collapsed, cells, 0)
    }

    #[test]
    fn two_cells_share_the_wire_between_them() {
        for wire in 1..16 {
            assert_eq!(wires(0b11 << (wire - 1), 16), CellSet::only(wire));
        }
        assert_eq!(wires(0b0111_0000, 16), CellSet::from_iter([5, 6]));
    }

    #[test]
    fn a_cell_at_an_end_has_a_wire_of_its_own() {
        assert_eq!(wires(0x0001, 16), CellSet::only(0));
        assert_eq!(wires(0x8000, 16), CellSet::only(16));
        assert_eq!(wires(0x0004, 3), CellSet::only(3));
        assert_eq!(wires(0x8001, 16), CellSet::from_iter([0, 16]));
    }

    #[test]
    fn what_makes_no_sense_is_not_taken_for_sound() {
        assert_eq!(wires(0x0020, 16), CellSet::from_iter([5, 6]));
        assert_eq!(wires(0x0001, 1), CellSet::from_iter([0, 1]));
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
