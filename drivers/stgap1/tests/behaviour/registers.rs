//! Single registers, sleep and the global reset.

use crate::{
    bench::{Bench, config},
    idle::disarmed,
};
use hal_inverter::blocking::GateDriver as _;
use hal_power_sim::model::stgap1::{Open, ResetValues};
use stgap1::{Error, Register};

#[test]
fn a_register_can_be_read_before_init_and_in_the_order_of_devices() {
    let bench = Bench::<3>::new();
    let mut gates = bench.blocking([config().unwrap(); 3]).unwrap();
    assert_eq!(gates.read_register(Register::CFG2), Ok([0x04; 3]));
    gates
        .write_register(Register::CFG2, [0x10, 0x20, 0x30])
        .unwrap();
    let held = [0, 1, 2].map(|device| bench.part(device).unwrap().register(0x1D));
    assert_eq!(held, [0x10, 0x20, 0x30]);
    assert_eq!(gates.read_register(Register::CFG2), Ok([0x10, 0x20, 0x30]));
}

#[test]
fn a_part_that_sends_no_crc_yet_is_no_answer_to_rely_on() {
    let bench = Bench::<2>::of(Open {
        crc_without_check: false,
        ..Open::default()
    });
    let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
    let register = Register::CFG2;
    assert_eq!(
        gates.read_register(register),
        Err(Error::Crc {
            device: 1,
            register,
            word: 0x0400
        })
    );
    gates.init().unwrap();
    assert!(gates.read_register(register).is_ok());
}

#[test]
fn after_a_write_only_init_goes_on() {
    let bench = Bench::<2>::new();
    let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    gates.write_register(Register::CFG5, [0, 0]).unwrap();
    assert!(!bench.shutdown.level());
    let enabled = disarmed(|proof| gates.enable(proof)).unwrap();
    assert_eq!(enabled, Err(Error::NotInitialised));
    gates.init().unwrap();
    let held = [0, 1].map(|device| bench.part(device).unwrap().register(0x19));
    assert_eq!(held, [0x0B; 2]);
    // a register that holds nothing
    let register = Register::STATUS2;
    assert_eq!(
        gates.write_register(register, [0xFF; 2]),
        Err(Error::ReadBack {
            device: 1,
            register,
            expected: 0x06,
            found: 0
        })
    );
}

#[test]
fn a_global_reset_and_a_sleep_end_with_init() {
    let bench = Bench::<2>::of(Open {
        reset: ResetValues {
            cfg2: 0x04,
            cfg3: 0x5A,
            ..ResetValues::default()
        },
        ..Open::default()
    });
    let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    gates.global_reset().unwrap();
    let held = [0, 1].map(|device| bench.part(device).unwrap().register(0x1E));
    assert_eq!(held, [0x5A; 2]);
    assert_eq!(gates.status(), Err(Error::NotInitialised));
    assert!(!bench.any_follows());

    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    gates.sleep().unwrap();
    assert_eq!(gates.status(), Err(Error::NotInitialised));
    assert!(!bench.any_follows());
    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    assert_eq!(bench.on_with_input(1), [false, true]);
}
