//! The simulator's own stages keep what the suites ask of a port.

extern crate alloc;

mod list;
mod samples;
mod stages;

use hal_conformance::{frames, power_stage};
use hal_inverter::{BatteryLeg, Boost, Bridge};
use list::suites;
use samples::Samples;
use stages::Bench;

macro_rules! as_tests {
    ($($test:ident: $suite:expr;)+) => {
        $(#[test]
        fn $test() {
            println!("{}", $suite().unwrap());
        })+
    };
}

suites!(as_tests);
