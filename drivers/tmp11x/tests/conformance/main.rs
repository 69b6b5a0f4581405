//! The class suites, on the model.

extern crate alloc;

mod bench;
mod list;

use bench::{Tmp116, Tmp117, Tmp117Offset, Tmp117Slow, Tmp119};
use list::suites;

macro_rules! as_tests {
    ($($test:ident: $bench:ty;)+) => {
        $(#[test]
        fn $test() {
            let passed = hal_conformance::sensor::suite::<$bench>().unwrap();
            println!("{passed}");
            assert!(passed.checks().len() >= 10);
        })+
    };
}

suites!(as_tests);
