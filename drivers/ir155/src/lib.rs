#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;
pub mod codec;

mod capture;
mod config;
mod edges;
mod error;
mod session;

pub use capture::{Capture, Signal};
pub use codec::{Estimate, Report, Value};
pub use config::{Config, ConfigError};
pub use edges::Edges;
pub use error::{Error, NoReading};
pub use hal_power;
pub use session::{Measurement, Session};
