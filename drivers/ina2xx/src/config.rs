//! Configuration.

use core::time::Duration;

use bitflags::bitflags;
use hal_power::{Current, Resistance};

use crate::{
    Calibration, ConfigError,
    calibration::Wanted,
    part::{Accumulating, Diagnostic, Part},
    time::TimeCode,
};

bitflags! {
    /// Inputs that are converted.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Inputs: u8 {
        /// Bus voltage.
        const BUS = 1;
        /// Shunt voltage, from which the current comes.
        const SHUNT = 2;
        /// Temperature of the die; the INA226 has none.
        const TEMPERATURE = 4;
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Inputs {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Inputs({=u8:#b})", self.bits());
    }
}

/// When inputs are converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Mode {
    /// Again and again.
    #[default]
    Continuous,
    /// Once for each `start`.
    Triggered,
}

/// Range of the shunt voltage (SLYS021A table 7-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AdcRange {
    /// ±163.84 mV.
    #[default]
    Wide,
    /// ±40.96 mV.
    Fine,
}

/// Conversions that make one result (SLYS021A table 7-6, SBOS547 page 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Averages {
    /// One.
    #[default]
    X1,
    /// 4.
    X4,
    /// 16.
    X16,
    /// 64.
    X64,
    /// 128.
    X128,
    /// 256.
    X256,
    /// 512.
    X512,
    /// 1024.
    X1024,
}

impl Averages {
    pub(crate) const fn count(self) -> u32 {
        match self {
            Self::X1 => 1,
            Self::X4 => 4,
            Self::X16 => 16,
            Self::X64 => 64,
            Self::X128 => 128,
            Self::X256 => 256,
            Self::X512 => 512,
            Self::X1024 => 1024,
        }
    }
}

/// How the ALERT pin behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct AlertPin {
    /// Holds limit flags and pin until `take_alerts`; otherwise both follow the measurement.
    pub is_latched: bool,
    /// Shows the end of conversions as well.
    pub shows_conversions: bool,
    /// Active high instead of low.
    pub is_active_high: bool,
    /// Compares averages with limits, not every conversion; the INA226 always does.
    pub compares_averages: bool,
}

impl AlertPin {
    /// Latched, active low, limits only.
    pub const DEFAULT: Self = Self {
        is_latched: true,
        shows_conversions: false,
        is_active_high: false,
        compares_averages: false,
    };
}

impl Default for AlertPin {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Configuration of a part `P`, which `init` infers.
///
/// ```
/// use ina2xx::{Averages, Config, ConfigError, hal_power::{Current, Resistance}, part::Ina228};
/// let config = Config::<Ina228>::new(Resistance::from_microohms(50), Current::from_amps(500))
///     .with_averages(Averages::X16)
///     .with_bus_divider(101, 10);
/// assert_eq!(config.calibrate()?.current_step_picoamps(), 6_250_000_000);
/// # Ok::<(), ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Config<P: Part> {
    pub(crate) wanted: Wanted,
    pub(crate) inputs: Inputs,
    pub(crate) mode: Mode,
    pub(crate) averages: Averages,
    pub(crate) bus_time: P::ConversionTime,
    pub(crate) shunt_time: P::ConversionTime,
    pub(crate) temperature_time: P::ConversionTime,
    pub(crate) alert: AlertPin,
    pub(crate) tempco: u16,
    pub(crate) delay: Duration,
}

impl<P: Part> Config<P> {
    /// Configures for a shunt and the largest current through it; all else as the part resets, alerts latched.
    ///
    /// The current comes from the shunt's own code: one step is one step of the converter over the resistance, whatever
    /// `max_current` is, which must fit the range.
    pub const fn new(shunt: Resistance, max_current: Current) -> Self {
        Self {
            wanted: Wanted {
                shunt: shunt.as_microohms(),
                max_current: max_current.as_microamps(),
                is_fitted: false,
                is_fine: false,
                divider: (1, 1),
            },
            inputs: if P::FACTS.is_ina226 {
                Inputs::BUS.union(Inputs::SHUNT)
            } else {
                Inputs::all()
            },
            mode: Mode::Continuous,
            averages: Averages::X1,
            bus_time: P::ConversionTime::RESET,
            shunt_time: P::ConversionTime::RESET,
            temperature_time: P::ConversionTime::RESET,
            alert: AlertPin::DEFAULT,
            tempco: 0,
            delay: Duration::ZERO,
        }
    }

    /// Calibrates for the largest current as the datasheet does, so that current, power, energy and charge have finer codes.
    ///
    /// It may not fit, it can overflow in the part, and a reset makes it another: readings of current and power then read one
    /// or two more registers.
    #[must_use]
    pub const fn with_fitted_calibration(mut self) -> Self {
        self.wanted.is_fitted = true;
        self
    }

    /// Measures the bus voltage behind a divider: `numerator` over `denominator` is bus voltage over pin voltage.
    ///
    /// The pins stand 85 V, of the INA226 36 V.
    #[must_use]
    pub const fn with_bus_divider(mut self, numerator: u32, denominator: u32) -> Self {
        self.wanted.divider = (numerator, denominator);
        self
    }

    /// Selects the inputs that are converted.
    #[must_use]
    pub const fn with_inputs(mut self, inputs: Inputs) -> Self {
        self.inputs = inputs;
        self
    }

    /// Selects when they are converted.
    #[must_use]
    pub const fn with_mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Sets how many conversions make one result.
    #[must_use]
    pub const fn with_averages(mut self, averages: Averages) -> Self {
        self.averages = averages;
        self
    }

    /// Sets the conversion times of bus and shunt voltage.
    #[must_use]
    pub const fn with_conversion_times(
        mut self,
        bus: P::ConversionTime,
        shunt: P::ConversionTime,
    ) -> Self {
        self.bus_time = bus;
        self.shunt_time = shunt;
        self
    }

    /// Sets how the ALERT pin behaves.
    #[must_use]
    pub const fn with_alert_pin(mut self, alert: AlertPin) -> Self {
        self.alert = alert;
        self
    }

    /// Checks shunt, current and divider, and returns what they make of the part.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`] that holds.
    pub const fn calibrate(&self) -> Result<Calibration, ConfigError> {
        Calibration::new(self.wanted, P::FACTS)
    }

    /// Returns the longest that one result takes, from `start` on: conversion times of the selected inputs, times averages, with
    /// the oscillator's tolerance (SLYS021A section 6.5: 1 %, SBOS547 page 3: 10 %) and the delay before the first.
    pub fn duration(&self) -> Duration {
        self.cycle().saturating_add(self.delay)
    }

    pub(crate) fn cycle(&self) -> Duration {
        let time = |input, time: P::ConversionTime| {
            if self.inputs.contains(input) {
                time.micros()
            } else {
                0
            }
        };
        let pass = time(Inputs::BUS, self.bus_time)
            + time(Inputs::SHUNT, self.shunt_time)
            + time(Inputs::TEMPERATURE, self.temperature_time);
        let typical = u64::from(pass * self.averages.count());
        Duration::from_micros((typical * u64::from(100 + P::FACTS.slack)).div_ceil(100))
    }
}

impl<P: Diagnostic> Config<P> {
    /// Selects the range of the shunt voltage.
    ///
    /// A part that reset is back in the wide range without showing it, so in the fine one every reading that depends on it
    /// reads one more register.
    #[must_use]
    pub const fn with_adc_range(mut self, range: AdcRange) -> Self {
        self.wanted.is_fine = matches!(range, AdcRange::Fine);
        self
    }

    /// Sets the conversion time of the temperature.
    #[must_use]
    pub const fn with_temperature_conversion_time(mut self, time: P::ConversionTime) -> Self {
        self.temperature_time = time;
        self
    }

    /// Delays the first conversion after a start, up to 510 ms in steps of 2 ms.
    #[must_use]
    pub const fn with_conversion_delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

impl<P: Accumulating> Config<P> {
    /// Lets the part correct the current for the shunt's temperature, which it takes to be its own: coefficient in ppm per °C
    /// from 25 °C on, 0 for none, at most 16383 (SLYS021A table 7-8). The shunt is given as it is at 25 °C.
    ///
    /// Every reading of current or power then reads one more register, to tell that the part has not reset.
    #[must_use]
    pub const fn with_shunt_temperature_coefficient(mut self, ppm: u16) -> Self {
        self.tempco = ppm;
        self
    }
}
