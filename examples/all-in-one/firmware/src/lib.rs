#![no_std]
#![doc = include_str!("../README.md")]

mod app;
mod battery;
mod board;
mod event;
mod flow;
mod grid;
mod island;
mod permissive;
mod run;
mod senses;
mod settings;
mod stages;
mod stop;
mod trouble;
mod window;

pub use app::{BATTERY, GRID, STAGES};
pub use board::{Board, Clock, Journal, LimitSource, Operator, Ports, PvPorts, contact};
pub use event::{Event, Proof, State};
pub use flow::{LinkControl, PERIOD};
pub use hal_bms;
pub use hal_inverter;
pub use hal_power;
pub use permissive::Permissive;
pub use run::run;
pub use settings::{CellLimits, GridLimit, GridTrip, GridWindow, Settings};
pub use trouble::{Latch, Trouble};
