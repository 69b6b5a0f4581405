//! Which cells to discharge.

use crate::CellSet;
use hal_power::Voltage;

/// Chooses up to `most` cells above a voltage, the highest first, and no neighbour of one that is chosen where those are
/// forbidden.
pub(super) fn chosen(
    cells: &[Voltage],
    above: Voltage,
    allows_neighbours: bool,
    most: usize,
) -> CellSet {
    let mut chosen = CellSet::NONE;
    let mut barred = CellSet::NONE;
    for _ in 0..most.min(cells.len()) {
        let candidates = cells.iter().enumerate();
        let highest = candidates
            .filter(|(cell, voltage)| **voltage > above && !barred.contains(*cell))
            .max_by_key(|(_, voltage)| **voltage);
        let Some((cell, _)) = highest else { break };
        chosen = chosen.with(cell, true);
        barred = barred.with(cell, true);
        if !allows_neighbours {
            barred = barred.with(cell + 1, true);
            if let Some(below) = cell.checked_sub(1) {
                barred = barred.with(below, true);
            }
        }
    }
    chosen
}
