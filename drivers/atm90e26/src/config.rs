//! What a board and its calibration have to say.

use core::time::Duration;

use hal_power::Voltage;

use crate::{Functions, MeasurementCalibration, MeteringCalibration};

/// Which way the current flows that the part counts as forward: a matter of how the board's shunt or transformer is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Forward {
    /// Forward is towards the grid: signs stay as the part has them.
    Export,
    /// Forward is from the grid, as in a meter of consumption: signs are turned.
    Import,
}

/// Configuration of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    pub(crate) metering: MeteringCalibration,
    pub(crate) measurement: MeasurementCalibration,
    pub(crate) pulses_per_kwh: u32,
    pub(crate) forward: Forward,
    pub(crate) settling: Duration,
    pub(crate) functions: Functions,
    pub(crate) sag: Option<Voltage>,
    pub(crate) has_neutral: bool,
    pub(crate) reset_time: Duration,
}

/// What the maker's own firmware waits after SoftReset; no data sheet's figure was found.
const RESET_TIME: Duration = Duration::from_millis(100);

impl Config {
    /// Creates a configuration.
    ///
    /// `pulses_per_kwh` is the meter constant that `metering.pl_constant` makes. `settling` is how long a measurement takes to
    /// show: `init` waits so long, and a reading is said to be no older.
    pub const fn new(
        metering: MeteringCalibration,
        measurement: MeasurementCalibration,
        pulses_per_kwh: u32,
        forward: Forward,
        settling: Duration,
    ) -> Self {
        Self {
            metering,
            measurement,
            pulses_per_kwh,
            forward,
            settling,
            functions: Functions::RESET,
            sag: None,
            has_neutral: false,
            reset_time: RESET_TIME,
        }
    }

    /// Sets what is reported; by default what a reset enables, both directions of energy.
    #[must_use]
    pub const fn with_functions(mut self, functions: Functions) -> Self {
        self.functions = functions;
        self
    }

    /// Sets the effective voltage below which a sag is reported; `functions` say whether, and where.
    #[must_use]
    pub const fn with_sag_threshold(mut self, voltage: Voltage) -> Self {
        self.sag = Some(voltage);
        self
    }

    /// Declares a sensor in the N line; without it, nothing is said about that line.
    #[must_use]
    pub const fn with_neutral_line(mut self) -> Self {
        self.has_neutral = true;
        self
    }

    /// Sets how long `init` waits after the reset; by default 100 ms, as the maker's firmware does.
    #[must_use]
    pub const fn with_reset_time(mut self, time: Duration) -> Self {
        self.reset_time = time;
        self
    }
}
