#![no_std]
#![doc = include_str!("../README.md")]

mod bank;
mod coil;
mod error;
mod mirror;
mod relay;

pub use bank::Relays;
pub use coil::{Coil, Economised, Economy, Polarity, Switched};
pub use error::Error;
pub use hal_power;
pub use mirror::{Follows, Mirror, NoMirror, Witness};
pub use relay::{Relay, Times};
