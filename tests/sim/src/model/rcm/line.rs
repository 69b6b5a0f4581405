//! The line that leakage flows from.

use crate::model::real;
use alloc::vec::Vec;
use hal_power::{Frequency, Ratio, Voltage};

/// A line's voltage to neutral, which is at earth.
#[derive(Debug, Clone)]
pub struct Line {
    /// Peak of the fundamental, in V.
    peak: f64,
    hertz: f64,
    /// Change of the frequency, in Hz/s.
    ramp: f64,
    /// Of the fundamental, in cycles.
    phase: f64,
    /// Order, and share of the fundamental.
    harmonics: Vec<(u32, f64)>,
}

impl Line {
    pub(super) const fn new() -> Self {
        Self {
            peak: 0.0,
            hertz: 50.0,
            ramp: 0.0,
            phase: 0.0,
            harmonics: Vec::new(),
        }
    }

    /// Sets the effective value of the fundamental; zero for a line that is dead.
    pub fn set_voltage(&mut self, effective: Voltage) {
        self.peak = real::volts(effective) * core::f64::consts::SQRT_2;
    }

    /// Sets the frequency.
    pub fn set_frequency(&mut self, frequency: Frequency) {
        self.hertz = f64::from(frequency.as_millihertz()) / 1e3;
    }

    /// Sets by how much the frequency changes, in mHz per second.
    pub fn set_ramp(&mut self, millihertz: i32) {
        self.ramp = f64::from(millihertz) / 1e3;
    }

    /// Moves the phase at once, by parts of a cycle.
    pub fn jump(&mut self, cycles: Ratio) {
        self.phase += share(cycles);
    }

    /// Adds a harmonic, as a share of the fundamental.
    pub fn add_harmonic(&mut self, order: u32, of_fundamental: Ratio) {
        self.harmonics.push((order, share(of_fundamental)));
    }

    /// Returns where in its cycle the fundamental is; it rises through zero at zero.
    #[must_use]
    pub fn phase(&self) -> Ratio {
        real::ratio(self.phase - libm::floor(self.phase))
    }

    pub(super) fn advance(&mut self, seconds: f64) {
        self.phase += (self.hertz + self.ramp * seconds / 2.0) * seconds;
        self.hertz += self.ramp * seconds;
    }

    pub(super) fn volts(&self) -> f64 {
        let angle = core::f64::consts::TAU * self.phase;
        let harmonics = self.harmonics.iter();
        let sum: f64 = harmonics
            .map(|(order, share)| share * libm::sin(angle * f64::from(*order)))
            .sum();
        self.peak * (libm::sin(angle) + sum)
    }
}

fn share(ratio: Ratio) -> f64 {
    f64::from(ratio.as_ppm()) / 1e6
}
