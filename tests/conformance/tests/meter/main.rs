//! The suites for meters, on a fake.

extern crate alloc;

mod fakes;
mod list;

use fakes::Bench;
use hal_conformance::meter;
use list::suites;

macro_rules! as_tests {
    ($($test:ident: $suite:expr;)+) => {
        $(#[test]
        fn $test() {
            println!("{}", $suite().unwrap());
        })+
    };
}

suites!(as_tests);
