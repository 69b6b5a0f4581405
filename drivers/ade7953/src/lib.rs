#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod channel;
mod codec;
mod config;
mod counter;
mod error;
mod plan;
mod readings;
mod register;
mod status;

pub use channel::{Channel, Direction};
pub use codec::PhaseDelay;
pub use config::{
    Calibration, Config, ConfigError, CurrentInput, Edge, Gain, NoLoad, Options, Pga, Pin,
    PinFunction, Pulse, PulsePin, VoltageInput,
};
pub use error::Error;
pub use hal_inverter;
pub use hal_power;
pub use readings::Readings;
pub use register::{Bits8, Bits16, Bits24, Bits32, Register, Width};
pub use status::{Conditions, Events, EventsA, EventsB};
