//! What the caller decides about a chip: every field of every configuration register.
//!
//! What the registers hold after a reset could not be verified, so nothing has a default: a page is written as a literal, and a
//! field that was forgotten does not compile. A page's `bool` is true where the function is on, whatever the register calls on.

mod code;
mod gate;
mod logic;
mod pages;
mod supply;

pub use code::{Code, DeadTime};
pub use gate::{
    DesaturationPage, DrivePage, DriveStrength, GateProtectionPage, MillerClamp, SoftTurnOff,
    SwitchPage, SwitchTurnOff,
};
pub use logic::{LogicPage, LogicReactionPage, LogicSupply, SecondPin};
pub use pages::{
    AdcChannels, AscPins, ClampPage, DataOutPage, DataOutput, DataRate, GateReactionPage,
    ReactionPage,
};
pub use supply::{AdcReaction, GateSupplyPage, Reference, Sampling};

use core::fmt::{self, Display};

use crate::Register;
use code::reserved;

/// What the output does when a fault is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Reaction {
    /// Goes off.
    Low,
    /// Follows its input still.
    Ignore,
}

/// What the output does when a fault is seen, where on is to be had too. The codes differ from field to field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ForcedReaction {
    /// Goes off.
    Low,
    /// Goes on.
    High,
    /// Follows its input still.
    Ignore,
}

/// Every page of one chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Pages {
    /// CFG1.
    pub logic: LogicPage,
    /// CFG2, as the caller read it: which faults of the logic side pull which pin. Bits 2 and 15 are said to report when set and
    /// the others when clear, which could not be verified, so the word is not interpreted. Bits 3 and 4 are reserved.
    pub logic_reports: u16,
    /// CFG3.
    pub logic_reactions: LogicReactionPage,
    /// CFG4.
    pub protection: GateProtectionPage,
    /// CFG5.
    pub desaturation: DesaturationPage,
    /// CFG6.
    pub switch: SwitchPage,
    /// CFG7.
    pub supply: GateSupplyPage,
    /// CFG8.
    pub drive: DrivePage,
    /// CFG9, as the caller read it: which faults of the gate side pull which pin. Not interpreted, as CFG2. Bit 15 is reserved.
    pub gate_reports: u16,
    /// CFG10.
    pub gate_reactions: GateReactionPage,
    /// CFG11.
    pub clamp: ClampPage,
    /// ADCCFG: channels that are sampled while the input is on.
    pub adc_on: AdcChannels,
    /// ADCCFG: channels that are sampled while the input is off.
    pub adc_off: AdcChannels,
    /// DOUTCFG.
    pub data_out: DataOutPage,
}

/// Configuration of one chip that has passed every check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    /// In the order of [`Register::CONFIGURATION`].
    words: [u16; 13],
}

impl Config {
    /// Checks every field, and turns the pages into registers.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NotOffered`] for a quantity that the part has no code for, [`ConfigError::Reserved`] for a reserved bit that
    /// is set, [`ConfigError::Desaturation`] where the output would not go off, and stay off, on desaturation.
    pub fn new(pages: &Pages) -> Result<Self, ConfigError> {
        if pages.gate_reactions.desaturation_short_circuit != ForcedReaction::Low {
            return Err(ConfigError::Desaturation);
        }
        Ok(Self {
            words: [
                reserved(Register::Cfg2, pages.logic_reports)?,
                pages.logic_reactions.encode(),
                pages.switch.encode()?,
                pages.supply.encode()?,
                reserved(Register::Cfg9, pages.gate_reports)?,
                pages.clamp.encode()?,
                pages.adc_on.encode_on() | pages.adc_off.encode_off(),
                pages.data_out.encode(),
                pages.logic.encode()?,
                pages.protection.encode()?,
                pages.desaturation.encode()?,
                pages.drive.encode()?,
                pages.gate_reactions.encode(),
            ],
        })
    }

    /// Returns the registers and what they hold, in the order in which they are written.
    pub fn registers(&self) -> impl Iterator<Item = (Register, u16)> + use<> {
        Register::CONFIGURATION.into_iter().zip(self.words)
    }
}

/// What cannot be configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// The part has no code for a field's quantity.
    NotOffered {
        /// The register of the field.
        register: Register,
        /// The field, as its page calls it.
        field: &'static str,
    },
    /// A reserved bit of a register is set.
    Reserved(Register),
    /// A code does not fit its field.
    Code {
        /// The code.
        code: u8,
        /// The bits of the field.
        bits: u32,
    },
    /// The output would not go off on desaturation or short circuit.
    Desaturation,
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOffered { register, field } => {
                write!(f, "{register:?} has no code for this {field}")
            }
            Self::Reserved(register) => write!(f, "reserved bit of {register:?} set"),
            Self::Code { code, bits } => write!(f, "{code} does not fit {bits} bits"),
            Self::Desaturation => f.write_str("output stays on after desaturation"),
        }
    }
}

impl core::error::Error for ConfigError {}
