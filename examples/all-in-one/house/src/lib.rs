#![cfg_attr(not(test), no_std)]
#![doc = include_str!("../README.md")]

extern crate alloc;

mod board;
mod chronicle;
mod observer;
mod plant;
mod quantity;
mod recorder;
mod run;
mod scenario;
mod settings;
mod weather;
mod witness;

pub use all_in_one_firmware;
pub use board::{BusLayout, MeterPart, Monitor, RelayDriver};
pub use chronicle::{Condition, Fact};
pub use plant::Ledger;
pub use recorder::{SERIES, Sample, Series};
pub use run::{Broken, Outcome, Plan, run};
pub use scenario::{Bond, Onset, Place, Pole, Relay, Scenario, Share, Step};
pub use settings::Contradiction;
pub use witness::{Verdict, judge};
