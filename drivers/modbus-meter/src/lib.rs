#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;
pub mod codec;
pub mod model;
pub mod register;

mod config;
mod error;
mod frame;
mod image;
mod snapshot;
mod within;

pub use codec::{Flaw, Function, Query};
pub use config::{Config, ConfigError, Direction, Line};
pub use error::Error;
pub use hal_inverter;
pub use hal_power;
pub use model::Phase;
pub use snapshot::{Ddsu666Snapshot, PhaseSnapshot, Sdm120Snapshot, Sdm630Snapshot};
