#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod codec;
mod config;
mod error;
mod faults;
mod pins;

pub use config::{Config, ConfigError, Control, Part};
pub use error::{Error, Line};
pub use faults::Faults;
pub use hal_power;
pub use pins::{Enable, FaultPin, Gate, NoEnable, NoFault, Pins, Wiring};
