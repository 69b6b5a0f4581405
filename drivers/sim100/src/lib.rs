#![no_std]
#![doc = include_str!("../README.md")]

pub mod codec;

mod config;
mod error;
mod estimate;
mod heard;
mod item;
mod schedule;
mod session;
mod status;
mod values;

pub use config::{Config, ConfigError, Times};
pub use embedded_can;
pub use error::{FrameError, NoInsulation};
pub use hal_power;
pub use item::Item;
pub use session::Sim100;
pub use status::{ErrorFlags, Status};
pub use values::{Battery, Capacitance, Errors, Estimated, Poles, State};
