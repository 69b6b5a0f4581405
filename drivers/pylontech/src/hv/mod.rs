//! High voltage: frames with 29-bit identifiers, sent by batteries when the inverter asks.

mod address;
mod battery;
mod config;
mod equipment;
mod extremes;
mod format;
mod inverter;
mod limits;
mod message;
mod pack;
mod status;
mod summary;

pub use address::Address;
pub use battery::Battery;
pub use config::{BatteryConfig, InverterConfig};
pub use equipment::{Equipment, Versions};
pub use extremes::Extremes;
pub use format::{ByteOrder, CurrentCode, Format};
pub use inverter::Inverter;
pub use message::{Message, Request};
pub use pack::Pack;
pub use status::{Activity, Conditions, Demands, Faults, Permission, Permissions, Status};
pub use summary::Summary;
