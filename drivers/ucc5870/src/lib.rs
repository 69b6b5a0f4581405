#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod adc;
mod codec;
mod config;
mod error;
mod off;
mod register;
mod self_test;
mod settings;
mod status;

pub use adc::{AdcInput, AdcResult};
pub use config::{
    AdcChannels, AdcReaction, AscPins, ClampPage, Code, Config, ConfigError, DataOutPage,
    DataOutput, DataRate, DeadTime, DesaturationPage, DrivePage, DriveStrength, ForcedReaction,
    GateProtectionPage, GateReactionPage, GateSupplyPage, LogicPage, LogicReactionPage,
    LogicSupply, MillerClamp, Pages, Reaction, ReactionPage, Reference, Sampling, SecondPin,
    SoftTurnOff, SwitchPage, SwitchTurnOff,
};
pub use error::Error;
pub use hal_inverter;
pub use hal_power;
pub use off::{Asc, NoAsc, OffPath};
pub use register::Register;
pub use self_test::{Judgement, SelfTest};
pub use settings::Settings;
pub use status::{ADC_FAULT, Mode, Status, UNNAMED_FAULT};
