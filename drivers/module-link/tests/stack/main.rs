//! Whole stacks on a simulated bus: a controller, modules, and the wires between them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed"
)]

mod faults;
mod rig;
mod whole;
