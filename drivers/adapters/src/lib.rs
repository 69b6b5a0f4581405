#![no_std]
#![doc = include_str!("../README.md")]

mod error;

#[cfg(feature = "ina226")]
mod ina226;
#[cfg(feature = "tmp117")]
mod tmp117;

#[cfg(feature = "ina226")]
pub use self::ina226::Ina226;
#[cfg(feature = "tmp117")]
pub use self::tmp117::Tmp117;
pub use error::Error;
pub use hal_power;
