//! The evaluator and the sensor on the simulated one.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod failures;
mod halves;
#[path = "../common/rig.rs"]
mod rig;
mod self_test;
mod steps;
mod values;
#[path = "../common/watch.rs"]
mod watch;
