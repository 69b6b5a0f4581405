#![no_std]
#![doc = include_str!("../README.md")]

mod measure;
mod quantity;
mod report;

pub mod contacts;
pub mod feedback;
pub mod frames;
pub mod power_stage;
pub mod sensor;

pub use contacts::ContactBench;
pub use feedback::{Defect, FeedbackBench};
pub use frames::FrameBench;
pub use measure::{Measure, MeasureAsync};
pub use power_stage::{LimitBench, StageBench};
pub use quantity::Quantity;
pub use report::{Check, Failure, Passed};
pub use sensor::SensorBench;
