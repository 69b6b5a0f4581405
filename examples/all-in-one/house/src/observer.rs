//! Notes when conditions of the plant begin and end.

use crate::{
    board::House,
    chronicle::{Condition, Fact},
    plant::{Outside, Plant},
    quantity::{amps, celsius, hertz, ohms, volts},
    settings::{
        BACKUP_DEAD, BREAKABLE, CODE, FULL_CELL, HOTTEST, INSULATED, RECOVERED, RESIDUAL, SAFE,
    },
};
use all_in_one_firmware::hal_power::{Current, Instant};

/// Power in W from which on something is fed.
const FED: f64 = 1.0;

/// Current that counts as none.
const ZERO_CURRENT: Current = Current::from_milliamps(100);

/// Difference in V up to which cells are level: what the scenario asks for, and what the monitors can tell.
const LEVEL: f64 = 0.006;

const CONDITIONS: usize = 19;

/// What held at the last look.
#[derive(Default)]
pub(crate) struct Observer([bool; CONDITIONS]);

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

fn conditions(
    plant: &Plant,
    outside: &Outside,
    discharges: bool,
) -> [(Condition, bool); CONDITIONS] {
    let cell = celsius(plant.battery.hottest());
    let current = amps(plant.battery.current());
    let (lowest, highest) = plant.battery.range();
    let grid_dead = outside.grid == 0.0;
    let (grid, frequency) = (volts(outside.grid), hertz(outside.frequency));
    let very_low = below(grid, CODE.under_voltage.get(1).map(|stage| stage.limit));
    let low = below(grid, CODE.under_voltage.first().map(|stage| stage.limit));
    let slow = CODE.under_frequency.first().map(|stage| stage.limit);
    let fast = CODE.over_frequency.first().map(|stage| stage.limit);
    [
        (Condition::GridDead, grid_dead),
        (Condition::StreetCut, outside.is_cut),
        (Condition::VoltageLow, low && !very_low),
        (Condition::VoltageVeryLow, very_low && !grid_dead),
        (Condition::FrequencyLow, below(frequency, slow)),
        (
            Condition::FrequencyHigh,
            fast.is_some_and(|limit| frequency > limit),
        ),
        (Condition::CellHot, cell > HOTTEST),
        (Condition::CellRecovered, cell <= RECOVERED),
        (
            Condition::CellFull,
            volts(plant.battery.highest()) >= volts(FULL_CELL),
        ),
        (Condition::Charging, current < ZERO_CURRENT.saturating_neg()),
        (Condition::CellsApart, highest - lowest > LEVEL),
        (Condition::CurrentBreakable, current.abs() <= BREAKABLE),
        (
            Condition::BackupDead,
            volts(plant.ac.inverter) < BACKUP_DEAD,
        ),
        (Condition::BackupSupplied, plant.ac.backup > FED),
        (
            Condition::FeedsBack,
            (grid_dead || outside.is_cut) && plant.ac.fed > FED,
        ),
        (Condition::Discharging, discharges),
        (Condition::LinkSafe, volts(plant.link.voltage) < SAFE),
        (
            Condition::InsulationLow,
            ohms(plant.net.insulation()) < INSULATED,
        ),
        (
            Condition::LeaksTooMuch,
            amps(plant.ac.leakage.total) >= RESIDUAL.continuous.current,
        ),
    ]
}

fn below<T: PartialOrd>(value: T, limit: Option<T>) -> bool {
    limit.is_some_and(|limit| value < limit)
}
