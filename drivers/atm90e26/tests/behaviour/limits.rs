//! The ends of the scales, and what is no value.

use atm90e26::{Error, Forward, Line, hal_power};
use hal_power::{Current, Error as _, ErrorKind, Frequency, Voltage};
use hal_power_sim::model::atm90e26::Open;

use crate::rig::{self, config};

/// Register of the L line's and of the N line's.
const LINES: [(Line, u8); 2] = [(Line::L, 0), (Line::N, 0x20)];

#[test]
fn the_end_of_each_scale_is_no_value_and_what_comes_before_it_is_one() {
    let mut rig = rig::blocking::live(Open::default(), &config(Forward::Export));
    for millivolts in [655_350, 700_000, 1_000_000] {
        rig.part().set_voltage(Voltage::from_millivolts(millivolts));
        rig.settle();
        assert_eq!(
            rig.driver.voltage(),
            Err(Error::Saturated { register: 0x49 })
        );
    }
    rig.part().set_voltage(Voltage::from_millivolts(655_345));
    rig.settle();
    assert_eq!(rig.driver.voltage(), Ok(Voltage::from_millivolts(655_340)));

    rig.volts(1);
    for (line, offset) in LINES {
        let part = rig.shared.clone();
        let set = |milliamps| {
            let current = Current::from_milliamps(milliamps);
            part.borrow_mut().set_line_current(current, 0);
            part.borrow_mut().set_neutral_current(current, 0);
        };
        set(65_536);
        rig.settle();
        let register = 0x48 + offset;
        assert_eq!(rig.driver.current(line), Err(Error::Saturated { register }));
        set(65_534);
        rig.settle();
        assert_eq!(
            rig.driver.current(line),
            Ok(Current::from_milliamps(65_534))
        );
    }
}

#[test]
fn powers_beyond_32_kilowatts_are_no_value_in_either_direction() {
    let mut rig = rig::blocking::live(Open::default(), &config(Forward::Import));
    rig.volts(600);
    for lag in [0, 90, 180, 270] {
        for (line, offset) in LINES {
            let current = Current::from_amps(60);
            rig.part().set_line_current(current, lag * 1_000);
            rig.part().set_neutral_current(current, lag * 1_000);
            rig.settle();
            let is_active = lag % 180 == 0;
            let register = offset + if is_active { 0x4A } else { 0x4B };
            let saturated = Error::Saturated { register };
            let (active, reactive) = (
                rig.driver.active_power(line),
                rig.driver.reactive_power(line),
            );
            if is_active {
                assert_eq!(active, Err(saturated), "{lag}°");
                assert!(reactive.is_ok(), "{lag}°");
            } else {
                assert_eq!(reactive, Err(saturated), "{lag}°");
                assert!(active.is_ok(), "{lag}°");
            }
            let register = offset + 0x4F;
            assert_eq!(
                rig.driver.apparent_power(line),
                Err(Error::Saturated { register })
            );
            let kind = rig.driver.readings(line).map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::Saturated));
        }
    }
}

#[test]
fn a_frequency_beyond_45_to_65_hertz_is_no_value() {
    let mut rig = rig::blocking::live(Open::default(), &config(Forward::Export));
    for (millihertz, is_value) in [
        (44_990, false),
        (45_000, true),
        (65_000, true),
        (65_010, false),
        (400_000, false),
        (1_000_000, false),
    ] {
        rig.part()
            .set_frequency(Frequency::from_millihertz(millihertz));
        rig.settle();
        let expected = if is_value {
            Ok(Frequency::from_millihertz(millihertz))
        } else {
            Err(Error::Saturated { register: 0x4C })
        };
        assert_eq!(rig.driver.frequency(), expected);
    }
}

#[test]
fn a_dead_line_has_no_frequency_and_no_voltage() {
    let mut rig = rig::blocking::live(Open::default(), &config(Forward::Export));
    rig.volts(0);
    rig.settle();
    assert_eq!(
        rig.driver.frequency(),
        Err(Error::NotReady { register: 0x4C })
    );
    assert_eq!(rig.driver.voltage(), Ok(Voltage::ZERO));
    rig.volts(230);
    rig.settle();
    assert_eq!(rig.driver.frequency(), Ok(Frequency::from_hertz(50)));
}

/// The sources do not agree on what a negative angle looks like; it is right, or none.
#[test]
fn an_angle_in_complement_is_no_angle() {
    let open = Open {
        angle_in_complement: true,
        ..Open::default()
    };
    let mut rig = rig::blocking::live(open, &config(Forward::Export));
    for lag in -179..180 {
        rig.amps(10, lag);
        rig.settle();
        let answer = rig.driver.phase_angle(Line::L);
        match lag {
            0.. => assert_eq!(i32::from(answer.unwrap().as_decidegrees()), lag * 10),
            _ => assert!(
                matches!(answer, Err(Error::Implausible { register: 0x4E, .. })),
                "{lag}°: {answer:?}"
            ),
        }
    }
}
