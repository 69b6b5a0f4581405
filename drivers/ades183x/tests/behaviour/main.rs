//! The driver on the model: what each method costs, what is found, and what faults leave behind.

extern crate alloc;

mod balancing;
#[path = "../bench/mod.rs"]
mod bench;
mod budgets;
mod chains;
mod losses;
mod measuring;
mod self_tests;
mod waking;
