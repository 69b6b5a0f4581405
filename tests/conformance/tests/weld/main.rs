//! What `hal-power` and `hal-inverter` have to prove that contacts isolate, on simulated relays.

mod chain;
mod contactors;
mod contacts;
#[path = "../../../page.rs"]
mod page;
mod proof;
mod relays;
mod table;

use hal_conformance::weld;

#[test]
fn a_weld_test_of_contactors() {
    println!("{}", weld::suite::<contactors::Contactors>().unwrap());
}

#[test]
fn a_relay_proof() {
    println!("{}", weld::suite::<relays::Relays<proof::Proof>>().unwrap());
}

#[test]
fn a_relay_chain() {
    println!("{}", weld::suite::<relays::Relays<chain::Chain>>().unwrap());
}
