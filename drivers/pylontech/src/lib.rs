#![no_std]
#![doc = include_str!("../README.md")]

pub mod lv;

mod codec;
mod error;
mod pace;
mod raw;

pub use codec::DischargeSign;
pub use embedded_can;
pub use error::{ConfigError, Field, FrameError, ValueError};
pub use hal_bms;
pub use hal_power;
pub use raw::Raw;
