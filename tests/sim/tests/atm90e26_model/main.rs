//! The ATM90E26 model against the facts of `docs/parts/ATM90E26.md`, at the bus and at the pins. Numbers were calculated by hand
//! from the facts, or are marked with the source that published them.

mod bus;
mod calibration;
mod energy;
mod host;
mod measurement;
mod warnings;
