#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod adapt;
mod cell;
mod contactor;
mod limits;
mod protection;
mod series;

pub use cell::{CellSet, CellString};
pub use contactor::{
    ContactorConfig, ContactorFault, ContactorInputs, ContactorPair, ContactorWants, MakeLife,
    Opening, OpeningCause, Wear,
};
pub use hal_power;
pub use limits::{BatteryLimits, LimitFrame, LimitTimes, LimitTimesError, Limits};
pub use protection::{CellLimits, Limit, SafetyStatus};
pub use series::{Series, SeriesError};
