//! Notes when conditions of the plant begin and end.

use crate::{
    board::House,
    chronicle::{Condition, Fact},
    plant::{Outside, Plant},
    quantity::{amps, celsius, volts},
    settings::{BACKUP_DEAD, BREAKABLE, HOTTEST, RECOVERED, SAFE},
};
use all_in_one_firmware::hal_power::Instant;

/// Power in W from which on something is fed.
const FED: f64 = 1.0;

/// What held at the last look.
#[derive(Default)]
pub(crate) struct Observer([bool; 9]);

impl Observer {
    /// Looks, and notes what has changed.
    pub(crate) fn look(&mut self, now: Instant, house: &House, outside: &Outside) {
        let conditions = conditions(&house.plant(), outside, house.discharges());
        let holding = conditions.map(|(_, holds)| holds);
        let before = core::mem::replace(&mut self.0, holding);
        for ((condition, holds), held) in conditions.into_iter().zip(before) {
            if holds != held {
                house.chronicle.note(now, Fact::Now(condition, holds));
            }
        }
    }
}

fn conditions(plant: &Plant, outside: &Outside, discharges: bool) -> [(Condition, bool); 9] {
    let cell = celsius(plant.battery.hottest());
    let current = amps(plant.battery.current());
    let grid_dead = outside.grid == 0.0;
    [
        (Condition::GridDead, grid_dead),
        (Condition::CellHot, cell > HOTTEST),
        (Condition::CellRecovered, cell <= RECOVERED),
        (Condition::CurrentBreakable, current.abs() <= BREAKABLE),
        (
            Condition::BackupDead,
            volts(plant.ac.inverter) < BACKUP_DEAD,
        ),
        (Condition::BackupSupplied, plant.ac.backup > FED),
        (
            Condition::FeedsBack,
            grid_dead && plant.ac.bridge - plant.ac.backup > FED,
        ),
        (Condition::Discharging, discharges),
        (Condition::LinkSafe, volts(plant.link.voltage) < SAFE),
    ]
}
