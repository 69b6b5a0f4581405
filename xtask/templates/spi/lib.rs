#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;
mod config;
mod error;

pub use config::Config;
pub use error::Error;
pub use hal_power;
