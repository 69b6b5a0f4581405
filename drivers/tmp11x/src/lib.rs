#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;
pub mod part;

mod address;
mod alert;
mod codec;
mod config;
mod error;
mod plan;
mod registers;

pub use address::{Address, Strap};
pub use alert::{AlertPin, Alerts, Comparison, Limits, PinSource};
pub use config::{Averages, Config, Cycle, Mode};
pub use error::{ConfigError, Error};
pub use hal_power;
pub use part::{Tmp116Word, Word};
