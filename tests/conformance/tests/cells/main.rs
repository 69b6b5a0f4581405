//! The suites for cells, on fakes alone and in series.

extern crate alloc;

mod fakes;
mod list;

use fakes::{One, Strict, Two};
use hal_conformance::cells;
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
