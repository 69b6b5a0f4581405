#![no_std]
#![doc = include_str!("../README.md")]

pub mod adapt;
pub mod asynch;
pub mod blocking;
pub mod check;
pub mod fault;

mod contacts;
mod earth;
mod error;
mod evidence;
mod pace;
mod path;
mod plausibility;
mod quantity;
mod reading;
mod safe;
mod safe_stop;
mod sensor;
mod time;

pub use contacts::{Contacts, Positions};
pub use earth::{Insulation, ResidualCurrent};
pub use error::{Error, ErrorKind, ErrorType};
pub use evidence::{
    InsulationProven, Precharged, Refused, RelaysProven, ResidualCurrentProven, TripProven,
    ZeroProven,
};
pub use pace::Pace;
pub use path::{Path, PathId};
pub use plausibility::{Implausible, Plausibility, PlausibilityConfig, PlausibilityError};
pub use quantity::{
    ApparentEnergy, ApparentPower, Charge, Current, Energy, Frequency, Power, Quantity, Ratio,
    ReactiveEnergy, ReactivePower, Resistance, ShuntVoltage, Temperature, Voltage,
};
pub use reading::{Input, Latest, Reading, Unusable, answered};
pub use safe::{EmergencyStop, SafeState};
pub use safe_stop::{
    Cause, Ended, Progress, SafeStop, SafeStopConfig, SafeStopInputs, SafeStopWants,
};
pub use sensor::Sensor;
pub use time::Instant;
