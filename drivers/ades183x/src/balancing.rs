//! Which cells are discharged, as the PWM groups have it.

use hal_bms::CellSet;

use crate::{Duty, Group, Part, codec::Data};

/// Cells of PWMA.
pub(crate) const FIRST: usize = 12;

/// Returns what is written to a PWM group of a part.
pub(crate) fn pwm(group: Group, cells: CellSet, duty: Duty) -> impl Fn(&Part, usize) -> Data {
    move |part, below| {
        let (from, empty) = place(group);
        let mut data = empty;
        let steps = |cell: usize| {
            let is_on = cell < part.cells() && cells.contains(below + cell);
            if is_on { duty.steps() } else { 0 }
        };
        for (cell, byte) in (from..).step_by(2).zip(data.iter_mut()) {
            if cell < from + 4 || group == Group::PwmA {
                *byte = steps(cell) | steps(cell + 1) << 4;
            }
        }
        data
    }
}

/// Returns the cells that a PWM group discharges, numbered from the part's lowest.
pub(crate) fn discharged(group: Group, data: Data, part: &Part) -> CellSet {
    let (from, _) = place(group);
    let halves = data.into_iter().flat_map(|byte| [byte & 0x0F, byte >> 4]);
    let cells = (from..part.cells()).zip(halves);
    let on = cells.filter(|(_, steps)| *steps != 0);
    on.map(|(cell, _)| cell).collect()
}

/// Returns a group's lowest cell, and what it has where no cell is.
const fn place(group: Group) -> (usize, Data) {
    match group {
        Group::PwmB => (FIRST, [0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF]),
        _ => (0, [0x00; 6]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_cells_are_in_the_lower_half_of_a_byte() {
        let part = Part::new(16).unwrap();
        let cells = CellSet::from_iter([16, 19, 27, 28, 31]);
        let duty = Duty::new(9).unwrap();
        let a = pwm(Group::PwmA, cells, duty)(&part, 16);
        assert_eq!(a, [0x09, 0x90, 0x00, 0x00, 0x00, 0x90]);
        let b = pwm(Group::PwmB, cells, duty)(&part, 16);
        assert_eq!(b, [0x09, 0x90, 0xFF, 0xFF, 0xFF, 0xFF]);
        let found = discharged(Group::PwmA, a, &part).union(discharged(Group::PwmB, b, &part));
        assert_eq!(found, CellSet::from_iter([0, 3, 11, 12, 15]));
    }

    #[test]
    fn a_cell_that_is_not_there_is_not_discharged() {
        let part = Part::new(2).unwrap();
        let all = CellSet::first(16);
        assert_eq!(
            pwm(Group::PwmA, all, Duty::FULL)(&part, 0),
            [0xFF, 0, 0, 0, 0, 0]
        );
        let b = pwm(Group::PwmB, all, Duty::FULL)(&part, 0);
        assert_eq!(b, [0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF]);
        assert_eq!(discharged(Group::PwmB, [0xFF; 6], &part), CellSet::NONE);
    }
}
