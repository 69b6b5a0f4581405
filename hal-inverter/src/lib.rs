#![no_std]
#![doc = include_str!("../README.md")]

mod chain;
mod grid;
mod permit;
mod profile;
mod stage;
mod trip;

pub use chain::{ChainConfig, ChainFault, ChainInputs, ChainMap, RelayChain};
pub use grid::{
    Agreement, Blind, Channel, Clause, DirectStage, FrequencyStage, GridCause, GridConfig,
    GridConfigError, GridFrame, GridMeasured, GridOutputs, GridProfile, GridProtection, GridTrip,
    GridVerdict, IslandingConfig, Perturbation, RateStage, Reconnect, Sample, ShortInterruption,
    VoltageStage,
};
pub use hal_power;
pub use permit::{
    BatteryLeg, BatteryLegPermit, Boost, BoostPermit, Bridge, BridgePermit, ConnectPermit, Permit,
    Role,
};
pub use profile::{Profile, Terminal, Topology};
pub use stage::{ArmOrder, Duty, PowerStage, StageState};
pub use trip::{Trip, TripCauses};
