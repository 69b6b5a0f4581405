//! Everything that can come in place of a reply.

use core::time::Duration;

use hal_inverter::blocking::VoltageMeter as _;
use hal_power::{Error as _, ErrorKind, Voltage};
use modbus_meter::{Config, Direction, Error, Flaw, Line, hal_inverter, hal_power};

use crate::{
    ask, config,
    line::{self, Reply, nothing, raw, reply, with_crc},
    sdm,
};

const GOOD: [u8; 7] = [0x01, 0x04, 0x04, 0x43, 0x66, 0x80, 0x00];
const VOLTAGE: Voltage = Voltage::from_millivolts(230_500);

fn flaw(flaw: Flaw) -> Error<core::convert::Infallible> {
    Error::Reply { register: 0, flaw }
}

#[test]
fn each_broken_reply_by_its_name() {
    let mut bad_crc = with_crc(&GOOD);
    bad_crc[8] ^= 1;
    for (reply, error, kind) in [
        (nothing(), Error::Silent { register: 0 }, ErrorKind::Bus),
        (
            raw(&with_crc(&GOOD)[..8]),
            Error::Truncated {
                register: 0,
                received: 8,
            },
            ErrorKind::Integrity,
        ),
        (
            raw(&GOOD[..1]),
            Error::Truncated {
                register: 0,
                received: 1,
            },
            ErrorKind::Integrity,
        ),
        (raw(&bad_crc), flaw(Flaw::Crc), ErrorKind::Integrity),
        (
            reply(&[0x02, 0x04, 0x04, 0x43, 0x66, 0x80, 0x00]),
            flaw(Flaw::Address(2)),
            ErrorKind::WrongDevice,
        ),
        (
            reply(&[0x01, 0x03, 0x04, 0x43, 0x66, 0x80, 0x00]),
            flaw(Flaw::Function(3)),
            ErrorKind::Integrity,
        ),
        (
            reply(&[0x01, 0x55, 0x04, 0x43, 0x66, 0x80, 0x00]),
            flaw(Flaw::Function(0x55)),
            ErrorKind::Integrity,
        ),
        (
            reply(&[0x01, 0x83, 0x02]),
            flaw(Flaw::Function(0x83)),
            ErrorKind::Integrity,
        ),
        (
            reply(&[0x01, 0x04, 0x02, 0x43, 0x66]),
            flaw(Flaw::Length(2)),
            ErrorKind::Integrity,
        ),
        (
            reply(&[0x01, 0x04, 0x06, 0, 0, 0, 0, 0, 0]),
            flaw(Flaw::Length(6)),
            ErrorKind::Integrity,
        ),
        (
            reply(&[0x01, 0x04, 0x00]),
            flaw(Flaw::Length(0)),
            ErrorKind::Integrity,
        ),
        (
            reply(&[0x01, 0x04, 0x05, 0, 0, 0, 0, 0]),
            flaw(Flaw::Length(5)),
            ErrorKind::Integrity,
        ),
        (
            reply(&[0x01, 0x84, 0x01]),
            flaw(Flaw::Exception(1)),
            ErrorKind::OutOfRange,
        ),
        (
            reply(&[0x01, 0x84, 0x02]),
            flaw(Flaw::Exception(2)),
            ErrorKind::OutOfRange,
        ),
        (
            reply(&[0x01, 0x84, 0x03]),
            flaw(Flaw::Exception(3)),
            ErrorKind::OutOfRange,
        ),
        (
            reply(&[0x01, 0x84, 0x04]),
            flaw(Flaw::Exception(4)),
            ErrorKind::Fault,
        ),
        (
            reply(&[0x01, 0x84, 0x06]),
            flaw(Flaw::Exception(6)),
            ErrorKind::NotReady,
        ),
        (
            reply(&[0x01, 0x84, 0xFF]),
            flaw(Flaw::Exception(0xFF)),
            ErrorKind::Fault,
        ),
    ] {
        let (found, sent) =
            ask!(Sdm120(config().unwrap()), after sdm(), [reply.clone()], rms_voltage());
        assert_eq!(found, Err(error), "{reply:02x?}");
        assert_eq!(error.kind(), kind, "{reply:02x?}");
        assert_eq!(sent.len(), 1, "nothing is repeated unless configured");
    }
}

#[test]
fn what_may_pass_is_repeated_as_often_as_configured() {
    let config = config().unwrap().with_retries(2);
    let mut bad_crc = with_crc(&GOOD);
    bad_crc[7] ^= 0x80;
    for broken in [
        nothing(),
        raw(&GOOD[..3]),
        raw(&bad_crc),
        reply(&[1, 3, 4, 0, 0, 0, 0]),
        reply(&[1, 4, 2, 0, 0]),
        // Another meter's, that came late.
        reply(&[2, 4, 4, 0, 0, 0, 0]),
    ] {
        let request = with_crc(&[0x01, 0x04, 0x00, 0x00, 0x00, 0x02]);
        let (found, sent) = ask!(Sdm120(config), after sdm(),
            [broken.clone(), broken.clone(), reply(&GOOD)], rms_voltage());
        assert_eq!(found, Ok(VOLTAGE), "{broken:02x?}");
        assert_eq!(sent, vec![request; 3]);
        let (found, sent) = ask!(Sdm120(config), after sdm(),
            [broken.clone(), broken.clone(), broken.clone(), reply(&GOOD)], rms_voltage());
        assert!(found.is_err());
        assert_eq!(sent.len(), 3);
    }
    for settled in [reply(&[1, 0x84, 2]), reply(&[1, 0x84, 4])] {
        let (found, sent) =
            ask!(Sdm120(config), after sdm(), [settled, reply(&GOOD)], rms_voltage());
        assert!(found.is_err());
        assert_eq!(sent.len(), 1);
    }
}

#[test]
fn a_reply_has_its_time_and_no_more() {
    // 50 ms to begin, 17 characters of both frames.
    for (after, passes) in [(49_000, true), (75_000, false)] {
        let late = Reply {
            after,
            bytes: with_crc(&GOOD),
        };
        let (found, _) = ask!(Sdm120(config().unwrap()), after sdm(), [late], rms_voltage());
        assert_eq!(
            found,
            if passes {
                Ok(VOLTAGE)
            } else {
                Err(Error::Silent { register: 0 })
            }
        );
    }
}

#[test]
fn a_reply_that_is_late_is_never_taken_for_the_next() {
    // 80 ms, after the 70 ms that the first request waits, and within what the second waits for it.
    let late = Reply {
        after: 80_000,
        bytes: with_crc(&GOOD),
    };
    let current = reply(&[0x01, 0x04, 0x04, 0x40, 0x20, 0x00, 0x00]);
    let line = line::Line::new(sdm().into_iter().chain([late, current]).collect());
    let mut meter =
        modbus_meter::blocking::Sdm120::new(line.port(), line.delay(), config().unwrap());
    meter.init().unwrap();
    meter.rms_voltage().unwrap_err();
    let current = hal_inverter::blocking::CurrentMeter::rms_current(&mut meter);
    assert_eq!(current, Ok(hal_power::Current::from_milliamps(2_500)));
}

#[test]
fn stale_bytes_are_thrown_away_and_the_line_is_silent_before_each_request() {
    for (baud, silence) in [
        (2_400, 16_042),
        (9_600, 4_011),
        (19_200, 2_006),
        (38_400, 1_750),
    ] {
        let times = Line::new(baud, Duration::from_millis(50)).unwrap();
        assert_eq!(times.silence(), Duration::from_micros(silence));
        let config = Config::new(times, 1, 80, Direction::ImportPositive, Duration::ZERO).unwrap();
        let bus = line::Line::new(sdm().into_iter().chain([reply(&GOOD)]).collect());
        let mut meter = modbus_meter::blocking::Sdm120::new(bus.port(), bus.delay(), config);
        meter.init().unwrap();
        bus.stray(0, &[0x01, 0x04, 0x04, 0x00]);
        bus.pass(2_000);
        assert_eq!(meter.rms_voltage(), Ok(VOLTAGE));
        for found in bus.silences() {
            assert!(found >= silence, "{found} µs at {baud} baud");
        }
    }
    let asked = Line::new(9_600, Duration::from_millis(50)).unwrap();
    let asked = asked.with_silence(Duration::from_millis(100)).unwrap();
    let config = Config::new(asked, 1, 80, Direction::ImportPositive, Duration::ZERO).unwrap();
    let bus = line::Line::new(sdm().into());
    modbus_meter::blocking::Sdm120::new(bus.port(), bus.delay(), config)
        .init()
        .unwrap();
    assert!(bus.silences().iter().all(|found| *found >= 100_000));
}

#[test]
fn a_line_that_never_falls_silent() {
    let bus = line::Line::new(sdm().into()).chattering();
    let mut meter = modbus_meter::blocking::Sdm120::new(bus.port(), bus.delay(), config().unwrap());
    assert_eq!(meter.init(), Err(Error::Busy));
    let bus = line::Line::new(sdm().into()).chattering();
    let mut meter =
        modbus_meter::asynch::Sdm120::new(bus.port(), bus.delay_async(), config().unwrap());
    assert_eq!(bus.block_on(meter.init()), Err(Error::Busy));
    assert!(bus.sent().is_empty());
}

#[test]
fn what_no_reply_begins_with_is_dropped_before_one() {
    for stray in [&[0x00][..], &[0xFF], &[0x00, 0xFF, 0xF8, 0x00], &[0x00; 8]] {
        let bytes = [stray, &with_crc(&GOOD)].concat();
        let (found, _) = ask!(Sdm120(config().unwrap()), after sdm(), [raw(&bytes)], rms_voltage());
        assert_eq!(found, Ok(VOLTAGE), "{stray:02x?}");
    }
    let bytes = [&[0x00; 9], with_crc(&GOOD).as_slice()].concat();
    let (found, _) = ask!(Sdm120(config().unwrap()), after sdm(), [raw(&bytes)], rms_voltage());
    assert_eq!(found, Err(Error::Busy));
    // What could begin one is not.
    let bytes = [&[0x07], with_crc(&GOOD).as_slice()].concat();
    let (found, _) = ask!(Sdm120(config().unwrap()), after sdm(), [raw(&bytes)], rms_voltage());
    assert!(found.is_err());
}

#[test]
fn an_echo_is_heard_before_the_reply() {
    let times = Line::new(9_600, Duration::from_millis(50))
        .unwrap()
        .with_echo();
    let config = Config::new(times, 1, 80, Direction::ImportPositive, Duration::ZERO).unwrap();
    let replies = || sdm().into_iter().chain([reply(&GOOD)]).collect();

    let bus = line::Line::new(replies()).with_echo(None);
    let mut meter = modbus_meter::blocking::Sdm120::new(bus.port(), bus.delay(), config);
    meter.init().unwrap();
    assert_eq!(meter.rms_voltage(), Ok(VOLTAGE));

    let bus = line::Line::new(replies()).with_echo(None);
    let mut meter = modbus_meter::asynch::Sdm120::new(bus.port(), bus.delay_async(), config);
    bus.block_on(meter.init()).unwrap();
    let found = bus.block_on(hal_inverter::asynch::VoltageMeter::rms_voltage(&mut meter));
    assert_eq!(found, Ok(VOLTAGE));

    for echo in [
        &[0x01, 0x04, 0x00, 0x47, 0x00, 0x02, 0x00, 0x00][..],
        &[0x01; 7],
        &[],
    ] {
        let bus = line::Line::new([].into()).with_echo(Some(echo));
        let mut meter = modbus_meter::blocking::Sdm120::new(bus.port(), bus.delay(), config);
        let found = meter.init();
        assert_eq!(found, Err(Error::Echo));
        assert_eq!(
            Error::<core::convert::Infallible>::Echo.kind(),
            ErrorKind::Integrity
        );
    }
    // A driver that does not expect it takes no echo for a reply.
    let bus = line::Line::new(replies()).with_echo(None);
    let mut meter =
        modbus_meter::blocking::Sdm120::new(bus.port(), bus.delay(), crate::config().unwrap());
    assert!(meter.init().is_err());
}
