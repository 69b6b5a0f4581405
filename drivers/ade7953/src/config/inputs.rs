//! What is at the inputs.

use hal_power::{Current, Voltage};

use super::Calibration;

/// Gain before the converter (table 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Pga {
    /// ±500 mV; a pin of current A bears ±250 mV.
    X1,
    /// ±250 mV.
    X2,
    /// ±125 mV.
    X4,
    /// ±62.5 mV.
    X8,
    /// ±31.25 mV.
    X16,
    /// ±22.7 mV, of current A only.
    X22,
}

impl Pga {
    pub(crate) const fn bits(self) -> u8 {
        match self {
            Self::X1 => 0,
            Self::X2 => 1,
            Self::X4 => 2,
            Self::X8 => 3,
            Self::X16 => 4,
            Self::X22 => 5,
        }
    }
}

/// The voltage input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VoltageInput {
    pub(crate) full_scale: Voltage,
    pub(crate) pga: Pga,
    pub(crate) gain: super::Gain,
    pub(crate) rms_offset: i32,
}

impl VoltageInput {
    /// Says which effective voltage makes VRMS 9,032,007: a sine that reaches ±500 mV at the pins at a gain of 1 (page 23). Where
    /// a voltage and its code are known, it is voltage × 9,032,007 ÷ code.
    pub const fn new(full_scale: Voltage) -> Self {
        Self {
            full_scale,
            pga: Pga::X1,
            gain: super::Gain::ONE,
            rms_offset: 0,
        }
    }

    /// Sets the gain before the converter; 1 unless set.
    pub const fn with_pga(mut self, pga: Pga) -> Self {
        self.pga = pga;
        self
    }

    /// Sets AVGAIN, and BVGAIN with it (page 34).
    pub const fn with_gain(mut self, gain: super::Gain) -> Self {
        self.gain = gain;
        self
    }

    /// Sets VRMSOS, in units of 4096 of the code's square (page 35).
    pub const fn with_rms_offset(mut self, offset: i32) -> Self {
        self.rms_offset = offset;
        self
    }
}

/// A current input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CurrentInput {
    pub(crate) full_scale: Current,
    pub(crate) pga: Pga,
    pub(crate) has_integrator: bool,
    pub(crate) calibration: Calibration,
}

impl CurrentInput {
    /// Says which effective current makes IRMS 9,032,007 (page 23). Where a current and its code are known, it is
    /// current × 9,032,007 ÷ code.
    pub const fn new(full_scale: Current) -> Self {
        Self {
            full_scale,
            pga: Pga::X1,
            has_integrator: false,
            calibration: Calibration::NONE,
        }
    }

    /// Sets the gain before the converter; 1 unless set.
    pub const fn with_pga(mut self, pga: Pga) -> Self {
        self.pga = pga;
        self
    }

    /// Integrates what a Rogowski coil gives.
    pub const fn with_integrator(mut self) -> Self {
        self.has_integrator = true;
        self
    }

    /// Sets what was calibrated.
    pub const fn with_calibration(mut self, calibration: Calibration) -> Self {
        self.calibration = calibration;
        self
    }
}
