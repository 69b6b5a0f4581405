#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod adapt;
mod balancer;
mod cell;
mod contactor;
mod guard;
mod limits;
mod protection;
mod range;
mod series;

pub use balancer::{
    BalanceOutcome, Balancer, BalancerConfig, BalancerError, BalancerInput, BalancerInputs,
    BalancerLevels, BalancerWants,
};
pub use cell::{CellSet, CellString};
pub use contactor::{
    ContactorConfig, ContactorInputs, ContactorPair, ContactorWants, MakeLife, Opening,
    OpeningCause, Wear,
};
pub use guard::{
    CellFault, CellGuard, CellGuardConfig, CellGuardError, CellGuardLimits, CellInput, CellInputs,
    CellVerdict, CurrentTapers, Taper,
};
pub use hal_power;
pub use limits::{BatteryLimits, LimitFrame, LimitTimes, LimitTimesError, Limits};
pub use protection::{CellLimits, Limit, SafetyStatus};
pub use series::{Series, SeriesError};
