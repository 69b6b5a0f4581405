//! What goes wrong in and around the battery.

use super::{Resistor, Scenario, Trouble};

/// Seconds from the start at which things begin: the grid has just been connected to.
const BEGIN: u64 = 120;

/// A cell that is unlike the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OddCell {
    pub(crate) cell: usize,
    /// Charge of its own capacity, 0 to 1.
    pub(crate) charge: f64,
    /// Share of the others' capacity.
    pub(crate) capacity: f64,
}

/// Cells by what happens to them: of the heated ones the cabinet's sensor sees the first, and a monitor's the second.
pub(super) const SEEN_BY_CABINET: usize = 1;
const HOT: usize = 16;
const ODD: usize = 17;
const WIRE: usize = 9;

impl Scenario {
    /// Charge of the battery at the start, 0 to 1.
    pub(crate) const fn charge(self) -> f64 {
        match self {
            Self::CellImbalance => 0.9,
            _ => 0.5,
        }
    }

    /// The cell that is unlike the others from the start.
    pub(crate) const fn odd_cell(self) -> Option<OddCell> {
        match self {
            Self::Overcharge => Some(OddCell {
                cell: ODD,
                charge: 0.5,
                capacity: 0.005,
            }),
            Self::CellImbalance => Some(OddCell {
                cell: ODD,
                charge: 0.924,
                capacity: 0.05,
            }),
            _ => None,
        }
    }

    pub(super) fn battery_trouble(self, second: u64) -> Trouble {
        let none = Trouble::default();
        let since_begin = second.checked_sub(BEGIN);
        let for_the_first = |seconds| since_begin.is_some_and(|since| since < seconds);
        match self {
            Self::PrechargeOpen => Trouble {
                resistor: if second < BEGIN {
                    Resistor::Open
                } else {
                    Resistor::Sound
                },
                // somebody has replaced it
                pressed: second == BEGIN + 1,
                ..none
            },
            Self::PrechargeShort => Trouble {
                resistor: Resistor::Shorted,
                pressed: second == 60,
                ..none
            },
            // it welds, and a dead bus has everything stop; what follows starts on a bus that is well
            Self::WeldedContactor(pole) => Trouble {
                welded: since_begin.map(|_| pole.contact()),
                bus_dead: for_the_first(10),
                pressed: second == BEGIN + 60,
                ..none
            },
            Self::LinkLost => Trouble {
                link_cut: for_the_first(10),
                ..none
            },
            Self::Overcharge => Trouble {
                runaway: if since_begin.is_some() { 4.0 } else { 0.0 },
                is_idle: true,
                pressed: second == BEGIN + 120,
                ..none
            },
            Self::CellImbalance => Trouble {
                is_idle: true,
                ..none
            },
            Self::OpenWire => Trouble {
                broken_wire: for_the_first(60).then_some(WIRE),
                // once too early, and once after it was mended
                pressed: second == BEGIN + 30 || second == BEGIN + 90,
                ..none
            },
            Self::HotCell => Trouble {
                heater: if for_the_first(420) { 100.0 } else { 0.0 },
                heated: HOT,
                pressed: second == BEGIN + 600 || second == BEGIN + 900,
                ..none
            },
            _ => none,
        }
    }
}
