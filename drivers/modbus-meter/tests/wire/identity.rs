//! Whether the meter is the one that is meant.

use hal_power::{Error as _, ErrorKind};
use modbus_meter::{
    Config, ConfigError, Direction, Error, Flaw, Function, Line, hal_inverter, hal_power,
};

use core::time::Duration;

use crate::{
    ask, config,
    line::{Reply, reply, with_crc},
    sdm,
};

const HOLDING: Function = Function::Holding;

fn hertz(function: u8, value: f32) -> Reply {
    reply(&[&[1, function, 4][..], &value.to_be_bytes()].concat())
}

#[test]
fn a_frequency_that_no_grid_has() {
    for (value, passes) in [
        (39.9, false),
        (40.0, true),
        (50.0, true),
        (70.0, true),
        (70.1, false),
        (0.0, false),
        (-50.0, false),
        (f32::NAN, false),
        (f32::INFINITY, false),
        (1.0e30, false),
    ] {
        let (found, sent) = ask!(Sdm120(config().unwrap()), after [], [hertz(4, value)], init());
        let wrong = Error::WrongMeter {
            register: 0x46,
            found: Some(value.to_bits()),
        };
        assert_eq!(found, if passes { Ok(()) } else { Err(wrong) }, "{value}");
        assert_eq!(wrong.kind(), ErrorKind::WrongDevice);
        assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x46, 0x00, 0x02])]);
    }
}

#[test]
fn an_sdm630_has_an_average_of_its_phases() {
    for (value, passes) in [
        (230.0, true),
        // Between its registers an SDM120 shows zeros.
        (0.0, false),
        (-230.0, false),
        (f32::NAN, false),
        (1.0e30, false),
    ] {
        let average = reply(&[&[1, 4, 4][..], &f32::to_be_bytes(value)].concat());
        let (found, sent) =
            ask!(Sdm630(config().unwrap()), after [], [hertz(4, 50.0), average], init());
        let wrong = Error::WrongMeter {
            register: 0x2A,
            found: Some(value.to_bits()),
        };
        assert_eq!(found, if passes { Ok(()) } else { Err(wrong) }, "{value}");
        assert_eq!(sent[1], with_crc(&[0x01, 0x04, 0x00, 0x2A, 0x00, 0x02]));
    }
    let (found, _) = ask!(Sdm630(config().unwrap()), after [],
        [hertz(4, 50.0), reply(&[1, 0x84, 2])], init());
    let wrong = Error::WrongMeter {
        register: 0x2A,
        found: None,
    };
    assert_eq!(found, Err(wrong));
}

#[test]
fn a_register_that_is_not_there() {
    for (code, kind) in [
        (1, ErrorKind::WrongDevice),
        (2, ErrorKind::WrongDevice),
        (3, ErrorKind::WrongDevice),
        (4, ErrorKind::Fault),
        (6, ErrorKind::NotReady),
    ] {
        let (found, _) =
            ask!(Sdm120(config().unwrap()), after [], [reply(&[1, 0x84, code])], init());
        assert_eq!(found.unwrap_err().kind(), kind, "{code}");
    }
}

#[test]
fn a_ddsu666_holds_its_address() {
    let (found, sent) = ask!(Ddsu666(config().unwrap(), HOLDING), after [],
        [reply(&[1, 3, 2, 0, 1]), hertz(3, 50.0)], init());
    assert_eq!(found, Ok(()));
    assert_eq!(
        sent,
        [
            with_crc(&[0x01, 0x03, 0x00, 0x06, 0x00, 0x01]),
            with_crc(&[0x01, 0x03, 0x20, 0x0E, 0x00, 0x02]),
        ]
    );
    let (found, sent) = ask!(Ddsu666(config().unwrap(), Function::Input), after [],
        [reply(&[1, 3, 2, 0, 2])], init());
    assert_eq!(
        found,
        Err(Error::WrongMeter {
            register: 6,
            found: Some(2)
        })
    );
    // Settings by 03, whatever reads the values.
    assert_eq!(sent, [with_crc(&[0x01, 0x03, 0x00, 0x06, 0x00, 0x01])]);
}

#[test]
fn the_code_of_the_model() {
    let config = config().unwrap().with_code(0x0070);
    let (found, sent) = ask!(Sdm120(config), after [],
        [reply(&[1, 3, 2, 0, 0x70]), hertz(4, 50.0)], init());
    assert_eq!(found, Ok(()));
    assert_eq!(sent[0], with_crc(&[0x01, 0x03, 0xFC, 0x02, 0x00, 0x01]));
    let (found, _) = ask!(Sdm630(config), after [], [reply(&[1, 3, 2, 0, 0x20])], init());
    assert_eq!(
        found,
        Err(Error::WrongMeter {
            register: 0xFC02,
            found: Some(0x20)
        })
    );
    let (found, _) = ask!(Sdm630(config), after [], [reply(&[1, 0x83, 2])], init());
    assert_eq!(
        found,
        Err(Error::WrongMeter {
            register: 0xFC02,
            found: None
        })
    );
}

#[test]
fn code_and_serial_number() {
    let (found, sent) =
        ask!(Sdm120(config().unwrap()), after [], [reply(&[1, 3, 2, 0x12, 0x34])], model_code());
    assert_eq!(found, Ok(0x1234));
    assert_eq!(sent, [with_crc(&[0x01, 0x03, 0xFC, 0x02, 0x00, 0x01])]);
    let (found, sent) = ask!(Sdm120(config().unwrap()), after [],
        [reply(&[1, 3, 4, 0x01, 0x23, 0x45, 0x67])], serial_number());
    assert_eq!(found, Ok(0x0123_4567));
    assert_eq!(sent, [with_crc(&[0x01, 0x03, 0xFC, 0x00, 0x00, 0x02])]);
}

#[test]
fn nothing_is_measured_before_init_has_passed() {
    let (found, sent) = ask!(Sdm120(config().unwrap()), after [], [], rms_voltage());
    assert_eq!(found, Err(Error::NotInitialised));
    assert_eq!(found.unwrap_err().kind(), ErrorKind::Refused);
    assert!(sent.is_empty());

    // One that failed takes back what an earlier one gave.
    let bus = crate::line::Line::new(sdm().into_iter().chain([hertz(4, 0.0)]).collect());
    let mut meter = modbus_meter::blocking::Sdm120::new(bus.port(), bus.delay(), config().unwrap());
    meter.init().unwrap();
    meter.init().unwrap_err();
    assert_eq!(
        hal_inverter::blocking::VoltageMeter::rms_voltage(&mut meter),
        Err(Error::NotInitialised)
    );
}

#[test]
fn configurations_that_cannot_be_had() {
    let time = Duration::from_millis(50);
    assert_eq!(Line::new(299, time), Err(ConfigError::Baud));
    assert_eq!(Line::new(300, Duration::ZERO), Err(ConfigError::Response));
    let line = Line::new(9_600, time).unwrap();
    assert_eq!(line.with_silence(Duration::ZERO), Err(ConfigError::Silence));
    let config = |address, registers| {
        Config::new(
            line,
            address,
            registers,
            Direction::ImportPositive,
            Duration::ZERO,
        )
    };
    for address in [0, 248, 255] {
        assert_eq!(config(address, 80), Err(ConfigError::Address));
    }
    for registers in [0, 1, 126] {
        assert_eq!(config(1, registers), Err(ConfigError::Registers));
    }
    assert!(config(1, 2).is_ok() && config(247, 125).is_ok());
    assert_eq!(Flaw::Exception(2).kind(), ErrorKind::OutOfRange);
}
