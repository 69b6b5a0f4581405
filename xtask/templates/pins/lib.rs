#![no_std]
#![doc = include_str!("../README.md")]

mod config;
mod driver;
mod error;

pub use config::Config;
pub use driver::{{Type}};
pub use error::Error;
pub use hal_power;
