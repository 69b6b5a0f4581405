//! What the drivers make of the models.

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;

mod budgets;
mod configuration;
mod drops;
mod modes;
mod protections;
mod values;
