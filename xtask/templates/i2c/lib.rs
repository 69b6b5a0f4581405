#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;
mod config;
mod error;
/// The registers by their names in the datasheet.
#[allow(
    missing_docs,
    unsafe_code,
    clippy::all,
    clippy::allow_attributes_without_reason,
    reason = "generated; ddc refuses a field outside its register"
)]
pub mod registers;

pub use config::Config;
pub use error::Error;
pub use hal_power;
