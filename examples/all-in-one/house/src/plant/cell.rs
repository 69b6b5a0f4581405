//! One LFP cell: open-circuit voltage, resistance, one RC, heat.

/// Nominal capacity in As.
const CAPACITY: f64 = 50.0 * 3_600.0;

/// A charge, and a voltage.
type Point = (f64, f64);

/// Open-circuit voltage at 0, 10, … 100 % (LibreSolar bms_common.c). What follows above is an assumption: a cell that is full
/// rises by 0.4 V within 2 % of its capacity.
const OPEN: [Point; 12] = [
    (0.0, 2.833),
    (0.1, 3.177),
    (0.2, 3.213),
    (0.3, 3.240),
    (0.4, 3.262),
    (0.5, 3.265),
    (0.6, 3.271),
    (0.7, 3.283),
    (0.8, 3.304),
    (0.9, 3.309),
    (1.0, 3.392),
    (1.02, 3.792),
];

/// Resistance in Ω, scaled by capacity from 47.8 mΩ of a 3 Ah cell (SimSES). Two thirds act at once and one third with a time
/// constant of 30 s; that split is an assumption.
const RESISTANCE: f64 = 0.0029;
pub(super) const AT_ONCE: f64 = RESISTANCE * 2.0 / 3.0;
const DELAYED: f64 = RESISTANCE / 3.0;
const DELAY: f64 = 30.0;

/// Heat capacity: 0.07 kg at 3 Ah and 1001 J/kgK (SimSES), scaled by capacity, in J/K.
const HEAT: f64 = 0.07 * 50.0 / 3.0 * 1_001.0;
/// To the air in W/K: 15 W/m²K (SimSES) over an assumed 0.02 m².
const TO_AIR: f64 = 15.0 * 0.02;
/// To its neighbours in W/K, an assumption.
pub(super) const TO_NEIGHBOURS: f64 = 0.5;

/// State of a cell. Current is positive while discharging.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cell {
    /// Of its own capacity, 0 to 1.
    pub(super) charge: f64,
    /// In As.
    capacity: f64,
    /// Voltage over the RC.
    delayed: f64,
    /// In °C.
    pub(super) temperature: f64,
    /// Conductance across it in S: a balancing resistor that is switched on.
    pub(super) bleeder: f64,
}

/// What warms a cell, beside its own current.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Warmth {
    /// In W, from outside the battery.
    pub(super) heater: f64,
    /// In W, from its neighbours.
    pub(super) neighbours: f64,
    /// In °C.
    pub(super) ambient: f64,
}

impl Cell {
    pub(super) const fn new(charge: f64, temperature: f64) -> Self {
        Self {
            charge,
            capacity: CAPACITY,
            delayed: 0.0,
            temperature,
            bleeder: 0.0,
        }
    }

    /// The same cell with only a share of the capacity.
    pub(super) const fn aged(mut self, share: f64) -> Self {
        self.capacity = CAPACITY * share;
        self
    }

    pub(super) fn open_voltage(&self) -> f64 {
        let (low, high) = segment(self.charge);
        let slope = (high.1 - low.1) / (high.0 - low.0);
        low.1 + slope * (self.charge.clamp(low.0, high.0) - low.0)
    }

    /// Behind its resistance that acts at once.
    pub(super) fn source(&self) -> f64 {
        self.open_voltage() - self.delayed
    }

    pub(super) fn voltage(&self, current: f64) -> f64 {
        self.source() - AT_ONCE * current
    }

    /// Energy that the charge stands for in J: the open-circuit voltage over the charge below.
    pub(super) fn energy(&self) -> f64 {
        let mut sum = 0.0;
        for pair in OPEN.windows(2) {
            if let [low, high] = pair {
                let to = self.charge.clamp(low.0, high.0);
                let at = low.1 + (high.1 - low.1) * (to - low.0) / (high.0 - low.0);
                sum += (low.1 + at) / 2.0 * (to - low.0);
            }
        }
        let table = (0.0, OPEN.last().map_or(0.0, |(last, _)| *last));
        let beyond = self.charge - self.charge.clamp(table.0, table.1);
        self.capacity * (sum + beyond * self.open_voltage())
    }

    /// Lets the string's current flow; returns what has turned to heat, in it and in the resistor across it, or is kept in its
    /// RC, in W.
    pub(super) fn step(&mut self, dt: f64, current: f64, warmth: Warmth) -> f64 {
        let voltage = self.voltage(current);
        let through = current + voltage * self.bleeder;
        let inside = self.open_voltage() * through;
        let lost = inside - voltage * current;
        self.charge -= through * dt / self.capacity;
        let settled = 1.0 - libm::exp(-dt / DELAY);
        self.delayed += (DELAYED * through - self.delayed) * settled;

        let own = (inside - voltage * through).max(0.0);
        let cooled = TO_AIR * (self.temperature - warmth.ambient);
        self.temperature += (own + warmth.heater + warmth.neighbours - cooled) * dt / HEAT;
        lost
    }
}

/// The two points of the table around a charge; the ends of the table beyond them.
fn segment(charge: f64) -> (Point, Point) {
    let mut segments = OPEN.windows(2).filter_map(|pair| match pair {
        [low, high] => Some((*low, *high)),
        _ => None,
    });
    let last = ((0.0, 0.0), (1.0, 0.0));
    let found = segments.clone().find(|(_, high)| charge < high.0);
    found.or_else(|| segments.next_back()).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_at_its_points_and_between() {
        for (charge, open) in [
            (-0.1, 2.833),
            (0.0, 2.833),
            (0.1, 3.177),
            (0.95, 3.3505),
            (1.0, 3.392),
            (1.01, 3.592),
            (1.1, 3.792),
        ] {
            let found = Cell::new(charge, 25.0).open_voltage();
            assert!((found - open).abs() < 1e-9, "{charge}: {found}");
        }
    }

    #[test]
    fn energy_is_the_voltage_over_the_charge() {
        for until in [0.05, 0.93, 1.0, 1.015, 1.03] {
            let steps = 30_000;
            let each = until / f64::from(steps);
            let sum: f64 = (0..steps)
                .map(|step| Cell::new((f64::from(step) + 0.5) * each, 25.0).open_voltage() * each)
                .sum();
            let found = Cell::new(until, 25.0).energy() / CAPACITY;
            assert!((found / sum - 1.0).abs() < 1e-6, "{until}: {found} {sum}");
        }
    }

    #[test]
    fn a_resistor_across_it_discharges_it_and_its_heat_is_counted() {
        let mut cell = Cell::new(0.95, 25.0).aged(0.04);
        cell.bleeder = 0.1 / 3.3;
        let before = cell.energy();
        let mut lost = 0.0;
        for _ in 0..3_600 {
            lost += cell.step(1.0, 0.0, Warmth::default());
        }
        // 0.1 Ah of 2 Ah
        assert!((cell.charge - 0.9).abs() < 1e-3, "{}", cell.charge);
        assert!(((before - cell.energy()) / lost - 1.0).abs() < 1e-3);
    }
}
