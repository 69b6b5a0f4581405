#![no_std]
#![doc = include_str!("../README.md")]

mod measure;
mod part;
mod quantity;
mod report;

pub mod cells;
pub mod contacts;
pub mod feedback;
pub mod frames;
pub mod gate_driver;
pub mod insulation;
pub mod meter;
pub mod power_stage;
pub mod sensor;
pub mod weld;

pub use cells::{
    BalancingBench, CellBench, ProtectionBench, SafetyBench, SensorDefect, TemperatureBench,
    WireBench,
};
pub use contacts::ContactBench;
pub use feedback::{Defect, FeedbackBench};
pub use frames::FrameBench;
pub use gate_driver::{GateBench, IdleStage};
pub use insulation::InsulationBench;
pub use measure::{Measure, MeasureAsync};
pub use meter::MeterBench;
pub use part::PartBench;
pub use power_stage::{LimitBench, StageBench};
pub use quantity::Quantity;
pub use report::{Check, Failure, Passed};
pub use sensor::SensorBench;
pub use weld::WeldBench;
