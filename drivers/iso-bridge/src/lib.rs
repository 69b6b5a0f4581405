#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod bridge;
mod conductance;
mod config;
mod error;
mod measured;
mod solve;
mod window;

pub use bridge::{Inputs, IsoBridge, Sensors};
pub use config::{Accuracy, Config, ConfigError, Net, Network, Settled, Timing};
pub use error::{Error, Fault, NoSensor};
pub use hal_power;
pub use measured::{HIGHEST, LOWEST, Measured, Solution};
