//! A voltmeter, a meter of a circuit, a monitor of cells, relay banks and a gate driver that exist nowhere, each with a driver that can be broken in one way at a time.
#![allow(
    unreachable_pub,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "toys: visible to the tests beside them, and small enough for their numbers"
)]

pub mod bank;
pub mod gates;
pub mod grid_meter;
pub mod insulation;
pub mod meter;
pub mod monitor;
pub mod pair;
pub mod pin_bank;
pub mod samples;
pub mod stage;
pub mod switches;

/// Kind of failure of a toy's driver.
#[derive(Debug)]
pub struct ToyError(pub hal_power::ErrorKind);

impl hal_power::Error for ToyError {
    fn kind(&self) -> hal_power::ErrorKind {
        self.0
    }
}
