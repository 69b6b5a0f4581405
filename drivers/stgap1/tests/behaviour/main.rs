//! The driver on the model: what gates do, what each method costs, and what faults leave behind.

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;
mod budgets;
mod chains;
mod corruption;
mod desaturation;
#[path = "../idle/mod.rs"]
mod idle;
mod interruption;
#[path = "../../../../tests/page.rs"]
mod page;
mod registers;
mod self_tests;
mod supplies;
