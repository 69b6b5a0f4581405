//! Words that are damaged on their way to the chain. Those on their way back are for the suite.

use crate::{
    bench::{Bench, Tamper, config},
    idle::disarmed,
};
use hal_inverter::{GateFaults, blocking::GateDriver as _};
use hal_power::{Error as _, ErrorKind};
use stgap1::{Error, Register, SelfTest};

/// Registers of the configuration that the model holds as the driver has written them.
const REGISTERS: [Register; 8] = [
    Register::CFG1,
    Register::CFG2,
    Register::CFG3,
    Register::CFG4,
    Register::CFG5,
    Register::DIAG1CFG,
    Register::DIAG2CFG,
    Register::TEST1,
];

fn is_configured(bench: &Bench<2>) -> bool {
    let expected = |register| config().ok().and_then(|config| config.value(register));
    (0..2).all(|device| {
        REGISTERS.into_iter().all(|register| {
            let held = bench
                .part(device)
                .map(|mut part| part.register(register.number()));
            held == expected(register)
        })
    })
}

#[test]
fn a_bit_turned_over_in_any_window_of_init_leaves_no_wrong_configuration() {
    let mut refused = 0;
    for window in 0..38 {
        for byte in 0..4 {
            for bit in [0, 3, 7] {
                let bench = Bench::<2>::new();
                let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
                bench.spi.tamper(Some(Tamper::Flip { window, byte, bit }));
                let done = gates.init();
                let enabled = disarmed(|proof| gates.enable(proof)).unwrap();
                let case = format!("window {window}, byte {byte}, bit {bit}: {done:?}");
                if enabled.is_ok() {
                    assert!(is_configured(&bench), "{case}");
                } else {
                    refused += 1;
                    assert!(!bench.any_follows(), "{case}");
                }
                bench.spi.tamper(None);
                gates.init().unwrap();
                assert!(is_configured(&bench), "{case}");
                disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
            }
        }
    }
    // before CRC_SPI is set a part may take a word for good, and the first window is longer than what parts take
    assert!(refused > 250, "{refused}");
}

#[test]
fn a_part_that_refuses_a_frame_names_itself() {
    for (window, byte, device) in [(0, 0, 1), (1, 2, 0), (2, 1, 1), (3, 3, 0)] {
        let bench = Bench::<2>::new();
        let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
        gates.init().unwrap();
        disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
        bench.spi.tamper(Some(Tamper::Flip {
            window,
            byte,
            bit: 4,
        }));
        let first = gates.status();
        let told = first.and_then(|_| gates.status());
        match told {
            Err(Error::Rejected { device: told } | Error::Crc { device: told, .. }) => {
                assert_eq!(told, device, "window {window}")
            }
            other => panic!("window {window}: {other:?}"),
        }
        assert!(!bench.shutdown.level());
        gates.init().unwrap();
    }
}

#[test]
fn a_bit_turned_over_in_any_window_of_a_clearing_is_noticed_or_harmless() {
    for window in 0..17 {
        for (byte, bit) in [(0, 0), (1, 7), (2, 5), (3, 2)] {
            let bench = Bench::<2>::new();
            let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
            gates.init().unwrap();
            bench.spi.tamper(Some(Tamper::Flip { window, byte, bit }));
            let done = disarmed(|proof| gates.clear_faults(proof)).unwrap();
            let mut each = [GateFaults::empty(); 2];
            let told = done.and_then(|()| gates.faults(&mut each));
            let told = told.map_err(|error| error.kind());
            let case = format!("window {window}, byte {byte}, bit {bit}");
            if let 2 | 3 = window {
                // what the part noted is reset with the rest, and everything is read again
                assert_eq!(told, Ok(GateFaults::empty()), "{case}");
            } else {
                assert_eq!(told, Err(ErrorKind::Integrity), "{case}");
            }
            gates.init().unwrap();
        }
    }
}

#[test]
fn a_self_test_that_did_not_run_gives_no_verdict() {
    // its write of TEST1: the command, and the data
    for window in [4, 5] {
        for byte in 0..4 {
            let bench = Bench::<2>::new();
            let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
            gates.init().unwrap();
            bench.spi.tamper(Some(Tamper::Flip {
                window,
                byte,
                bit: 3,
            }));
            let tested = disarmed(|proof| gates.self_test(proof, SelfTest::GateOff)).unwrap();
            let device = 1 - byte / 2;
            assert_eq!(tested, Err(Error::Rejected { device }));
            assert_eq!(gates.status(), Err(Error::NotInitialised));
            assert!(!bench.shutdown.level());
        }
    }
}

#[test]
fn a_register_that_takes_another_value_is_named() {
    for (write, register) in (0..).zip(REGISTERS) {
        let bench = Bench::<2>::new();
        let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
        bench.spi.tamper(Some(Tamper::Damage { write }));
        let expected = config().unwrap().value(register).unwrap();
        let found = expected ^ 1;
        assert_eq!(
            gates.init(),
            Err(Error::ReadBack {
                device: 1,
                register,
                expected,
                found
            })
        );
        bench.spi.tamper(None);
        assert_eq!(gates.init(), Ok(()));
    }
}
