#![no_std]
#![doc = include_str!("../README.md")]

mod chain;
mod permit;
mod profile;
mod stage;
mod trip;

pub use chain::{ChainConfig, ChainFault, ChainInputs, ChainMap, RelayChain};
pub use hal_power;
pub use permit::{
    BatteryLeg, BatteryLegPermit, Boost, BoostPermit, Bridge, BridgePermit, ConnectPermit, Permit,
    Role,
};
pub use profile::{Profile, Terminal, Topology};
pub use stage::{ArmOrder, Duty, PowerStage, StageState};
pub use trip::{Trip, TripCauses};
