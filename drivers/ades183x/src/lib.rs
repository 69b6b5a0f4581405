#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod balancing;
mod cells;
mod chain;
mod codec;
mod command;
mod config;
mod convert;
mod error;
mod limits;
mod open_wire;
mod part;
mod self_test;
mod setting;
mod status;
mod supplies;
mod thermistor;
mod wake;

pub use cells::Cells;
pub use command::Group;
pub use config::Config;
pub use error::{ConfigError, Error, Lead};
pub use hal_bms;
pub use hal_power;
pub use part::{Part, SerialId};
pub use self_test::SelfTest;
pub use setting::{Duty, Filter, Mismatch};
pub use status::{Flags, Status};
pub use supplies::Supplies;
pub use thermistor::Curve;
pub use wake::{Transparent, Waking};
