#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod channel;
mod config;
mod error;
mod evaluator;
mod fit;
mod limits;
mod pole;
mod sampler;
mod slot;
mod sums;
mod winding;
mod window;

pub use channel::Channel;
pub use config::{Config, ConfigError};
pub use error::{Error, Line, NoReading};
pub use evaluator::{Evaluation, Evaluator};
pub use hal_inverter;
pub use hal_power;
pub use limits::UP_TO_30_KVA;
pub use sampler::Sampler;
pub use winding::TestWinding;
pub use window::Window;
