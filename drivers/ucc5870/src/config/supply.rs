//! CFG7: supplies of the gate side, and how the ADC samples.

use core::time::Duration;

use hal_power::Voltage;

use super::{
    ConfigError,
    code::{bit, field},
};
use crate::Register;

/// What the output does when the ADC fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AdcReaction {
    /// Goes off.
    Low,
    /// Goes on.
    High,
    /// Lets go of the gate.
    HighImpedance,
    /// Follows its input still.
    Ignore,
}

/// When the ADC samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Sampling {
    /// In the middle of the pulse.
    Center,
    /// After its edge.
    Edge,
    /// In the middle, and after the edge of a long pulse.
    Hybrid,
}

/// Reference of the ADC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Reference {
    /// The part's own.
    Internal,
    /// One at VREF.
    External,
}

/// CFG7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GateSupplyPage {
    /// What the output does when the ADC fails.
    pub adc_reaction: AdcReaction,
    /// The bit ADC_FAULT_P: reports a failing ADC at nFLT1.
    pub adc_report: bool,
    /// Delay of a sample: 280, 560, 840 or 1120 ns.
    pub sample_delay: Duration,
    /// When the ADC samples.
    pub sampling: Sampling,
    /// Runs the ADC.
    pub adc: bool,
    /// Highest magnitude of VEE2: -5, -7, -10 or -12 V.
    pub negative_overvoltage: Voltage,
    /// Lowest magnitude of VEE2: -3, -5, -8 or -10 V.
    pub negative_undervoltage: Voltage,
    /// Highest VCC2: 23, 21, 19 or 17 V.
    pub positive_overvoltage: Voltage,
    /// Lowest VCC2: 16, 14, 12 or 10 V.
    pub positive_undervoltage: Voltage,
}

impl GateSupplyPage {
    pub(super) fn encode(&self) -> Result<u16, ConfigError> {
        let at = |name, at| field(Register::Cfg7, name, at);
        let reaction = match self.adc_reaction {
            AdcReaction::Low => 0,
            AdcReaction::High => 1,
            AdcReaction::HighImpedance => 2,
            AdcReaction::Ignore => 3,
        };
        let sampling = match self.sampling {
            Sampling::Center => 0,
            Sampling::Edge => 1,
            Sampling::Hybrid => 2,
        };
        let ovlo3 = [-5_000, -7_000, -10_000, -12_000];
        let uvlo3 = [-3_000, -5_000, -8_000, -10_000];
        let ovlo2 = [23_000, 21_000, 19_000, 17_000];
        let uvlo2 = [16_000, 14_000, 12_000, 10_000];
        Ok(reaction
            | bit(self.adc_report, 2)
            | at("sample_delay", 3).time(self.sample_delay, &[280, 560, 840, 1_120])?
            | sampling << 5
            | bit(self.adc, 7)
            | at("negative_overvoltage", 8).voltage(self.negative_overvoltage, &ovlo3)?
            | at("negative_undervoltage", 10).voltage(self.negative_undervoltage, &uvlo3)?
            | at("positive_overvoltage", 12).voltage(self.positive_overvoltage, &ovlo2)?
            | at("positive_undervoltage", 14).voltage(self.positive_undervoltage, &uvlo2)?)
    }
}
