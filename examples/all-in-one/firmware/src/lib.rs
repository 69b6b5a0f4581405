#![no_std]
#![doc = include_str!("../README.md")]

mod board;
mod event;

pub use board::{Board, Clock, Journal, LimitSource, Ports, PvPorts, contact};
pub use event::{Event, Proof, State};
pub use hal_bms;
pub use hal_inverter;
pub use hal_power;
