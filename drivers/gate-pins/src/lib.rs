#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod config;
mod error;
mod lines;
mod raised;
mod state;
mod wait;

pub use config::{Config, ConfigError, Resets, Times};
pub use error::{Error, Input, Output};
pub use hal_inverter;
pub use hal_power;
pub use lines::{Each, Grounded, Inputs, Inverting, Lines, Outputs, Shared, Wiring};
pub use state::State;
pub use wait::Awaited;
