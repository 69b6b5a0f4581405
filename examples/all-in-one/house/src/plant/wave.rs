//! The AC side in instantaneous values: the source behind its impedance, the house with a load that may resonate, relays, filter,
//! and a bridge whose diodes conduct with every gate off.

mod meter;

use super::{
    AcSide, NOMINAL, Orders, Outside,
    ac::{AcFlow, GRID_RESISTANCE, probes},
    earth::{Earth, Net, Terminals},
};
use core::f64::consts::{PI, SQRT_2};
use meter::Meter;

/// Longest step of the integration in s.
const STEP: f64 = 5e-6;

/// Frequency in Hz at which a load resonates, and of a grid that nothing is said of.
pub(crate) const NOMINAL_FREQUENCY: f64 = 50.0;

/// Inductance of the grid up to the house in H, an assumption beside its resistance.
const GRID_INDUCTANCE: f64 = 0.5e-3;
/// The bridge's filter: inductance in H and its resistance in Ω, capacitance in F, and what discharges that in S. Assumptions: its
/// resonance lies below a sixth of 20 kHz, where the control of the bridge's own current damps it.
pub(crate) const FILTER_INDUCTANCE: f64 = 2e-3;
const FILTER_RESISTANCE: f64 = 0.05;
const FILTER_CAPACITANCE: f64 = 10e-6;
const FILTER_BLEED: f64 = 1e-4;
/// Capacitance of cables and appliances of the house in F, an assumption.
const HOUSE_CAPACITANCE: f64 = 2e-6;

/// Where everything swings now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wave {
    /// Of the source.
    phase: f64,
    /// Out of the bridge in A.
    bridge: f64,
    /// Across the filter's capacitor, which is the backup output, in V.
    inverter: f64,
    /// Line to neutral in the house in V.
    house: f64,
    /// Out of the source in A.
    grid: f64,
    /// In the inductive branch of a load that resonates, in A.
    resonant: f64,
    earth: Earth,
    /// Out of line and neutral together, over the last step, in A.
    residual: f64,
    meter: Meter,
}

/// What a converter would sample now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Instantaneous {
    /// Grid's side, line to neutral, in V.
    pub(crate) grid: f64,
    /// Out of the bridge in A.
    pub(crate) bridge: f64,
    /// Out of line and neutral together, in A.
    pub(crate) residual: f64,
}

/// What hangs on the house's terminals.
struct Load {
    conductance: f64,
    capacitance: f64,
    /// Reciprocal of the inductance; zero where there is none.
    susceptance: f64,
}

impl Load {
    fn new(outside: &Outside) -> Self {
        let square = NOMINAL * NOMINAL;
        let angular = 2.0 * PI * NOMINAL_FREQUENCY;
        Self {
            conductance: outside.house / square,
            capacitance: HOUSE_CAPACITANCE + outside.resonant / square / angular,
            susceptance: outside.resonant / square * angular,
        }
    }
}

impl Wave {
    /// Samples the waves.
    pub(crate) const fn now(&self) -> Instantaneous {
        Instantaneous {
            grid: self.house,
            bridge: self.bridge,
            residual: self.residual,
        }
    }

    /// Lets `dt` seconds pass; returns what meters show, and what has flown.
    pub(super) fn step(
        &mut self,
        dt: f64,
        outside: &Outside,
        orders: &Orders,
        link: f64,
        net: &Net,
    ) -> (AcSide, AcFlow) {
        let load = Load::new(outside);
        let backup = outside.backup / (NOMINAL * NOMINAL);
        let joined = orders.paths.grid();
        let backup = if joined || orders.paths.bond {
            backup
        } else {
            0.0
        };
        let steps = libm::ceil(dt / STEP).max(1.0);
        let h = dt / steps;
        let mut flow = AcFlow::default();
        self.residual = 0.0;
        let mut left = steps;
        while left > 0.0 {
            left -= 1.0;
            let across = self.drive(h, orders.modulation, link);
            self.supply(h, outside);
            self.resonant += load.susceptance * self.house * h;
            if joined {
                self.join(&load);
                let capacitance = FILTER_CAPACITANCE + load.capacitance;
                let into = self.bridge + self.grid - self.resonant;
                let conductance = load.conductance + backup + FILTER_BLEED;
                self.house = charged(self.house, into, conductance, capacitance, h);
                self.inverter = self.house;
            } else {
                let conductance = backup + FILTER_BLEED;
                self.inverter = charged(
                    self.inverter,
                    self.bridge,
                    conductance,
                    FILTER_CAPACITANCE,
                    h,
                );
                let into = self.grid - self.resonant;
                self.house = charged(self.house, into, load.conductance, load.capacitance, h);
            }
            let now = AcFlow {
                drawn: across * self.bridge,
                bridge: self.inverter * (self.bridge - self.inverter * FILTER_BLEED),
                house: self.house * self.house * load.conductance,
                backup: self.inverter * self.inverter * backup,
                imported: self.house * self.grid,
            };
            let terminals = Terminals::of(orders, self.house, self.inverter);
            let residual = self.earth.step(h, net, terminals.as_ref());
            self.residual += residual / steps;
            self.meter
                .pass(h, self.house, self.inverter, residual, &now);
            flow.add(&now, 1.0 / steps);
        }
        (self.metered(orders), flow)
    }

    /// The bridge's inductor; returns the voltage that the bridge puts out.
    fn drive(&mut self, h: f64, modulation: Option<f64>, link: f64) -> f64 {
        let rise = h / FILTER_INDUCTANCE;
        let drop = FILTER_RESISTANCE * self.bridge;
        if let Some(modulation) = modulation {
            let across = modulation * link;
            self.bridge += (across - drop - self.inverter) * rise;
            return across;
        }
        // Gates off: current that flows frees itself into the link, and what stands above the link drives its own.
        let across = if self.bridge > 0.0 || (self.bridge == 0.0 && self.inverter < -link) {
            -link
        } else if self.bridge < 0.0 || self.inverter > link {
            link
        } else {
            return 0.0;
        };
        let next = self.bridge + (across - drop - self.inverter) * rise;
        self.bridge = if next * self.bridge < 0.0 { 0.0 } else { next };
        across
    }

    fn supply(&mut self, h: f64, outside: &Outside) {
        self.phase += 2.0 * PI * outside.frequency * h;
        if self.phase > 2.0 * PI {
            self.phase -= 2.0 * PI;
        }
        if outside.is_cut {
            self.grid = 0.0;
            return;
        }
        let source = SQRT_2 * outside.grid * libm::sin(self.phase);
        let across = source - GRID_RESISTANCE * self.grid - self.house;
        self.grid += across * h / GRID_INDUCTANCE;
    }

    /// The capacitors on both sides of the relays share their charge when these close.
    fn join(&mut self, load: &Load) {
        let (own, other) = (FILTER_CAPACITANCE, load.capacitance);
        self.house = (self.inverter * own + self.house * other) / (own + other);
    }

    fn metered(&self, orders: &Orders) -> AcSide {
        let shown = self.meter.shown();
        let (line_probe, neutral_probe) = probes(orders.paths, shown.grid, shown.inverter);
        let joined = orders.paths.grid();
        AcSide {
            line_probe,
            neutral_probe,
            fed: if joined {
                shown.bridge - shown.backup
            } else {
                0.0
            },
            ..shown
        }
    }
}

/// A capacitor after `h` seconds of a current into it, beside a conductance that takes of the voltage at the end.
fn charged(voltage: f64, current: f64, conductance: f64, capacitance: f64, h: f64) -> f64 {
    (voltage + current * h / capacitance) / (1.0 + conductance * h / capacitance)
}

#[cfg(test)]
mod tests;
