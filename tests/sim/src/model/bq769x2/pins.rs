//! The world at the pins.

use super::part::{CELLS, Part, Thermistor};
use hal_power::Temperature;

/// What the current source of the open-wire check takes from an input in one measurement of 3 ms, in pC: 55 µA typical.
const CHECK_PICOCOULOMBS: i64 = 165_000;
/// Switch of one cell in mΩ, typical.
const SWITCH: i64 = 28_000;

/// Cells, wires, current, temperatures.
#[derive(Debug, Clone)]
pub(super) struct Pins {
    count: usize,
    /// µV.
    cells: [i32; CELLS],
    /// A bit for each wire that is open; wire `n` is below cell `n`.
    pub(super) open: u32,
    /// How far each input is below its wire, in µV.
    fallen: [i32; CELLS + 1],
    /// µA, positive while charging.
    pub(super) current: i64,
    /// µΩ.
    pub(super) shunt: i64,
    pub(super) thermistors: [Thermistor; 9],
    /// m°C.
    pub(super) die: i32,
    /// µV.
    pub(super) pack: i32,
    /// µV.
    pub(super) load: i32,
    pub(super) ts2_is_low: bool,
    /// Resistor before each input, in mΩ.
    pub(super) input: i64,
    /// Capacitor of each input, in nF.
    pub(super) capacitor: u32,
}

impl Pins {
    pub(super) fn new(part: Part, shunt: i64) -> Self {
        Self {
            count: part.cells(),
            cells: [0; CELLS],
            open: 0,
            fallen: [0; CELLS + 1],
            current: 0,
            shunt,
            thermistors: [Thermistor::At(Temperature::from_celsius(25)); 9],
            die: 25_000,
            pack: 0,
            load: 0,
            ts2_is_low: false,
            input: 20_000,
            capacitor: 100,
        }
    }

    pub(super) fn set_cell(&mut self, cell: usize, microvolts: i32) {
        if let Some(voltage) = self.cells.get_mut(cell).filter(|_| cell < self.count) {
            *voltage = microvolts;
        }
    }

    pub(super) fn set_wire(&mut self, wire: usize, is_open: bool) {
        let Some(fallen) = self.fallen.get_mut(wire).filter(|_| wire <= self.count) else {
            return;
        };
        if is_open {
            self.open |= 1 << wire;
        } else {
            self.open &= !(1 << wire);
            *fallen = 0;
        }
    }

    /// Returns what is between the inputs of each cell, in µV.
    pub(super) fn inputs(&self) -> impl Iterator<Item = i32> + '_ {
        let below = self.fallen.iter();
        let above = self.fallen.iter().skip(1);
        let cells = self.cells.iter().take(self.count);
        cells
            .zip(below.zip(above))
            .map(|(cell, (below, above))| cell.saturating_add(below.saturating_sub(*above)))
    }

    /// Returns the voltage at the topmost input, in µV.
    pub(super) fn stack(&self) -> i32 {
        self.inputs().fold(0, i32::saturating_add)
    }

    /// One open-wire check: each input without a wire is pulled down, its cell no lower than `floor`.
    pub(super) fn check(&mut self, floor: i32, is_fast: bool) {
        let charge = if is_fast {
            CHECK_PICOCOULOMBS / 2
        } else {
            CHECK_PICOCOULOMBS
        };
        // pC / nF = mV.
        let step = charge * 1_000 / i64::from(self.capacitor.max(1));
        let step = i32::try_from(step).unwrap_or(i32::MAX);
        for wire in 1..=self.count {
            if self.open & 1 << wire == 0 {
                continue;
            }
            let read = self.inputs().nth(wire - 1).unwrap_or_default();
            let room = read.saturating_sub(floor).max(0);
            if let Some(fallen) = self.fallen.get_mut(wire) {
                *fallen = fallen.saturating_add(step.min(room));
            }
        }
    }

    /// Returns the voltage across the shunt in nV, positive while charging.
    pub(super) fn sense(&self) -> i64 {
        self.current.saturating_mul(self.shunt) / 1_000
    }

    /// Returns the current through the switches of each cell in `mask`, in µA. Switches of neighbours are in series.
    pub(super) fn balancing(&self, mask: u16) -> [i64; CELLS] {
        let mut currents = [0; CELLS];
        let on = |cell: usize| mask & 1 << cell != 0;
        let mut cell = 0;
        while cell < self.count {
            let first = cell;
            while cell < self.count && on(cell) {
                cell += 1;
            }
            if cell == first {
                cell += 1;
                continue;
            }
            let switches = i64::try_from(cell - first).unwrap_or_default();
            let is_open = self.open & (1 << first | 1 << cell) != 0;
            let run = self.cells.iter().skip(first).take(cell - first);
            let voltage = run.map(|cell| i64::from(*cell)).sum::<i64>().max(0);
            let resistance = (2 * self.input + switches * SWITCH).max(1);
            // µV / mΩ = mA.
            let current = if is_open {
                0
            } else {
                voltage * 1_000 / resistance
            };
            let run = currents.iter_mut().skip(first).take(cell - first);
            run.for_each(|cell| *cell = current);
        }
        currents
    }
}
