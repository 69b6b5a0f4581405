//! The class suites, on the model.

extern crate alloc;

mod bench;
mod list;
mod subject;

use bench::Bench;
use hal_power::{Current, Power, Temperature, Voltage};
use ina2xx::hal_power;
use list::suites;
use subject::{
    Ina226, Ina226Fitted, Ina228, Ina228Fine, Ina228Fitted, Ina229, Ina237, Ina238, Ina239,
};

macro_rules! as_tests {
    ($($test:ident: $subject:ty, $quantity:ty;)+) => {
        $(#[test]
        fn $test() {
            let passed = hal_conformance::sensor::suite::<Bench<$subject, $quantity>>().unwrap();
            println!("{passed}");
            assert!(passed.checks().len() >= 10);
        })+
    };
}

suites!(as_tests);
