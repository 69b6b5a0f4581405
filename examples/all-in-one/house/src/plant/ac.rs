//! The AC side: grid, relays, house, backup output, in effective values.

use super::{Leakage, Orders, Outside, Paths, link::Source};

/// Nominal voltage, RMS.
pub(crate) const NOMINAL: f64 = 230.0;

/// Resistance of the grid up to the house in Ω, an assumption. A dead street is the same resistance with nothing behind it: the
/// neighbours' loads hold its voltage down.
pub(super) const GRID_RESISTANCE: f64 = 0.3;

/// Filter, cable and two diodes in Ω, where the bridge only rectifies; an assumption.
const RECTIFIER: f64 = 0.5;

/// Share of a voltage that stray capacitance carries across open contacts to a probe; an assumption.
const STRAY: f64 = 0.03;

/// Voltages and powers of one step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AcSide {
    /// Grid's side, line to neutral.
    pub(crate) grid: f64,
    /// Inverter's side, line to neutral: the backup output.
    pub(crate) inverter: f64,
    /// Inverter's line against the grid's neutral.
    pub(crate) line_probe: f64,
    /// Grid's line against the inverter's neutral.
    pub(crate) neutral_probe: f64,
    /// Power of the bridge, positive out of it.
    pub(crate) bridge: f64,
    /// Power that the house takes.
    pub(crate) house: f64,
    /// Power that the backup load takes.
    pub(crate) backup: f64,
    /// Power from the grid at the point of supply, negative while exporting.
    pub(crate) imported: f64,
    /// Power that the bridge drives into the net of grid and house.
    pub(crate) fed: f64,
    /// What leaves through line and neutral together.
    pub(crate) leakage: Leakage,
}

impl AcSide {
    pub(super) fn solve(outside: &Outside, orders: &Orders, link: f64) -> Self {
        let house = outside.house / (NOMINAL * NOMINAL);
        let backup = outside.backup / (NOMINAL * NOMINAL);
        if orders.paths.grid() {
            Self::connected(outside.grid, orders.bridge, house, backup)
        } else {
            Self::apart(outside.grid, orders, house, backup, link)
        }
    }

    /// One net. The bridge feeds a current in, in phase.
    fn connected(source: f64, bridge: Option<f64>, house: f64, backup: f64) -> Self {
        let current = bridge.unwrap_or(0.0) / NOMINAL;
        let conductance = 1.0 / GRID_RESISTANCE + house + backup;
        let voltage = ((source / GRID_RESISTANCE + current) / conductance).max(0.0);
        Self {
            grid: voltage,
            inverter: voltage,
            line_probe: voltage,
            neutral_probe: voltage,
            bridge: voltage * current,
            house: voltage * voltage * house,
            backup: voltage * voltage * backup,
            imported: voltage * (source - voltage) / GRID_RESISTANCE,
            fed: voltage * (current - voltage * backup),
            leakage: Leakage::default(),
        }
    }

    /// Two nets, joined by one pole at most. The bridge makes nominal voltage as far as the link carries it, and the backup load
    /// hangs on it while the bond is closed.
    fn apart(source: f64, orders: &Orders, house: f64, backup: f64, link: f64) -> Self {
        let grid = source / GRID_RESISTANCE / (1.0 / GRID_RESISTANCE + house);
        let inverter = match orders.bridge {
            Some(_) => NOMINAL.min(link / core::f64::consts::SQRT_2),
            None => 0.0,
        };
        let load = if orders.paths.bond { backup } else { 0.0 };
        let backup = inverter * inverter * load;
        let (line_probe, neutral_probe) = probes(orders.paths, grid, inverter);
        Self {
            grid,
            inverter,
            line_probe,
            neutral_probe,
            bridge: backup,
            house: grid * grid * house,
            backup,
            imported: grid * (source - grid) / GRID_RESISTANCE,
            fed: 0.0,
            leakage: Leakage::default(),
        }
    }

    /// The grid's neutral against earth: what the current of the house drops along its half of the cable, earthed at the other end.
    pub(crate) fn neutral_to_earth(&self) -> f64 {
        if self.grid > 0.0 {
            (self.imported / self.grid).abs() * GRID_RESISTANCE / 2.0
        } else {
            0.0
        }
    }

    /// Power that flows while nothing swings.
    pub(super) const fn flow(&self) -> AcFlow {
        AcFlow {
            drawn: self.bridge,
            bridge: self.bridge,
            house: self.house,
            backup: self.backup,
            imported: self.imported,
        }
    }

    /// The grid as what stands before the bridge's diodes.
    pub(super) fn rectifier(&self) -> Source<'static> {
        Source::Resistive {
            voltage: self.grid * core::f64::consts::SQRT_2,
            resistance: RECTIFIER,
        }
    }

    /// Adds what the diodes draw to the import; returns it in W.
    pub(super) fn rectify(&mut self, current: f64) -> f64 {
        let power = current * self.grid * core::f64::consts::SQRT_2;
        self.imported += power;
        power
    }
}

/// Mean powers of one step in W.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AcFlow {
    /// From the link into the bridge, before the bridge's own losses.
    pub(super) drawn: f64,
    /// Out of the bridge's filter, less what discharges that.
    pub(super) bridge: f64,
    pub(super) house: f64,
    pub(super) backup: f64,
    pub(super) imported: f64,
}

impl AcFlow {
    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.drawn += other.drawn * weight;
        self.bridge += other.bridge * weight;
        self.house += other.house * weight;
        self.backup += other.backup * weight;
        self.imported += other.imported * weight;
    }
}

/// What the probes across the relays show: the inverter's line against the grid's neutral, the grid's line against the inverter's.
pub(super) fn probes(paths: Paths, grid: f64, inverter: f64) -> (f64, f64) {
    let stray = STRAY * grid.max(inverter);
    match (paths.line, paths.neutral) {
        (true, true) => (grid, grid),
        (true, false) => (grid, inverter),
        (false, true) => (inverter, grid),
        (false, false) => (stray, stray),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plant::Paths;

    const OUTSIDE: Outside = Outside {
        grid: 230.0,
        house: 1_000.0,
        backup: 200.0,
        ..Outside::QUIET
    };

    fn solve(grid: f64, bridge: Option<f64>, line: bool, neutral: bool) -> AcSide {
        let paths = Paths {
            line,
            neutral,
            ..Paths::default()
        };
        let orders = Orders {
            bridge,
            paths,
            ..Orders::default()
        };
        AcSide::solve(&Outside { grid, ..OUTSIDE }, &orders, 480.0)
    }

    #[test]
    fn power_at_the_node_sums_to_nothing() {
        for bridge in [None, Some(3_000.0), Some(-2_000.0)] {
            let ac = solve(230.0, bridge, true, true);
            let sum = ac.imported + ac.bridge - ac.house - ac.backup;
            assert!(sum.abs() < 1e-9, "{bridge:?}: {sum}");
        }
    }

    #[test]
    fn a_dead_street_takes_the_voltage_down() {
        let ac = solve(0.0, Some(5_000.0), true, true);
        assert!(ac.grid < 10.0 && ac.bridge < 200.0, "{ac:?}");
    }

    #[test]
    fn with_the_grid_each_pole_that_conducts_shows_in_its_own_probe() {
        let probes = |line, neutral| {
            let ac = solve(230.0, None, line, neutral);
            (ac.line_probe > 200.0, ac.neutral_probe > 200.0)
        };
        assert_eq!(probes(false, false), (false, false));
        assert_eq!(probes(true, false), (true, false));
        assert_eq!(probes(false, true), (false, true));
    }

    #[test]
    fn with_the_bridge_each_pole_that_conducts_shows_in_the_other_probe() {
        let probes = |line, neutral| {
            let ac = solve(0.0, Some(0.0), line, neutral);
            (ac.line_probe > 200.0, ac.neutral_probe > 200.0)
        };
        assert_eq!(probes(false, false), (false, false));
        assert_eq!(probes(true, false), (false, true));
        assert_eq!(probes(false, true), (true, false));
    }
}
