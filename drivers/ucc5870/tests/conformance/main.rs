//! The class suite, on the model.

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;
mod gates;
mod list;

use gates::{Bare, WithAsc};
use list::suites;

macro_rules! as_tests {
    ($($test:ident: $bench:ty;)+) => {
        $(#[test]
        fn $test() {
            println!("{}", hal_conformance::gate_driver::suite::<$bench>().unwrap());
        })+
    };
}

suites!(as_tests);
