//! A residual-current sensor of type B with a test winding, the line and the leakage that it is around, and the converter that samples
//! its output and the line's voltage.
//!
//! Analogue physics alone: a conductance, a capacitance by its charge, a source of direct current, one pole of bandwidth. Time passes
//! in steps of at most 10 µs, within which everything is taken as its mean.

mod leakage;
mod line;
mod sensor;

pub use leakage::Leakage;
pub use line::Line;
pub use sensor::{Converter, Sensor, Winding};

use crate::random::Random;
use core::time::Duration;
use hal_power::{Current, Frequency, Voltage};

/// Most that one step covers, in ns.
const STEP: u64 = 10_000;

/// What is fitted. Its numbers are the caller's.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// At the sensor's output.
    pub residual: Converter<Current>,
    /// At the line's voltage.
    pub voltage: Converter<Voltage>,
    /// Where the sensor's bandwidth ends, by one pole; `None` for a sensor without a lag.
    pub corner: Option<Frequency>,
    /// The test winding.
    pub winding: Winding,
}

/// Codes of one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codes {
    /// Of the sensor's output.
    pub residual: i32,
    /// Of the line's voltage.
    pub voltage: i32,
}

/// Sensor, line and leakage. The line is dead until told, and nothing leaks.
#[derive(Debug, Clone)]
pub struct Rcm {
    /// The line.
    pub line: Line,
    /// What flows to earth.
    pub leakage: Leakage,
    /// The sensor.
    pub sensor: Sensor,
    voltage: Converter<Voltage>,
    random: Random,
}

impl Rcm {
    /// Creates them; noise comes from a seed.
    #[must_use]
    pub fn new(sheet: &Sheet, seed: u64) -> Self {
        Self {
            line: Line::new(),
            leakage: Leakage::new(),
            sensor: Sensor::new(sheet.residual, sheet.corner, sheet.winding),
            voltage: sheet.voltage,
            random: Random::new(seed),
        }
    }

    /// Lets the line and the capacitance be as if they had always been so: no charging at once.
    pub fn settle(&mut self) {
        self.leakage.settle(self.line.volts());
    }

    /// Lets time pass.
    pub fn advance(&mut self, time: Duration) {
        let mut left = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        while left > 0 {
            let nanos = left.min(STEP);
            left -= nanos;
            let seconds = Duration::from_nanos(nanos).as_secs_f64();
            self.line.advance(seconds);
            let primary = self.leakage.step(self.line.volts(), seconds);
            self.sensor.step(primary, seconds);
        }
    }

    /// Samples both.
    pub fn sample(&mut self) -> Codes {
        Codes {
            residual: self.sensor.code(&mut self.random),
            voltage: self.voltage.of_volts(self.line.volts(), &mut self.random),
        }
    }
}
