//! The class suites, on the meters of the simulator.

#![expect(clippy::unwrap_used, reason = "what the tests share fails with them")]

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;
mod grid;
mod list;
mod meters;
mod phase;

use list::suites;

macro_rules! as_tests {
    ($($test:ident: $suite:path, $bench:ty;)+) => {
        $(#[test]
        fn $test() {
            let passed = $suite().unwrap();
            println!("{passed}");
            assert!(passed.checks().len() >= 7);
        })+
    };
}

suites!(as_tests);

/// The three powers of a meter that has all of them.
macro_rules! coherent {
    ($($test:ident: $meter:ty;)+) => {
        $(#[test]
        fn $test() {
            println!("{}", hal_conformance::meter::coherence::<grid::Grid<$meter>>().unwrap());
        })+
    };
}

coherent! {
    sdm120_powers: meters::Sdm120;
    sdm630_powers: meters::Sdm630;
    sdm630_phase_powers: phase::Second;
}
