#![no_std]
#![doc = include_str!("../README.md")]

pub mod hv;
pub mod lv;

mod codec;
mod error;
mod limits;
mod pending;
mod raw;

pub use codec::DischargeSign;
pub use embedded_can;
pub use error::{ConfigError, Field, FrameError, ValueError};
pub use hal_bms;
pub use hal_power;
pub use limits::{Limits, NoLimits};
pub use raw::Raw;
