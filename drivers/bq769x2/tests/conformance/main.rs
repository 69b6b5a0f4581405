//! The class suites, on the model.

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;
mod list;
mod monitor;
mod sensors;
mod series;

use list::{sensor_suites, suites};

macro_rules! as_tests {
    ($($test:ident: $suite:path, $bench:ty;)+) => {
        $(#[test]
        fn $test() {
            let passed = $suite().unwrap();
            println!("{passed}");
            assert!(passed.checks().len() >= 4);
        })+
    };
}

suites!(as_tests);
sensor_suites!(as_tests);
