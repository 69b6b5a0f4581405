//! What `hal-power` and `hal-inverter` have to prove that contacts isolate, on simulated relays.

extern crate alloc;

mod chain;
mod contactors;
mod contacts;
mod list;
#[path = "../../../page.rs"]
mod page;
mod proof;
mod relays;
mod table;

use chain::Chain;
use contactors::Contactors;
use list::suites;
use proof::Proof;
use relays::Relays;

macro_rules! as_tests {
    ($($test:ident: $bench:ty;)+) => {
        $(#[test]
        fn $test() {
            println!("{}", hal_conformance::weld::suite::<$bench>().unwrap());
        })+
    };
}

suites!(as_tests);
