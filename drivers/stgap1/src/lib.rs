#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod chain;
mod codec;
mod config;
mod error;
mod pins;
mod register;
mod self_test;
mod setting;
mod status;

pub use config::Config;
pub use error::{ConfigError, Error};
pub use hal_inverter;
pub use hal_power;
pub use pins::{Diag, NoDiag, NoShutdown, Pins, Shutdown, ShutdownLine, Signal, Wiring};
pub use register::Register;
pub use self_test::{SelfTest, Verdict};
pub use setting::{Causes, DeadTime, InputFilter, Output, TurnOff};
pub use status::Status;
