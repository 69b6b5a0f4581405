#![no_std]
#![doc = include_str!("../README.md")]

pub mod codec;

mod config;
mod fault;
mod ids;
mod master;
mod module;
mod offer;
mod serial;

pub use config::{ConfigError, LinkTimes};
pub use embedded_can;
pub use fault::LinkFault;
pub use hal_bms;
pub use hal_power;
pub use ids::LinkIds;
pub use master::MasterLink;
pub use module::{Identity, ModuleLink};
pub use serial::Serial;
