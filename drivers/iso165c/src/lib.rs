#![no_std]
#![doc = include_str!("../README.md")]

pub mod codec;

mod config;
mod error;
mod estimate;
mod heard;
mod item;
mod orders;
mod relays;
mod schedule;
mod session;
mod status;
mod told;
mod values;
mod variant;

pub use config::{Config, ConfigError, Identifiers, Settings, Times};
pub use embedded_can;
pub use error::{ErrorCode, Failure, FrameError, NoInsulation, Refused};
pub use hal_power;
pub use item::{Item, Relay, Version};
pub use session::{Iso165C, Iso165C1};
pub use status::{ImcStatus, ImcStatusExt, VifcStatus};
pub use values::{Alive, Bias, Info, LockState, RelayState, Sample, Scenario, Status};
pub use variant::{Variant, WithRelays, WithoutRelays};
