//! A calibration that is spoiled while the part runs: it answers on, and measures or counts no more.

use std::time::Duration;

use atm90e26::{Error, Events, Forward, Line, hal_power};
use hal_power::{Error as _, ErrorKind};
use hal_power_sim::{
    Fault, Injection,
    model::atm90e26::{Open, Stopped},
};

use crate::rig::{self, Rig, config};

type Live = Rig<rig::blocking::Driver>;

const LOST: ErrorKind = ErrorKind::ConfigurationLost;

fn live(stopped: Stopped) -> Live {
    let open = Open {
        stopped,
        ..Open::default()
    };
    let rig = rig::blocking::live(open, &config(Forward::Export));
    rig.amps(10, 0);
    rig.settle();
    rig
}

/// One bit of a register turns over.
fn spoil(rig: &mut Live, register: u8, bit: u32) {
    let held = rig.part().register(register);
    rig.driver
        .write_register(register, held ^ 1 << bit)
        .unwrap();
}

#[test]
fn no_value_comes_of_a_measurement_block_that_is_spoiled() {
    for stopped in [Stopped::Holds, Stopped::Zero] {
        for register in 0x31..=0x3A {
            for bit in [0, 7, 15] {
                let mut rig = live(stopped);
                spoil(&mut rig, register, bit);
                rig.volts(100);
                rig.settle();
                let context = format!("{stopped:?} {register:#04x} bit {bit}");
                let voltage = rig.driver.voltage().map_err(|error| error.kind());
                assert_eq!(voltage, Err(LOST), "{context}");
                let power = rig
                    .driver
                    .active_power(Line::L)
                    .map_err(|error| error.kind());
                assert_eq!(power, Err(LOST), "{context}");
                let all = rig.driver.readings(Line::N).map_err(|error| error.kind());
                assert_eq!(all, Err(LOST), "{context}");
                rig.driver.init(&config(Forward::Export)).unwrap();
                rig.driver.voltage().unwrap();
            }
        }
    }
}

#[test]
fn no_energy_comes_of_a_metering_block_that_is_spoiled() {
    for register in 0x21..=0x2B {
        for bit in [0, 7, 15] {
            let mut rig = live(Stopped::Holds);
            spoil(&mut rig, register, bit);
            rig.wait(Duration::from_secs(10));
            let context = format!("{register:#04x} bit {bit}");
            let energy = rig.driver.active_energy().map_err(|error| error.kind());
            assert_eq!(energy, Err(LOST), "{context}");
            let energy = rig.driver.reactive_energy().map_err(|error| error.kind());
            assert_eq!(energy, Err(LOST), "{context}");
            rig.driver.init(&config(Forward::Export)).unwrap();
            rig.driver.active_energy().unwrap();
        }
    }
}

/// What was written as checksum cannot be read back: the part compares it, and its status tells.
#[test]
fn a_checksum_that_is_spoiled_itself_is_an_event() {
    for (register, event) in [
        (0x2C, Events::METERING_CHECKSUM),
        (0x3B, Events::MEASUREMENT_CHECKSUM),
    ] {
        let mut rig = live(Stopped::Holds);
        rig.driver.write_register(register, 0x1234).unwrap();
        let answer = rig.driver.take_events();
        assert_eq!(
            answer,
            Err(Error::ConfigurationLost {
                register: 0x01,
                found: event.bits()
            })
        );
        let voltage = rig.driver.voltage().map_err(|error| error.kind());
        assert_eq!(voltage, Err(LOST));
    }
}

#[test]
fn a_damaged_answer_is_no_spoiled_block() {
    let frames = u32::try_from(live(Stopped::Holds).transfers(|driver| {
        driver.voltage().unwrap();
        driver.active_energy().unwrap();
    }))
    .unwrap();
    for frame in 0..frames {
        for byte in 0..2 {
            for bit in 0..8 {
                let mut rig = live(Stopped::Holds);
                rig.world
                    .inject(Injection::nth(frame, Fault::FlippedBit { byte, bit }));
                for answer in [
                    rig.driver.voltage().err().map(|error| error.kind()),
                    rig.driver.active_energy().err().map(|error| error.kind()),
                ] {
                    assert!(
                        matches!(answer, None | Some(ErrorKind::Integrity)),
                        "{frame}: {answer:?}"
                    );
                }
                rig.driver.voltage().unwrap();
                rig.driver.active_energy().unwrap();
            }
        }
    }
}

#[test]
fn verify_names_what_has_changed() {
    for register in [0x02].into_iter().chain(0x21..=0x2B).chain(0x31..=0x3A) {
        let mut rig = live(Stopped::Holds);
        rig.driver.verify().unwrap();
        let held = rig.part().register(register);
        spoil(&mut rig, register, 3);
        let told = Error::ReadBack {
            register,
            written: held,
            found: held ^ 8,
        };
        assert_eq!(rig.driver.verify(), Err(told));
    }
}
