//! The class suites, on the model.

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;
mod chain;
mod list;

use chain::{Long, Plain, Short, Stubborn};
use list::suites;

macro_rules! as_tests {
    ($($test:ident: $suite:ident of $bench:ty;)+) => {
        $(#[test]
        fn $test() {
            println!("{}", hal_conformance::cells::$suite::<$bench>().unwrap());
        })+
    };
}

suites!(as_tests);
