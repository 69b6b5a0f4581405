#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;
pub mod part;

mod address;
mod codec;
mod config;
mod error;
mod memory;
mod readings;
mod safety;
mod status;

pub use address::Address;
pub use config::{
    AutonomousBalancing, Config, ConfigError, Latches, Measures, Pin, Plan, Polynomial,
    Protections, PullUp, TemperatureLimit, Temperatures, Thermistor,
};
pub use error::{Error, ThermistorFault};
pub use hal_bms;
pub use hal_power;
pub use memory::Setting;
pub use readings::{Pack, Scan};
pub use safety::{PermanentFail, Protection, Safety};
pub use status::{Alarms, BatteryStatus, FetStatus, FetsOff, ManufacturingStatus};
