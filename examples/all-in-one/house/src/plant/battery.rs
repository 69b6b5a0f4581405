//! The battery: modules of 32 cells in series. Cells are alike until something tells one apart.

use super::{
    Outside,
    cell::{AT_ONCE, Cell, TO_NEIGHBOURS, Warmth},
    link::Source,
};
use alloc::vec::Vec;

/// Cells of a module.
pub(crate) const MODULE: usize = 32;

/// State of the battery. Current is positive while discharging.
#[derive(Debug, Clone)]
pub(crate) struct Battery {
    cells: usize,
    /// What every cell is like that is not told apart.
    common: Cell,
    /// Those that are, by their number from the most negative one.
    apart: Vec<(usize, Cell)>,
    current: f64,
}

impl Battery {
    pub(crate) const fn new(modules: usize, charge: f64, ambient: f64) -> Self {
        Self {
            cells: modules * MODULE,
            common: Cell::new(charge, ambient),
            apart: Vec::new(),
            current: 0.0,
        }
    }

    /// Cells in series.
    pub(crate) const fn cells(&self) -> usize {
        self.cells
    }

    pub(crate) const fn charge(&self) -> f64 {
        self.common.charge
    }

    pub(crate) const fn current(&self) -> f64 {
        self.current
    }

    /// Whether cells are told apart.
    pub(crate) fn is_uneven(&self) -> bool {
        !self.apart.is_empty()
    }

    /// Temperature of a cell in °C.
    pub(crate) fn temperature(&self, cell: usize) -> f64 {
        self.cell(cell).temperature
    }

    /// Temperature of the hottest cell in °C.
    pub(crate) fn hottest(&self) -> f64 {
        let temperatures = self.all().map(|(_, cell)| cell.temperature);
        temperatures.fold(f64::MIN, f64::max)
    }

    /// Voltages of the cells from one on.
    pub(crate) fn cell_voltages<const N: usize>(&self, from: usize) -> [f64; N] {
        let mut voltages = [self.common.voltage(self.current); N];
        for (index, cell) in &self.apart {
            let place = index.checked_sub(from);
            if let Some(voltage) = place.and_then(|place| voltages.get_mut(place)) {
                *voltage = cell.voltage(self.current);
            }
        }
        voltages
    }

    /// Voltage of a cell.
    #[cfg(test)]
    pub(crate) fn cell_voltage(&self, cell: usize) -> f64 {
        self.cell(cell).voltage(self.current)
    }

    /// Lowest and highest voltage of a cell at rest.
    pub(crate) fn range(&self) -> (f64, f64) {
        let open = |(_, cell): (f64, Cell)| cell.open_voltage();
        let range = (f64::MAX, f64::MIN);
        self.all().map(open).fold(range, |(low, high), voltage| {
            (low.min(voltage), high.max(voltage))
        })
    }

    /// Highest voltage of a cell now.
    pub(crate) fn highest(&self) -> f64 {
        let voltages = self.all().map(|(_, cell)| cell.voltage(self.current));
        voltages.fold(f64::MIN, f64::max)
    }

    /// Voltage of a module.
    pub(crate) fn module_voltage(&self, module: usize) -> f64 {
        self.cell_voltages::<MODULE>(module * MODULE).iter().sum()
    }

    /// Voltage at the terminals.
    pub(crate) fn voltage(&self) -> f64 {
        self.sum(|cell| cell.voltage(self.current))
    }

    pub(super) fn energy(&self) -> f64 {
        self.sum(Cell::energy)
    }

    /// Gives a cell a charge of its own, of a share of the capacity.
    pub(crate) fn age(&mut self, cell: usize, charge: f64, share: f64) {
        let aged = Cell::new(charge, self.common.temperature).aged(share);
        self.tell_apart(cell, |found| *found = aged);
    }

    /// Puts a conductance in S across a cell.
    pub(crate) fn bleed(&mut self, cell: usize, bleeder: f64) {
        if self.cell(cell).bleeder.to_bits() != bleeder.to_bits() {
            self.tell_apart(cell, |cell| cell.bleeder = bleeder);
        }
    }

    /// Current at which the terminals give `power`.
    pub(super) fn current_at(&self, power: f64) -> f64 {
        let (source, resistance) = (self.sum(Cell::source), self.resistance());
        let root = libm::sqrt((source * source - 4.0 * resistance * power).max(0.0));
        (source - root) / (2.0 * resistance)
    }

    /// The battery as what stands before a diode, behind `more` ohms.
    pub(super) fn behind(&self, more: f64) -> Source<'static> {
        Source::Resistive {
            voltage: self.sum(Cell::source),
            resistance: self.resistance() + more,
        }
    }

    /// Lets current flow; returns the power at the terminals, and what the cells turn to heat or keep in their RCs, in W.
    pub(super) fn step(&mut self, dt: f64, current: f64, outside: &Outside) -> (f64, f64) {
        self.current = current;
        let power = self.voltage() * current;
        if outside.heater != 0.0 {
            self.tell_apart(outside.heated, |_| {});
        }
        let ambient = outside.ambient;
        let (alike, before) = (self.alike(), self.common.temperature);
        let (mut lost, mut passed) = (0.0, 0.0);
        for (index, cell) in &mut self.apart {
            let heater = if *index == outside.heated {
                outside.heater
            } else {
                0.0
            };
            let neighbours = TO_NEIGHBOURS * (before - cell.temperature);
            passed += neighbours;
            let warmth = Warmth {
                heater,
                neighbours,
                ambient,
            };
            lost += cell.step(dt, current, warmth);
        }
        let warmth = Warmth {
            heater: 0.0,
            neighbours: -passed / alike.max(1.0),
            ambient,
        };
        lost += alike * self.common.step(dt, current, warmth);
        (power, lost)
    }

    fn cell(&self, cell: usize) -> &Cell {
        let apart = self.apart.iter().find(|(index, _)| *index == cell);
        apart.map_or(&self.common, |(_, cell)| cell)
    }

    fn tell_apart(&mut self, cell: usize, change: impl FnOnce(&mut Cell)) {
        if let Some((_, found)) = self.apart.iter_mut().find(|(index, _)| *index == cell) {
            change(found);
        } else {
            let mut own = self.common;
            change(&mut own);
            self.apart.push((cell, own));
        }
    }

    /// How many are alike.
    fn alike(&self) -> f64 {
        count(self.cells - self.apart.len())
    }

    /// Every kind of cell, and how many there are of it.
    fn all(&self) -> impl Iterator<Item = (f64, Cell)> {
        let alike = core::iter::once((self.alike(), self.common));
        alike
            .filter(|(number, _)| *number > 0.0)
            .chain(self.apart.iter().map(|(_, cell)| (1.0, *cell)))
    }

    fn sum(&self, of: impl Fn(&Cell) -> f64) -> f64 {
        self.all().map(|(number, cell)| number * of(&cell)).sum()
    }

    fn resistance(&self) -> f64 {
        count(self.cells) * AT_ONCE
    }
}

fn count(cells: usize) -> f64 {
    u32::try_from(cells).map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_modules_hold_about_20_kwh() {
        let full = Battery::new(4, 1.0, 25.0).energy();
        assert!((full / 3.6e6 - 20.7).abs() < 0.2, "{full}");
        let voltage = Battery::new(4, 0.5, 25.0).voltage();
        assert!((voltage - 128.0 * 3.265).abs() < 1e-9);
    }

    #[test]
    fn a_power_is_what_its_current_makes_at_the_terminals() {
        let mut battery = Battery::new(4, 0.5, 25.0);
        battery.age(7, 0.98, 0.1);
        for power in [-5_000.0, -1.0, 0.0, 5_000.0] {
            battery.current = battery.current_at(power);
            assert!((battery.voltage() * battery.current - power).abs() < 1e-6);
        }
    }

    #[test]
    fn a_cell_told_apart_is_one_of_the_string() {
        let mut battery = Battery::new(1, 0.5, 25.0);
        let alike = battery.voltage();
        battery.age(31, 1.0, 0.5);
        assert!((battery.voltage() - alike - (3.392 - 3.265)).abs() < 1e-9);
        assert_eq!(battery.range(), (3.265, 3.392));
        for _ in 0..100 {
            battery.step(1.0, -20.0, &Outside::QUIET);
        }
        assert!(battery.cell_voltage(31) > 3.5, "a small cell fills up soon");
        assert!(battery.cell_voltage(30) < 3.4);
    }

    #[test]
    fn energy_is_kept_with_a_cell_that_is_bled() {
        let mut battery = Battery::new(1, 0.6, 25.0);
        battery.bleed(3, 0.03);
        let before = battery.energy();
        let mut out = 0.0;
        for step in 0..2_000 {
            let current = if step % 300 < 150 { 10.0 } else { -7.0 };
            let (power, lost) = battery.step(1.0, current, &Outside::QUIET);
            out += power + lost;
        }
        assert!((before - out - battery.energy()).abs() / out.abs() < 1e-3);
    }

    /// Sixteen cells, guard and balancer at 100 Hz, for a counter of instructions: the difference of two runs of different `STEPS`.
    #[test]
    #[ignore = "to be counted: STEPS=10000 valgrind --tool=callgrind"]
    fn a_loop_of_cells_guard_and_balancer() {
        use crate::{
            quantity::{amps, celsius, volts},
            settings::{Part, pack},
        };
        use all_in_one_firmware::{
            hal_bms::{Balancer, BalancerInputs, CellGuard, CellInputs, SafetyStatus},
            hal_power::{Instant, Ratio, Reading},
        };
        let part = Part {
            cells: 16,
            sensors: 3,
            allows_neighbours: false,
            expires_after: core::time::Duration::from_secs(20),
        };
        let settings = pack(part).unwrap();
        let mut guard = CellGuard::new(settings.guard, Instant::ORIGIN);
        let mut balancer = Balancer::new(settings.balancer);
        let mut battery = Battery::new(1, 0.6, 25.0);
        battery.cells = 16;
        let steps: u64 = std::env::var("STEPS").map_or(100, |steps| steps.parse().unwrap());
        for step in 1..=steps {
            let current = if step % 1_000 < 500 { 10.0 } else { -7.0 };
            battery.step(0.01, current, &Outside::QUIET);
            let now = Instant::from_micros(step * 10_000);
            let cells = battery.cell_voltages::<16>(0).map(volts);
            let warm = [celsius(battery.hottest()); 3];
            let (cells, warm) = (Reading::new(&cells[..], now), Reading::new(&warm[..], now));
            let status = Ok(Reading::new(SafetyStatus::empty(), now));
            let wires = Some(Reading::new(Default::default(), now));
            let inputs = CellInputs::new(Ok(cells), Ok(warm), status).with_open_wires(wires);
            assert_eq!(guard.step(now, inputs).charge, Ratio::ONE);
            let current = Ok(Reading::new(amps(current), now));
            let wants = balancer.step(now, BalancerInputs::new(Ok(cells), Ok(warm), current));
            assert!(wants.cells.is_empty());
        }
    }
}
