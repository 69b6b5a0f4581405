#![no_std]
#![doc = include_str!("../README.md")]

mod measure;
mod quantity;
mod report;

pub mod contacts;
pub mod feedback;
pub mod gate_driver;
pub mod sensor;

pub use contacts::ContactBench;
pub use feedback::{Defect, FeedbackBench};
pub use gate_driver::GateBench;
pub use measure::{Measure, MeasureAsync};
pub use quantity::Quantity;
pub use report::{Check, Failure, Passed};
pub use sensor::SensorBench;
