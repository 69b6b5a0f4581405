//! What the drivers make of the models.

#![expect(clippy::unwrap_used, reason = "what the tests share fails with them")]

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;

mod budgets;
mod configuration;
mod drops;
mod faults;
mod modes;
mod protections;
mod values;
