#![no_std]
#![doc = include_str!("../README.md")]

pub mod asynch;
pub mod blocking;

mod adapt;
mod chain;
mod connect;
mod export;
mod frame;
mod gate;
mod grid;
mod meter;
mod permit;
mod profile;
mod stage;
mod transfer;
mod trip;

pub use chain::{ChainConfig, ChainFault, ChainInputs, ChainMap, RelayChain};
pub use connect::{ConnectCheck, ConnectInputs, ConnectPaths, ConnectPermit, Requirement, Unmet};
pub use export::{ExportBasis, ExportLimit, ExportLimitConfig, ExportLimitError};
pub use frame::{Calibration, FrameFlags, FrameSource, FrameStatus};
pub use gate::GateFaults;
pub use grid::{
    Agreement, Blind, Channel, Clause, DirectStage, FrequencyStage, GridCause, GridConfig,
    GridConfigError, GridFrame, GridMeasured, GridOutputs, GridProfile, GridProtection, GridTrip,
    GridVerdict, IslandingConfig, Perturbation, RateStage, Reconnect, Sample, ShortInterruption,
    VoltageStage,
};
pub use hal_power;
pub use meter::MeteredEnergy;
pub use permit::{
    BatteryLeg, BatteryLegPermit, Boost, BoostPermit, Bridge, BridgePermit, Permit, Role,
};
pub use profile::{Profile, Terminal, Topology};
pub use stage::{ArmOrder, CycleLimit, Disarmed, Duty, PowerStage, StageState};
pub use transfer::{
    BackupEarthing, NeutralBond, Transfer, TransferConfig, TransferFault, TransferInputs,
    TransferSwitch,
};
pub use trip::{Trip, TripCauses};
