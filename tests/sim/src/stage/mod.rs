//! A power stage: PWM timers on one trip line, their gates and legs, and converters that the carrier triggers.
//!
//! Written from what reference manuals of motor-control timers state, not from any one part. Between the times at which anything
//! changes nothing is computed, and periods that are all alike are passed over, unless somebody records edges.
//!
//! - A period begins at the reload, where all compare registers are taken at once unless they are held. A pulse lies about its
//!   middle: a duty of `d` of `n` ticks is high from `d / n` of half a period before the middle to as long after.
//! - One gate goes off with the comparator, the other on a dead time later; a pulse shorter than that is lost.
//! - Trip inputs act at the instant of their change. Time never passes before they were looked at.

mod frames;
mod leg;
mod line;
mod output;
mod port;
mod sampler;
mod sheet;
mod timer;
mod unit;

pub use frames::{Channel, Sampling, SimFrames};
pub use leg::{Edge, Gates, Side};
pub use line::TripLine;
pub use port::{SimBatteryLeg, SimBoost, SimBridge, SimStage, StopHandle};
pub use sheet::{Carrier, Sheet, TripInput};
pub use timer::Timer;
