//! An inverter with a controlled current, a resonant load, and a grid behind a switch.
//!
//! Filter inductance from the bridge to the node; resistance, inductance and capacitance from the node to neutral; the grid as a
//! source behind resistance and inductance. A step of 5 µs within frames of 50 µs.

use super::super::{GridFrame, GridOutputs, GridProtection};
use super::bench::{current, voltage};
use super::std::f64::consts::TAU;
use core::time::Duration;
use hal_power::Instant;

const STEP: f64 = 5e-6;
const STEPS: u32 = 10;
const FRAME: u32 = 50;
const FILTER: f64 = 2e-3;

/// The load: power in watts, quality factor, resonance in hertz.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) watts: f64,
    pub(super) quality: f64,
    pub(super) resonance: f64,
}

#[derive(Clone)]
pub(super) struct Plant {
    pub(super) protection: GridProtection,
    sequence: u32,
    micros: u64,
    // the load
    resistance: f64,
    inductance: f64,
    capacitance: f64,
    // state: node voltage, current of the load's and the filter's and the grid's inductance
    node: f64,
    load: f64,
    filter: f64,
    grid: f64,
    source: f64,
    pub(super) hertz: f64,
    grid_ohms: f64,
    grid_henries: f64,
    pub(super) grid_closed: bool,
    // control
    pub(super) watts: f64,
    pll: Pll,
    resonant: (f64, f64),
    pub(super) most_reactive: f64,
}

/// Follows the node's phase by a generator of a quadrature signal and a loop of about 15 Hz.
#[derive(Clone)]
struct Pll {
    phase: f64,
    integral: f64,
    alpha: f64,
    beta: f64,
}

impl Pll {
    fn step(&mut self, volts: f64, dt: f64) -> f64 {
        let omega = TAU * 50.0 + self.integral;
        let error = volts - self.alpha;
        self.alpha += dt * omega * (1.4 * error - self.beta);
        self.beta += dt * omega * self.alpha;
        let size = self.alpha.hypot(self.beta).max(50.0);
        // sine is the phase's reference: alpha = A sin, beta = -A cos
        let q = (self.alpha * self.phase.cos() + self.beta * self.phase.sin()) / size;
        self.integral += dt * 2_200.0 * q;
        let speed = TAU * 50.0 + self.integral + 66.0 * q;
        let phase = self.phase;
        self.phase = (self.phase + dt * speed) % TAU;
        phase
    }
}

impl Plant {
    pub(super) fn new(protection: GridProtection, load: Load) -> Self {
        let resistance = 230.0 * 230.0 / load.watts;
        let omega = TAU * load.resonance;
        Self {
            protection,
            sequence: 0,
            micros: 0,
            resistance,
            inductance: resistance / (omega * load.quality),
            capacitance: load.quality / (omega * resistance),
            node: 0.0,
            load: 0.0,
            filter: 0.0,
            grid: 0.0,
            source: 0.0,
            hertz: 50.0,
            grid_ohms: 0.4,
            grid_henries: 0.8e-3,
            grid_closed: true,
            watts: 0.0,
            pll: Pll {
                phase: 0.0,
                integral: 0.0,
                alpha: 0.0,
                beta: 0.0,
            },
            resonant: (0.0, 0.0),
            most_reactive: 0.0,
        }
    }

    pub(super) fn now(&self) -> Instant {
        Instant::from_micros(1_000_000 + self.micros)
    }

    /// One frame: samples, protection, control, and the plant until the next.
    pub(super) fn frame(&mut self) -> GridOutputs {
        self.sequence = self.sequence.wrapping_add(1);
        let frame = GridFrame::new(
            self.sequence,
            Ok(voltage(self.node)),
            Ok(current(self.filter)),
        )
        .connected(self.watts > 0.0);
        let outputs = self.protection.step(self.now(), &frame);
        let runs = outputs.granted && self.watts > 0.0;
        let reactive = f64::from(outputs.perturbation.reactive.as_ppm()) / 1e6;
        self.most_reactive = self.most_reactive.max(reactive.abs());
        let dt = STEP * f64::from(STEPS);
        let phase = self.pll.step(self.node, dt);
        // the current leads by the reactive share
        let amps = if runs {
            self.watts / 230.0 * 2_f64.sqrt()
        } else {
            0.0
        };
        let reference = amps * (phase.sin() + reactive * phase.cos());
        let error = reference - self.filter;
        // proportional and resonant, with the node's voltage fed forward
        let omega = TAU * 50.0 + self.pll.integral;
        self.resonant.0 += dt * (800.0 * error - omega * self.resonant.1);
        self.resonant.1 += dt * omega * self.resonant.0;
        let bridge = if runs {
            self.node + 12.0 * error + self.resonant.0
        } else {
            self.resonant = (0.0, 0.0);
            0.0
        };
        for _ in 0..STEPS {
            self.advance(bridge, runs);
        }
        self.micros += u64::from(FRAME);
        outputs
    }

    fn advance(&mut self, bridge: f64, runs: bool) {
        self.source = (self.source + TAU * self.hertz * STEP) % TAU;
        let source = 230.0 * 2_f64.sqrt() * self.source.sin();
        if runs {
            self.filter += STEP * (bridge - self.node - 0.05 * self.filter) / FILTER;
        } else {
            self.filter = 0.0;
        }
        if self.grid_closed {
            let across = source - self.node - self.grid_ohms * self.grid;
            self.grid += STEP * across / self.grid_henries;
        } else {
            self.grid = 0.0;
        }
        self.load += STEP * self.node / self.inductance;
        let into = self.filter + self.grid - self.load - self.node / self.resistance;
        self.node += STEP * into / self.capacitance;
    }

    pub(super) fn run(&mut self, time: Duration) -> bool {
        let mut granted = true;
        for _ in 0..time.as_micros() / u128::from(FRAME) {
            granted = self.frame().granted;
        }
        granted
    }

    /// Opens the grid's switch and runs until the channel trips.
    pub(super) fn island(&mut self, most: Duration) -> Option<Duration> {
        self.grid_closed = false;
        let begun = self.now();
        for _ in 0..most.as_micros() / u128::from(FRAME) {
            if !self.frame().granted {
                return Some(self.now().saturating_since(begun));
            }
        }
        None
    }
}
