//! Protection of the grid's side on the samples of each frame.

mod agreement;
mod average;
mod channel;
mod complete;
mod config;
mod crossings;
mod error;
mod frame;
mod islanding;
mod meter;
mod profile;
mod protection;
mod rate;
mod shipped;
mod stages;
mod time;
mod timer;
mod verdict;

pub use agreement::Agreement;
pub use channel::Channel;
pub use config::GridConfig;
pub use error::GridConfigError;
pub use frame::{Blind, GridFrame, Sample};
pub use islanding::{IslandingConfig, Perturbation};
pub use profile::{
    Clause, DirectStage, FrequencyStage, GridProfile, RateStage, Reconnect, ShortInterruption,
    VoltageStage,
};
pub use protection::GridProtection;
pub use verdict::{GridCause, GridMeasured, GridOutputs, GridTrip, GridVerdict};

#[cfg(test)]
mod tests;
