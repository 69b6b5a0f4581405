//! What surrounds the part: divider, current sensors, mains and loads.

use crate::model::real;
use hal_power::{Current, Frequency, Voltage};

/// A current sensor, with the calibration that makes the part read right through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sensor {
    /// What reaches the part's input for 1 A, in µV.
    pub microvolts_per_ampere: u32,
    /// Analog gain, as MMode sets it, at which the calibration holds.
    pub gain: u8,
    /// IgainL or IgainN at which the RMS current reads right.
    pub igain: u16,
}

/// The circuit around the part, with the calibration that makes it read right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Board {
    /// What reaches the part's input for 1 V, in µV.
    pub microvolts_per_volt: u32,
    /// Ugain at which the RMS voltage reads right.
    pub ugain: u16,
    /// Sensor of the L line.
    pub line: Sensor,
    /// Sensor of the N line.
    pub neutral: Sensor,
}

/// Level of the pins MMD1 and MMD0, as EnStatus shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeteringMode {
    /// The line with the larger power is metered.
    AntiTampering,
    /// The L line is metered.
    Line,
    /// Both lines are metered, and added.
    Sum,
    /// The line that MMode selects is metered.
    Flexible,
}

impl MeteringMode {
    /// LNMode in EnStatus.
    pub(super) const fn code(self) -> u16 {
        match self {
            Self::AntiTampering => 0,
            Self::Line => 1,
            Self::Sum => 2,
            Self::Flexible => 3,
        }
    }
}

/// What flows through one sensor.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Load {
    pub(super) amps: f64,
    /// How far the current lags the voltage, in radians.
    pub(super) lag: f64,
}

impl Load {
    pub(super) fn new(current: Current, lag_millidegrees: i32) -> Self {
        Self {
            amps: real::amps(current),
            lag: (f64::from(lag_millidegrees) / 1e3).to_radians(),
        }
    }

    /// Active power in W at a voltage in V.
    pub(super) fn active(self, volts: f64) -> f64 {
        volts * self.amps * libm::cos(self.lag)
    }

    /// Reactive power in var, inductive positive.
    pub(super) fn reactive(self, volts: f64) -> f64 {
        volts * self.amps * libm::sin(self.lag)
    }
}

/// Mains and loads.
#[derive(Debug, Clone, Copy)]
pub(super) struct World {
    pub(super) volts: f64,
    pub(super) frequency: Frequency,
    pub(super) line: Load,
    pub(super) neutral: Load,
}

impl World {
    /// A dead line.
    pub(super) fn new() -> Self {
        Self {
            volts: 0.0,
            frequency: Frequency::from_hertz(50),
            line: Load::default(),
            neutral: Load::default(),
        }
    }

    pub(super) fn set_voltage(&mut self, voltage: Voltage) {
        self.volts = real::volts(voltage);
    }
}
