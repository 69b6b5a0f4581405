#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod codec;
mod error;
mod reset;

pub use error::Error;
pub use hal_power;
pub use reset::{NoReset, Reset};
