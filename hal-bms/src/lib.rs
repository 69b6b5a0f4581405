#![no_std]
#![doc = include_str!("../README.md")]

mod contactor;
mod limits;

pub use contactor::{
    ContactorConfig, ContactorInputs, ContactorPair, ContactorWants, MakeLife, Opening,
    OpeningCause, Wear,
};
pub use hal_power;
pub use limits::{BatteryLimits, LimitFrame, LimitTimes, LimitTimesError, Limits};
