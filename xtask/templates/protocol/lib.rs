#![no_std]
#![doc = include_str!("../README.md")]

pub mod codec;
mod config;
mod error;
mod session;

pub use config::Config;
pub use error::Error;
pub use hal_power;
pub use session::Session;
