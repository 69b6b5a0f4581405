//! Low voltage: frames with 11-bit identifiers at 500 kbit/s, little-endian, sent by the battery unasked.

mod alarms;
mod battery;
mod config;
mod content;
mod inverter;
mod limits;
mod message;

pub use alarms::{Alarms, Conditions, Requests};
pub use battery::Battery;
pub use config::{BatteryConfig, InverterConfig, LimitsLength, RequestFrame};
pub use content::{Measurement, State};
pub use inverter::Inverter;
pub use message::Message;
