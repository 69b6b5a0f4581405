//! The battery: four modules of 32 LFP cells of 50 Ah in series, open-circuit voltage, resistance, one RC, heat.

use super::{Outside, link::Source};

/// Cells in series.
pub(crate) const CELLS: f64 = 128.0;

/// Capacity in As.
const CAPACITY: f64 = 50.0 * 3_600.0;

/// Open-circuit voltage of a cell at 0, 10, … 100 % (LibreSolar bms_common.c).
const OPEN_CELL: [f64; 11] = [
    2.833, 3.177, 3.213, 3.240, 3.262, 3.265, 3.271, 3.283, 3.304, 3.309, 3.392,
];

/// Resistance of the string in Ω: 2.9 mΩ a cell, scaled by capacity from 47.8 mΩ of a 3 Ah cell (SimSES). Two thirds act at
/// once and one third with a time constant of 30 s; that split is an assumption.
const RESISTANCE: f64 = CELLS * 0.0029;
const AT_ONCE: f64 = RESISTANCE * 2.0 / 3.0;
const DELAYED: f64 = RESISTANCE / 3.0;
const DELAY: f64 = 30.0;

/// Heat of a cell: 0.07 kg at 3 Ah and 1001 J/kgK (SimSES), scaled by capacity, in J/K.
const CELL_HEAT: f64 = 0.07 * 50.0 / 3.0 * 1_001.0;
/// From each cell to the air in W/K: 15 W/m²K (SimSES) over an assumed 0.02 m².
const TO_AIR: f64 = 15.0 * 0.02;
/// From one cell to its neighbours in W/K, an assumption.
const TO_NEIGHBOURS: f64 = 0.5;

/// State of the battery. Current is positive while discharging.
#[derive(Debug, Clone)]
pub(crate) struct Battery {
    /// State of charge, 0 to 1.
    charge: f64,
    /// Voltage over the RC.
    delayed: f64,
    current: f64,
    /// Mean cell in °C.
    mean: f64,
    /// Hottest cell in °C.
    hottest: f64,
}

impl Battery {
    pub(super) const fn new(charge: f64, ambient: f64) -> Self {
        Self {
            charge,
            delayed: 0.0,
            current: 0.0,
            mean: ambient,
            hottest: ambient,
        }
    }

    pub(crate) const fn charge(&self) -> f64 {
        self.charge
    }

    pub(crate) const fn current(&self) -> f64 {
        self.current
    }

    pub(crate) const fn hottest(&self) -> f64 {
        self.hottest
    }

    /// Voltage at the terminals.
    pub(crate) fn voltage(&self) -> f64 {
        self.open_voltage() - self.delayed - AT_ONCE * self.current
    }

    /// Voltage at rest.
    pub(crate) fn open_voltage(&self) -> f64 {
        let (index, part) = place(self.charge);
        let (low, high) = (open_cell(index), open_cell(index + 1));
        CELLS * (low + (high - low) * part)
    }

    /// Energy that the charge stands for in J: the open-circuit voltage over the charge below.
    pub(super) fn energy(&self) -> f64 {
        let (index, part) = place(self.charge);
        let step = |from: usize, to: f64| {
            let (low, high) = (open_cell(from), open_cell(from + 1));
            (low + (high - low) * to / 2.0) * to
        };
        let below: f64 = (0..index).map(|each| step(each, 1.0)).sum();
        CELLS * CAPACITY / 10.0 * (below + step(index, part))
    }

    /// Current at which the terminals give `power`.
    pub(super) fn current_at(&self, power: f64) -> f64 {
        let source = self.open_voltage() - self.delayed;
        let root = libm::sqrt((source * source - 4.0 * AT_ONCE * power).max(0.0));
        (source - root) / (2.0 * AT_ONCE)
    }

    /// The battery as what stands before a diode, behind `more` ohms.
    pub(super) fn behind(&self, more: f64) -> Source<'static> {
        Source::Resistive {
            voltage: self.open_voltage() - self.delayed,
            resistance: AT_ONCE + more,
        }
    }

    /// Lets current flow; returns the power at the terminals, and what the cells turn to heat or keep in their RC, in W.
    pub(super) fn step(&mut self, dt: f64, current: f64, outside: &Outside) -> (f64, f64) {
        self.current = current;
        let power = self.voltage() * current;
        let heat = self.open_voltage() * current - power;
        self.charge -= current * dt / CAPACITY;
        let settled = 1.0 - libm::exp(-dt / DELAY);
        self.delayed += (DELAYED * current - self.delayed) * settled;

        let each = heat.max(0.0) / CELLS;
        let cooled = |cell: f64| TO_AIR * (cell - outside.ambient);
        let passed = TO_NEIGHBOURS * (self.hottest - self.mean);
        self.hottest += (each + outside.heater - cooled(self.hottest) - passed) * dt / CELL_HEAT;
        self.mean += (each - cooled(self.mean) + passed / CELLS) * dt / CELL_HEAT;
        (power, heat)
    }
}

/// Segment of the table and the place in it.
fn place(charge: f64) -> (usize, f64) {
    let tenths = (charge * 10.0).clamp(0.0, 10.0);
    let index = (0..=9)
        .rev()
        .find(|index| tenths >= f64::from(*index))
        .unwrap_or(0);
    (
        usize::try_from(index).unwrap_or(0),
        tenths - f64::from(index),
    )
}

fn open_cell(index: usize) -> f64 {
    OPEN_CELL.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_at_its_points_and_between() {
        for (charge, cell) in [(0.0, 2.833), (0.1, 3.177), (0.95, 3.3505), (1.0, 3.392)] {
            let found = Battery::new(charge, 25.0).open_voltage() / CELLS;
            assert!((found - cell).abs() < 1e-9, "{charge}: {found}");
        }
    }

    #[test]
    fn energy_is_the_voltage_over_the_charge() {
        let full = Battery::new(1.0, 25.0).energy();
        let sum: f64 = (0..10_000)
            .map(|part| Battery::new((f64::from(part) + 0.5) / 10_000.0, 25.0).open_voltage())
            .sum();
        let integral = sum / 10_000.0 * CAPACITY;
        assert!((full / integral - 1.0).abs() < 1e-6, "{full} {integral}");
        assert!((full / 3.6e6 - 20.7).abs() < 0.2, "about 20.7 kWh: {full}");
    }

    #[test]
    fn a_power_is_what_its_current_makes_at_the_terminals() {
        let mut battery = Battery::new(0.5, 25.0);
        for power in [-5_000.0, -1.0, 0.0, 5_000.0] {
            battery.current = battery.current_at(power);
            assert!((battery.voltage() * battery.current - power).abs() < 1e-6);
        }
    }
}
