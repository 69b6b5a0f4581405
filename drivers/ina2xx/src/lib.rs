#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;
pub mod part;

mod address;
mod alert;
mod calibration;
mod codec;
mod config;
mod error;
mod plan;
mod readings;
mod register;
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unsafe_code,
    clippy::all,
    clippy::allow_attributes_without_reason,
    reason = "generated; ddc refuses a field outside its register"
)]
mod registers;
mod time;

pub use address::{Address, Strap};
pub use alert::{Alerts, Limit};
pub use calibration::Calibration;
pub use config::{AdcRange, AlertPin, Averages, Config, Inputs, Mode};
pub use error::{ConfigError, Error};
pub use hal_power;
pub use readings::{ElectricReadings, Readings};
pub use register::Register;
pub use time::{ConversionTime, Ina226ConversionTime};
