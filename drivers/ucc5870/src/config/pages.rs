//! CFG10, CFG11, ADCCFG and DOUTCFG.

use core::time::Duration;

use super::{
    ConfigError, ForcedReaction,
    code::{bit, field},
};
use crate::Register;

/// What the pins shared by AI and ASC on the gate side are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AscPins {
    /// Inputs of the active short circuit.
    Asc,
    /// Inputs of the ADC.
    Analog,
}

/// CFG10.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GateReactionPage {
    /// The two sides have lost one another.
    pub internal_link: ForcedReaction,
    /// The gate is not where it should be.
    pub gate_monitor: ForcedReaction,
    /// The part is too hot.
    pub thermal_shutdown: ForcedReaction,
    /// The switch is too hot.
    pub switch_temperature: ForcedReaction,
    /// Overcurrent.
    pub overcurrent: ForcedReaction,
    /// The bit FS_STATE_INT_REG_FAULT. Clear turns the output off; what set does could not be verified.
    pub int_reg: bool,
    /// Desaturation and short circuit: off, since a gate that saw either stays off until faults are cleared.
    pub desaturation_short_circuit: ForcedReaction,
    /// Warns of the gate side's temperature.
    pub thermal_warning: bool,
}

impl GateReactionPage {
    pub(super) const fn encode(&self) -> u16 {
        self.internal_link.code()
            | self.gate_monitor.code() << 2
            | self.thermal_shutdown.code() << 4
            | self.switch_temperature.code() << 6
            | self.overcurrent.code() << 8
            | bit(self.int_reg, 11)
            | self.desaturation_short_circuit.code() << 12
            | bit(self.thermal_warning, 15)
    }
}

/// What the output does on each fault of CFG11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReactionPage {
    /// Clock.
    pub clock: ForcedReaction,
    /// Configuration that changed by itself.
    pub configuration_checksum: ForcedReaction,
    /// Trim values that changed by themselves.
    pub trim_checksum: ForcedReaction,
    /// VEE2 too high in magnitude.
    pub negative_overvoltage: ForcedReaction,
    /// VEE2 too low in magnitude.
    pub negative_undervoltage: ForcedReaction,
    /// VCC2 too high.
    pub positive_overvoltage: ForcedReaction,
    /// VCC2 too low.
    pub positive_undervoltage: ForcedReaction,
}

/// CFG11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ClampPage {
    /// What the output does.
    pub reactions: ReactionPage,
    /// Hold time of the switch's voltage clamp: 100, 200, 300 or 400 ns.
    pub hold_time: Duration,
}

impl ClampPage {
    pub(super) fn encode(&self) -> Result<u16, ConfigError> {
        let on = &self.reactions;
        let hold = field(Register::Cfg11, "hold_time", 2);
        Ok(on.clock.code()
            | hold.time(self.hold_time, &[100, 200, 300, 400])?
            | on.configuration_checksum.code() << 4
            | on.trim_checksum.code() << 6
            | on.negative_overvoltage.code() << 8
            | on.negative_undervoltage.code() << 10
            | on.positive_overvoltage.code() << 12
            | on.positive_undervoltage.code() << 14)
    }
}

/// Channels of the ADC, 1 to 7 as ADCCFG numbers them. Which input a number selects could not be verified; the results are in the
/// order of [`AdcInput`](crate::AdcInput).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct AdcChannels(u8);

impl AdcChannels {
    /// No channel.
    pub const NONE: Self = Self(0);

    /// Returns these and channel `number`; `None` unless it is 1 to 7.
    #[must_use]
    pub const fn with(self, number: u8) -> Option<Self> {
        match number {
            1..=7 => Some(Self(self.0 | 0x80 >> (number - 1))),
            _ => None,
        }
    }

    /// Channel 1 is the highest bit of its byte in the register.
    pub(super) const fn encode_on(self) -> u16 {
        self.0 as u16
    }

    pub(super) const fn encode_off(self) -> u16 {
        (self.0 as u16) << 8
    }
}

/// What DOUT gives out as a duty cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DataOutput {
    /// AI1.
    Ai1,
    /// AI3.
    Ai3,
    /// AI5.
    Ai5,
    /// AI2.
    Ai2,
    /// AI4.
    Ai4,
    /// AI6.
    Ai6,
    /// Temperature of the die.
    DieTemperature,
}

/// Frequency of DOUT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DataRate {
    /// 13.9 kHz.
    Kilohertz13_9,
    /// 27.8 kHz.
    Kilohertz27_8,
    /// 55.7 kHz.
    Kilohertz55_7,
    /// 111.4 kHz.
    Kilohertz111_4,
}

/// DOUTCFG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DataOutPage {
    /// What DOUT gives out.
    pub output: Option<DataOutput>,
    /// Its frequency.
    pub rate: DataRate,
    /// AI1 watches the switch's temperature.
    pub temperature_ai1: bool,
    /// AI3 watches the switch's temperature.
    pub temperature_ai3: bool,
    /// AI5 watches the switch's temperature.
    pub temperature_ai5: bool,
    /// AI2 watches overcurrent and short circuit.
    pub current_ai2: bool,
    /// AI4 watches overcurrent and short circuit.
    pub current_ai4: bool,
    /// AI6 watches overcurrent and short circuit.
    pub current_ai6: bool,
}

impl DataOutPage {
    pub(super) const fn encode(&self) -> u16 {
        let output = match self.output {
            None => 0,
            Some(DataOutput::Ai1) => 1 << 0,
            Some(DataOutput::Ai3) => 1 << 1,
            Some(DataOutput::Ai5) => 1 << 2,
            Some(DataOutput::Ai2) => 1 << 3,
            Some(DataOutput::Ai4) => 1 << 4,
            Some(DataOutput::Ai6) => 1 << 5,
            Some(DataOutput::DieTemperature) => 1 << 6,
        };
        let rate = match self.rate {
            DataRate::Kilohertz13_9 => 0,
            DataRate::Kilohertz27_8 => 1,
            DataRate::Kilohertz55_7 => 2,
            DataRate::Kilohertz111_4 => 3,
        };
        output
            | rate << 8
            | bit(self.current_ai6, 10)
            | bit(self.current_ai4, 11)
            | bit(self.current_ai2, 12)
            | bit(self.temperature_ai5, 13)
            | bit(self.temperature_ai3, 14)
            | bit(self.temperature_ai1, 15)
    }
}
