//! The class suite, on the model.

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;
mod boards;
mod list;

use bench::{Bench, Falling, Mixed, Own, Together};
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
