//! CFG1 and CFG3: the logic side.

use core::time::Duration;

use super::{
    ConfigError, DeadTime, ForcedReaction, Reaction,
    code::{bit, field},
};
use crate::Register;

/// What the second fault pin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SecondPin {
    /// nFLT2; warnings come there.
    Fault,
    /// DOUT: an ADC result as a duty cycle. Warnings come at nFLT1.
    DataOut,
}

/// Supply of the logic side that thresholds are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum LogicSupply {
    /// 3.3 V.
    Volts3_3,
    /// 5 V.
    Volts5,
}

/// CFG1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LogicPage {
    /// Dead time.
    pub dead_time: DeadTime,
    /// What nFLT2/DOUT is.
    pub second_pin: SecondPin,
    /// Watches for too high a VCC1.
    pub overvoltage: bool,
    /// Supply that the overvoltage threshold is for.
    pub overvoltage_level: LogicSupply,
    /// Watches for too low a VCC1.
    pub undervoltage: bool,
    /// Supply that the undervoltage threshold is for.
    pub undervoltage_level: LogicSupply,
    /// Warns of the logic side's temperature.
    pub thermal_warning: bool,
    /// Filter of the inputs: 0, 70, 140 or 210 ns.
    pub input_deglitch: Duration,
}

impl LogicPage {
    pub(super) fn encode(&self) -> Result<u16, ConfigError> {
        let deglitch = field(Register::Cfg1, "input_deglitch", 11);
        Ok(self.dead_time.field()
            | bit(self.second_pin == SecondPin::DataOut, 6)
            | bit(!self.overvoltage, 8)
            | bit(!self.thermal_warning, 10)
            | deglitch.time(self.input_deglitch, &[0, 70, 140, 210])?
            | bit(self.overvoltage_level == LogicSupply::Volts5, 13)
            | bit(self.undervoltage_level == LogicSupply::Volts5, 14)
            | bit(!self.undervoltage, 15))
    }
}

/// CFG3: what the output does on faults of the logic side, and the AI pins' bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LogicReactionPage {
    /// Bias current at AI1.
    pub bias_ai1: bool,
    /// Bias current at AI3.
    pub bias_ai3: bool,
    /// Bias current at AI5.
    pub bias_ai5: bool,
    /// Current source at AI1, AI3 and AI5.
    pub source_ai135: bool,
    /// Current source at AI2, AI4 and AI6.
    pub source_ai246: bool,
    /// Configuration that changed by itself.
    pub configuration_checksum: Reaction,
    /// The two sides have lost one another.
    pub internal_link: Reaction,
    /// Internal regulator.
    pub internal_regulator: Reaction,
    /// Checksum over the frames.
    pub frame: ForcedReaction,
    /// Both inputs of a leg on.
    pub shoot_through: ForcedReaction,
    /// The PWM signal is not what came in.
    pub pwm_check: Reaction,
    /// VCC1 too high.
    pub overvoltage: Reaction,
    /// VCC1 too low.
    pub undervoltage: Reaction,
}

impl LogicReactionPage {
    pub(super) const fn encode(&self) -> u16 {
        // The two codes for a fault that is ignored differ: 2 and 3.
        let frame = match self.frame {
            ForcedReaction::Low => 0,
            ForcedReaction::High => 1,
            ForcedReaction::Ignore => 2,
        };
        bit(self.bias_ai1, 0)
            | bit(self.bias_ai3, 1)
            | bit(self.bias_ai5, 2)
            | ignore(self.configuration_checksum, 3)
            | bit(self.source_ai246, 4)
            | bit(self.source_ai135, 5)
            | ignore(self.internal_link, 6)
            | ignore(self.internal_regulator, 7)
            | frame << 8
            | self.shoot_through.code() << 11
            | ignore(self.pwm_check, 13)
            | ignore(self.overvoltage, 14)
            | ignore(self.undervoltage, 15)
    }
}

impl ForcedReaction {
    /// Returns the code of all fields but one.
    pub(super) const fn code(self) -> u16 {
        match self {
            Self::Low => 0,
            Self::High => 1,
            Self::Ignore => 3,
        }
    }
}

const fn ignore(reaction: Reaction, at: u32) -> u16 {
    bit(matches!(reaction, Reaction::Ignore), at)
}
