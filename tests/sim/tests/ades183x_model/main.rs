//! The ADES183x model against the facts of `docs/parts/ADES183X.md`, at the bus and at the cells.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod discharge;
mod faults;
mod frames;
mod host;
mod measuring;
mod scan;
mod waking;
mod wires;
