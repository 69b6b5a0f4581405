//! The monitors of the cells: two parts of 16 cells a module, of either kind.

mod ades183x;
mod bq769x2;
mod port;

pub(crate) use port::Cells;

use super::House;
use crate::{
    plant::{Battery, MODULE},
    quantity::volts,
    settings::Contradiction,
};
use all_in_one_firmware::hal_power::Voltage;
use alloc::{boxed::Box, rc::Rc};
use core::{array, cell::Cell, fmt};
use hal_power_sim::{Counts, World};
use port::Driver;

/// Cells of a part.
const CELLS: u8 = 16;
/// Thermistors of a part, each at every fourth of its cells.
const SENSORS: usize = 3;
/// Conductance in S that balances a cell: 100 mA at 3.3 V, a choice.
const BLEEDER: f64 = 0.1 / 3.3;

/// What watches over the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Monitor {
    /// BQ76952, each on a bus of its own.
    Bq769x2,
    /// ADES1830, in a daisy chain.
    Ades183x,
}

impl Monitor {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Bq769x2, Self::Ades183x];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bq769x2 => "bq769x2",
            Self::Ades183x => "ades183x",
        }
    }
}

impl fmt::Display for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which cells and thermistors a part has.
pub(super) struct Site;

impl Site {
    /// A part's cell by its number in the string.
    fn cell(&self, part: usize, cell: usize) -> usize {
        part * usize::from(CELLS) + cell
    }

    fn cells(&self, battery: &Battery, part: usize) -> [Voltage; CELLS as usize] {
        let voltages = battery.cell_voltages::<{ CELLS as usize }>(self.cell(part, 0));
        voltages.map(volts)
    }

    /// In °C.
    fn temperatures(&self, battery: &Battery, part: usize) -> [f64; SENSORS] {
        array::from_fn(|sensor| battery.temperature(self.cell(part, sensor * 4)))
    }
}

/// The parts' other side.
trait Physical {
    /// Puts the truth to the parts.
    fn expose(&self, battery: &Battery, site: &Site);

    /// Breaks or mends the wire at the negative end of a part's cell.
    fn break_wire(&self, part: usize, tap: usize, is_open: bool);

    /// Discharges what the parts discharge.
    fn bleed(&self, battery: &mut Battery, site: &Site);
}

/// Either kind of part.
enum Kind {
    Bq769x2(bq769x2::Parts),
    Ades183x(ades183x::Parts),
}

/// The parts, as the plant sees them.
pub(super) struct Parts {
    kind: Kind,
    wire: Cell<Option<usize>>,
}

impl Parts {
    pub(super) fn new(world: &World, monitor: Monitor, modules: usize) -> Self {
        let count = modules * MODULE / usize::from(CELLS);
        Self {
            kind: match monitor {
                Monitor::Bq769x2 => Kind::Bq769x2(bq769x2::Parts::new(world, count)),
                Monitor::Ades183x => Kind::Ades183x(ades183x::Parts::new(world, count)),
            },
            wire: Cell::new(None),
        }
    }

    fn physical(&self) -> &dyn Physical {
        match &self.kind {
            Kind::Bq769x2(parts) => parts,
            Kind::Ades183x(parts) => parts,
        }
    }

    pub(super) fn expose(&self, battery: &Battery) {
        self.physical().expose(battery, &Site);
    }

    pub(super) fn bleed(&self, battery: &mut Battery) {
        self.physical().bleed(battery, &Site);
    }

    /// Breaks the wire at the negative end of a cell, and mends any other.
    pub(super) fn break_wire(&self, wire: Option<usize>) {
        let before = self.wire.replace(wire);
        if before != wire {
            let each = usize::from(CELLS);
            for (wire, is_open) in [(before, false), (wire, true)] {
                if let Some(wire) = wire {
                    self.physical()
                        .break_wire(wire / each, wire % each, is_open);
                }
            }
        }
    }

    /// The driver in front of them.
    pub(super) fn port(&self, house: &Rc<House>) -> Result<Cells, Contradiction> {
        let driver = match &self.kind {
            Kind::Bq769x2(parts) => Driver::Bq769x2(parts.driver()?),
            Kind::Ades183x(parts) => Driver::Ades183x(Box::new(parts.driver()?)),
        };
        Ok(Cells::new(house.clone(), driver))
    }

    pub(super) fn counts(&self) -> Counts {
        match &self.kind {
            Kind::Bq769x2(parts) => parts.counts(),
            Kind::Ades183x(parts) => parts.counts(),
        }
    }
}
