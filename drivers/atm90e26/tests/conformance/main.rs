//! The class suites, on the model.

extern crate alloc;

mod bench;
mod line;
mod list;

use bench::{LineL, LineN, Part, Turned};
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
