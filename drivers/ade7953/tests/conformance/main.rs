//! The class suites, on the model.

#[path = "../bench/mod.rs"]
mod bench;
mod list;
mod phase;

use bench::{I2c, Spi};
use hal_conformance::meter;
use list::suites;
use phase::{A, B};

macro_rules! as_tests {
    ($($test:ident: $suite:expr;)+) => {
        $(#[test]
        fn $test() {
            println!("{}", $suite().unwrap());
        })+
    };
}

suites!(as_tests);
