#![no_std]
#![doc = include_str!("../README.md")]

mod app;
mod battery;
mod beside;
mod board;
mod event;
mod fast;
mod flow;
mod gates;
mod grid;
mod insulation;
mod island;
pub mod pack;
mod permissive;
mod retries;
mod rhythm;
mod run;
mod senses;
mod settings;
mod stages;
mod stop;
mod trouble;
mod window;

pub use app::{BATTERY, GRID, STAGES};
pub use board::{
    BatteryLink, BatteryWord, Board, Clock, InsulationMonitor, Journal, Monitors, Operator, Ports,
    PvPorts, contact,
};
pub use event::{Event, Proof, State};
pub use fast::{
    BridgeControl, ControlConfig, Gains, GridView, Modulator, Outcome, Setpoint, channel,
};
pub use flow::{LinkControl, PERIOD, signed_duty};
pub use hal_bms;
pub use hal_inverter;
pub use hal_power;
pub use permissive::Permissive;
pub use retries::RetryLimit;
pub use run::run;
pub use settings::{CellLimits, GridLimit, GridTrip, GridWindow, Settings};
pub use stages::Stage;
pub use trouble::{Latch, Trouble};
