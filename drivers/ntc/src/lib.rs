#![no_std]
#![doc = include_str!("../README.md")]

mod curve;
mod divider;
mod error;
mod logarithm;
mod sensor;

pub use curve::Curve;
pub use divider::{Divider, Place};
pub use error::{ConfigError, Error};
pub use hal_power;
pub use sensor::Ntc;
