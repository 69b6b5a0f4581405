//! What is refused, what is doubted, and how errors read.

use super::idle::disarmed;
use super::rig::{ANY, Levels, Pauses, Window, bus, config};
use super::words::{INIT, PROBE, STATUS, joined, proven};
use core::time::Duration;
use embedded_hal::spi::ErrorKind as SpiKind;
use hal_inverter::{GateFaults, blocking::GateDriver as _};
use hal_power::{Current, Error as _, ErrorKind, Voltage};
use stgap1::{Config, ConfigError, Error, Output, Pins, Register, SelfTest, blocking};

#[test]
fn what_is_refused_moves_nothing() {
    let sd = Levels::default();
    let pins = Pins::new().with_shutdown(sd.clone());
    let configs = [Config::unprotected(); 3];
    let mut gates = blocking::Stgap1::new(bus(&[]), Pauses::default(), pins, configs).unwrap();
    assert_eq!(gates.count(), 3);
    assert_eq!(gates.status(), Err(Error::NotInitialised));
    let mut places = [GateFaults::empty(); 4];
    for found in [0, 1, 2, 4] {
        let expected = 3;
        assert_eq!(
            gates.faults(&mut places[..found]),
            Err(Error::Gates { expected, found })
        );
    }
    assert_eq!(gates.faults(&mut places[..3]), Err(Error::NotInitialised));
    disarmed(|proof| {
        assert_eq!(gates.enable(proof), Err(Error::NotInitialised));
        assert_eq!(gates.clear_faults(proof), Err(Error::NotInitialised));
        let tested = gates.self_test(proof, SelfTest::Sense);
        assert_eq!(tested, Err(Error::NotInitialised));
    })
    .unwrap();
    let (mut spi, delay, _) = gates.free();
    spi.done();
    assert_eq!((delay, sd.take()), (Pauses::default(), vec![]));
}

#[test]
fn sd_that_erases_causes_is_refused_together_with_a_pin_at_sd() {
    let erasing = Config::unprotected().with_status_reset_by_shutdown();
    let configs = [Config::unprotected(), erasing, erasing];
    let pins = Pins::new().with_shutdown(Levels::default());
    let gates = blocking::Stgap1::new((), (), pins, configs);
    assert_eq!(gates.map(drop), Err(ConfigError::StatusReset { device: 1 }));
    let gates = blocking::Stgap1::new((), (), Pins::new(), configs);
    assert_eq!(gates.map(drop), Ok(()));
}

#[test]
fn a_chain_of_another_length_is_measured_in_one_window() {
    let init = |back: [u16; 13]| {
        let sd = Levels::default();
        let pins = Pins::new().with_shutdown(sd.clone());
        let windows: &[Window<'_>] = &[(PROBE, &back)];
        let configs = [Config::unprotected(); 3];
        let mut gates =
            blocking::Stgap1::new(bus(windows), Pauses::default(), pins, configs).unwrap();
        let done = gates.init();
        gates.free().0.done();
        assert_eq!(sd.take(), [false, false]);
        done
    };
    let expected = 3;
    for length in [0, 1, 2, 4, 11, 12] {
        let mut back = [0x000C; 13];
        back[..length].fill(0x00F3);
        back[length] = 0xB112;
        let found = Some(length);
        assert_eq!(init(back), Err(Error::Chain { expected, found }));
    }
    for stuck in [0x0000, 0xFFFF, 0x00F3, 0x000C] {
        let found = None;
        assert_eq!(init([stuck; 13]), Err(Error::Chain { expected, found }));
    }
}

#[test]
fn answers_that_are_none_turn_off_and_name_device_and_register() {
    let wrong: [(u16, Error<SpiKind>); 3] = [
        (
            0x00F2,
            Error::Crc {
                device: 0,
                register: Register::STATUS2,
                word: 0x00F2,
            },
        ),
        // inverted, as words of the controller are
        (
            0x000C,
            Error::Crc {
                device: 0,
                register: Register::STATUS2,
                word: 0x000C,
            },
        ),
        // one silent word of a device that did answer
        (
            0xFFFF,
            Error::Crc {
                device: 0,
                register: Register::STATUS2,
                word: 0xFFFF,
            },
        ),
    ];
    for (word, expected) in wrong {
        let words = [word];
        let damaged: &[Window<'_>] = &[
            (&[0xA26B], &[ANY]),
            (&[0xA162], &[0x00F3]),
            (&[0xAA53], &words),
            (&[0x000C], &[0x00F3]),
        ];
        let windows = joined(&[INIT, STATUS, proven(), damaged]);
        let sd = Levels::default();
        let pins = Pins::new().with_shutdown(sd.clone());
        let configs = [config().unwrap()];
        let mut gates =
            blocking::Stgap1::new(bus(&windows), Pauses::default(), pins, configs).unwrap();
        gates.init().unwrap();
        disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
        assert_eq!(gates.status(), Err(expected));
        assert_eq!(gates.status(), Err(Error::NotInitialised));
        gates.free().0.done();
        assert_eq!(sd.take(), [false, false, true, false]);
    }
}

#[test]
fn an_error_keeps_its_cause_and_its_kind() {
    let register = Register::CFG4;
    for (error, kind, text) in [
        (
            Error::Bus(SpiKind::Overrun),
            ErrorKind::Bus,
            "transfer failed: Overrun",
        ),
        (
            Error::Chain {
                expected: 6,
                found: Some(5),
            },
            ErrorKind::Integrity,
            "chain has 5 devices instead of 6",
        ),
        (
            Error::Chain {
                expected: 6,
                found: None,
            },
            ErrorKind::Integrity,
            "chain of 6 devices passes nothing on",
        ),
        (
            Error::NoAnswer {
                device: 2,
                register,
                word: 0,
            },
            ErrorKind::Bus,
            "device 2: 0x0000 for CFG4 is no answer",
        ),
        (
            Error::Crc {
                device: 2,
                register,
                word: 0x12AB,
            },
            ErrorKind::Integrity,
            "device 2: wrong CRC in 0x12ab for CFG4",
        ),
        (
            Error::Rejected { device: 2 },
            ErrorKind::Integrity,
            "device 2: frame refused",
        ),
        (
            Error::ReadBack {
                device: 2,
                register,
                expected: 0x16,
                found: 0,
            },
            ErrorKind::Integrity,
            "device 2: CFG4 has 0x00, was set to 0x16",
        ),
        (
            Error::ConfigurationLost {
                device: 2,
                register,
                found: 5,
            },
            ErrorKind::ConfigurationLost,
            "device 2: configuration lost, CFG4 has 0x05",
        ),
        (
            Error::Contradiction {
                output: Output::Diag2,
                is_signalled: true,
            },
            ErrorKind::Integrity,
            "Diag2 signals what no device reports",
        ),
        (
            Error::Contradiction {
                output: Output::Diag1,
                is_signalled: false,
            },
            ErrorKind::Integrity,
            "Diag1 does not signal what a device reports",
        ),
        (
            Error::Faults {
                device: 2,
                faults: GateFaults::DESATURATION,
            },
            ErrorKind::Fault,
            "device 2: DESATURATION",
        ),
        (
            Error::Gates {
                expected: 6,
                found: 5,
            },
            ErrorKind::OutOfRange,
            "5 places for 6 gates",
        ),
        (Error::NotInitialised, ErrorKind::Refused, "not initialised"),
    ] {
        assert_eq!(error.kind(), kind);
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn a_configuration_error_names_the_value() {
    let volts = Voltage::from_millivolts(11_000);
    for (error, text) in [
        (ConfigError::Sense(volts), "no SENSE threshold of 11 V"),
        (
            ConfigError::Desaturation(volts),
            "no DESAT threshold of 11 V",
        ),
        (
            ConfigError::DesaturationCurrent(Current::from_microamps(251)),
            "no DESAT current of 251 µA",
        ),
        (ConfigError::Plateau(volts), "no plateau of 11 V"),
        (
            ConfigError::PlateauTime(Duration::from_nanos(1)),
            "no plateau of 1ns",
        ),
        (
            ConfigError::PositiveUndervoltage(volts),
            "no threshold of VH at 11 V",
        ),
        (
            ConfigError::NegativeUndervoltage(volts),
            "no threshold of VL at 11 V",
        ),
        (
            ConfigError::StatusReset { device: 3 },
            "SD would reset the status of device 3",
        ),
        (
            ConfigError::NoOutput(Output::Diag2),
            "no device drives Diag2",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
}
