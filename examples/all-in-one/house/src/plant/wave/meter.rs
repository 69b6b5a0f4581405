//! Effective values and mean powers over one cycle.

use super::super::{
    Leakage,
    ac::{AcFlow, AcSide},
};

/// A cycle is so many windows of this many seconds.
const WINDOWS: usize = 20;
const WINDOW: f64 = 1e-3;

/// Integrals over a window.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    time: f64,
    grid: f64,
    inverter: f64,
    /// Of the residual current: itself, its square, and its product with the inverter's voltage.
    residual: [f64; 3],
    flow: AcFlow,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.time += other.time;
        self.grid += other.grid;
        self.inverter += other.inverter;
        for (sum, other) in self.residual.iter_mut().zip(other.residual) {
            *sum += other;
        }
        self.flow.add(&other.flow, 1.0);
    }
}

/// Windows of the last cycle, and the one that runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    running: Sums,
    full: [Sums; WINDOWS],
    next: usize,
    shown: AcSide,
}

impl Meter {
    /// Lets `h` seconds pass.
    pub(super) fn pass(&mut self, h: f64, grid: f64, inverter: f64, residual: f64, flow: &AcFlow) {
        let running = &mut self.running;
        running.time += h;
        running.grid += grid * grid * h;
        running.inverter += inverter * inverter * h;
        let [mean, square, product] = &mut running.residual;
        *mean += residual * h;
        *square += residual * residual * h;
        *product += residual * inverter * h;
        running.flow.add(flow, h);
        if running.time >= WINDOW {
            self.turn();
        }
    }

    /// What the last whole cycle comes to; the probes are not metered here.
    pub(super) const fn shown(&self) -> AcSide {
        self.shown
    }

    fn turn(&mut self) {
        let running = core::mem::take(&mut self.running);
        if let Some(oldest) = self.full.get_mut(self.next) {
            *oldest = running;
        }
        self.next = (self.next + 1) % WINDOWS;
        let mut all = Sums::default();
        for window in &self.full {
            all.add(window);
        }
        let mean = |sum: f64| sum / all.time;
        let inverter = libm::sqrt(mean(all.inverter));
        let [direct, square, product] = all.residual.map(mean);
        self.shown = AcSide {
            grid: libm::sqrt(mean(all.grid)),
            inverter,
            bridge: mean(all.flow.bridge),
            house: mean(all.flow.house),
            backup: mean(all.flow.backup),
            imported: mean(all.flow.imported),
            leakage: Leakage {
                in_phase: product / inverter.max(1.0),
                direct,
                total: libm::sqrt(square),
            },
            ..AcSide::default()
        };
    }
}
