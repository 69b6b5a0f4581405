#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod calibration;
mod codec;
mod config;
mod error;
mod mode;
mod plan;
mod readings;
mod registers;
mod status;
mod tally;

pub use calibration::{Block, MeasurementCalibration, MeteringCalibration, checksum};
pub use config::{Config, Forward};
pub use error::{ConfigError, Error};
pub use hal_inverter;
pub use hal_power;
pub use mode::{LineGain, MeteringMode, NeutralGain};
pub use readings::{Line, PhaseAngle, ReactiveEnergies, Readings};
pub use status::{Events, Functions, LineMode, MeteringStatus};
