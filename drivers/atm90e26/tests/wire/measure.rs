//! Measurements, the voltage of 230 V and 5 A of both lines.

use atm90e26::{
    Error, Forward, Line, LineMode,
    hal_power::{
        ApparentPower, Current, Error as _, ErrorKind, Frequency, Power, Ratio, ReactivePower,
        Voltage,
    },
};

use crate::{
    COUNTS, MEASURES, RUNS,
    bus::{Ask, FAILED, Frame, Lost, Unheard},
    config, confirmed, exchange, initialised, measured,
};

#[test]
fn what_the_l_line_has() {
    let config = config(Forward::Export);
    exchange! {
        init(&config) => Ok(()), initialised();
        voltage() => Ok(Voltage::from_millivolts(230_120)), @96 measured(0x49, 23_012);
        current(Line::L) => Ok(Current::from_milliamps(5_000)), @96 measured(0x48, 5_000);
        active_power(Line::L) => Ok(Power::from_watts(1_000)), @96 measured(0x4A, 1_000);
        reactive_power(Line::L) => Ok(ReactivePower::from_vars(-566)), @96 measured(0x4B, 0xFDCA);
        apparent_power(Line::L) => Ok(ApparentPower::from_volt_amps(1_150)), @96 measured(0x4F, 1_150);
        power_factor(Line::L) => Ok(Ratio::from_permille(-870)), @96 measured(0x4D, 0x8366);
        frequency() => Ok(Frequency::from_millihertz(49_980)), @96 measured(0x4C, 4_998);
    }
}

#[test]
fn what_the_n_line_has_and_signs_turned() {
    let config = config(Forward::Import);
    exchange! {
        init(&config) => Ok(()), initialised();
        current(Line::N) => Ok(Current::from_milliamps(65_534)), @96 measured(0x68, 65_534);
        active_power(Line::N) => Ok(Power::from_watts(-1_000)), @96 measured(0x6A, 1_000);
        reactive_power(Line::N) => Ok(ReactivePower::from_vars(566)), @96 measured(0x6B, 0xFDCA);
        apparent_power(Line::N) => Ok(ApparentPower::from_volt_amps(1_150)), @96 measured(0x6F, 1_150);
        power_factor(Line::N) => Ok(Ratio::from_permille(870)), @96 measured(0x6D, 0x8366);
    }
}

#[test]
fn angles_are_a_sign_and_a_magnitude() {
    let bus = crate::bus::Bus::new(
        &[
            initialised(),
            measured(0x4E, 0x812C).to_vec(),
            measured(0x6E, 300).to_vec(),
        ]
        .concat(),
    );
    let mut meter = atm90e26::blocking::Atm90e26::new(bus.clone(), crate::bus::Waits::default());
    meter.init(&config(Forward::Import)).unwrap();
    assert_eq!(meter.phase_angle(Line::L).unwrap().as_decidegrees(), -300);
    assert_eq!(meter.phase_angle(Line::N).unwrap().as_decidegrees(), 300);
    bus.done();
}

#[test]
fn all_of_a_line_with_one_proof() {
    let codes: [(u8, u16); 6] = [
        (0x49, 23_000),
        (0x68, 5_000),
        (0x6A, 1_150),
        (0x6B, 1),
        (0x6F, 1_150),
        (0x6D, 1_000),
    ];
    let mut frames: Vec<Frame> = codes
        .iter()
        .flat_map(|&(register, code)| confirmed(register, code))
        .collect();
    frames.extend(MEASURES);
    let bus = crate::bus::Bus::new(&[initialised(), frames.clone()].concat());
    assert_eq!(crate::bus::bits(&frames), 336);
    let mut meter = atm90e26::blocking::Atm90e26::new(bus.clone(), crate::bus::Waits::default());
    meter.init(&config(Forward::Export)).unwrap();
    let readings = meter.readings(Line::N).unwrap();
    bus.done();
    assert_eq!(readings.voltage, Voltage::from_volts(230));
    assert_eq!(readings.current, Current::from_amps(5));
    assert_eq!(readings.active_power, Power::from_watts(1_150));
    assert_eq!(readings.reactive_power, ReactivePower::from_vars(1));
    assert_eq!(
        readings.apparent_power,
        ApparentPower::from_volt_amps(1_150)
    );
    assert_eq!(readings.power_factor, Ratio::ONE);
}

/// A measured zero: read again once the line has shown another value.
fn zero(register: u8) -> Vec<Frame> {
    let [asked, repeated, runs, keeps] = measured(register, 0);
    vec![asked, repeated, runs, asked, runs, keeps]
}

#[test]
fn a_line_that_sticks_for_one_reading_is_not_zero() {
    let config = config(Forward::Export);
    let stuck = [
        Ask(0x49, 0),
        Ask(0x06, 0),
        Ask(0x30, 0x8765),
        Ask(0x49, 23_000),
    ];
    exchange! {
        init(&config) => Ok(()), initialised();
        voltage() => Err(Error::Unconfirmed { register: 0x49, found: 0, repeated: 23_000 }), stuck;
        voltage() => Ok(Voltage::from_volts(230)), measured(0x49, 23_000);
    }
}

/// EnStatus, of a part that counts.
fn status(content: u16) -> Vec<Frame> {
    [confirmed(0x46, content), [RUNS, COUNTS]].concat()
}

#[test]
fn state_of_the_metering() {
    let bus = crate::bus::Bus::new(&[initialised(), status(0xF802), status(0x1000)].concat());
    let mut meter = atm90e26::blocking::Atm90e26::new(bus.clone(), crate::bus::Waits::default());
    meter.init(&config(Forward::Export)).unwrap();
    let status = meter.metering_status().unwrap();
    assert_eq!(
        (status.mode(), status.line(), status.bits()),
        (LineMode::Sum, Line::L, 0xF802)
    );
    assert!(status.is_active_reversed() && status.is_reactive_reversed());
    assert!(status.has_no_active_load() && status.has_no_reactive_load());
    let status = meter.metering_status().unwrap();
    assert_eq!((status.mode(), status.line()), (LineMode::Larger, Line::N));
    assert!(status.is_active_reversed() && !status.is_reactive_reversed());
    assert!(!status.has_no_active_load() && !status.has_no_reactive_load());
    bus.done();
}

#[test]
fn a_line_without_a_sensor_says_nothing() {
    let config = atm90e26::Config::new(
        atm90e26::MeteringCalibration {
            pl_constant: 0x00B9_C1F3,
            l_gain: 0x1D39,
            ..atm90e26::MeteringCalibration::RESET
        },
        atm90e26::MeasurementCalibration::new(0xD464, 0x6E49, 0x7530),
        3_200,
        Forward::Export,
        std::time::Duration::ZERO,
    );
    exchange! {
        current(Line::N) => Err(Error::NotInitialised), [];
        init(&config) => Ok(()), initialised();
        current(Line::N) => Err(Error::NotFitted(Line::N)), [];
        current(Line::L) => Ok(Current::ZERO), @144 zero(0x48);
    }
}

#[test]
fn what_lastdata_does_not_repeat_is_no_value() {
    let config = config(Forward::Export);
    let flipped = [Ask(0x49, 23_000), Ask(0x06, 23_001)];
    exchange! {
        init(&config) => Ok(()), initialised();
        voltage() => Err(Error::Unconfirmed { register: 0x49, found: 23_000, repeated: 23_001 }), flipped;
        voltage() => Ok(Voltage::from_volts(230)), measured(0x49, 23_000);
    }
}

#[test]
fn a_part_that_reset_is_never_a_value_until_init() {
    let config = config(Forward::Export);
    for found in [0x6886, 0x5678] {
        let frames = [Ask(0x49, 0), Ask(0x06, 0), Ask(0x30, found)];
        let lost = Error::ConfigurationLost {
            register: 0x30,
            found,
        };
        exchange! {
            init(&config) => Ok(()), initialised();
            voltage() => Err(lost), frames;
            voltage() => Err(lost), [];
            frequency() => Err(lost), [];
            active_energy() => Err(lost), [];
            take_events() => Err(lost), [];
            verify() => Err(lost), [];
            init(&config) => Ok(()), initialised();
            voltage() => Ok(Voltage::from_volts(230)), measured(0x49, 23_000);
        }
        let kind = Error::<()>::ConfigurationLost {
            register: 0x30,
            found,
        }
        .kind();
        assert_eq!(kind, ErrorKind::ConfigurationLost);
    }
}

#[test]
fn a_calibration_that_is_spoiled_is_never_a_value_until_init() {
    let config = config(Forward::Export);
    let measuring = |found| {
        [
            Ask(0x49, 1),
            Ask(0x06, 1),
            Ask(0x30, 0x8765),
            Ask(0x3B, found),
        ]
    };
    let spoiled = [measuring(0xD295).to_vec(), vec![Ask(0x06, 0xD295)]].concat();
    let flipped = [measuring(0xD295).to_vec(), vec![Ask(0x06, 0xD294)]].concat();
    let stuck = [measuring(0xFFFF).to_vec(), vec![Ask(0x06, 0xFFFF)]].concat();
    let lost = Error::ConfigurationLost {
        register: 0x3B,
        found: 0xD295,
    };
    exchange! {
        init(&config) => Ok(()), initialised();
        voltage() => Err(Error::Unconfirmed { register: 0x3B, found: 0xD295, repeated: 0xD294 }), flipped;
        voltage() => Err(Error::NoAnswer { register: 0x3B, found: 0xFFFF }), stuck;
        voltage() => Ok(Voltage::from_volts(230)), measured(0x49, 23_000);
        voltage() => Err(lost), spoiled;
        voltage() => Err(lost), [];
        init(&config) => Ok(()), initialised();
        voltage() => Ok(Voltage::from_volts(230)), measured(0x49, 23_000);
    }
}

#[test]
fn a_line_that_nobody_drives_is_never_a_value_and_no_reset() {
    let config = config(Forward::Export);
    for stuck in [0x0000, 0xFFFF] {
        let frames = [Ask(0x48, stuck), Ask(0x06, stuck), Ask(0x30, stuck)];
        exchange! {
            init(&config) => Ok(()), initialised();
            current(Line::L) => Err(Error::NoAnswer { register: 0x30, found: stuck }), frames;
            current(Line::L) => Ok(Current::from_amps(5)), measured(0x48, 5_000);
        }
    }
}

#[test]
fn ends_of_scales_and_what_cannot_be() {
    let config = config(Forward::Export);
    exchange! {
        init(&config) => Ok(()), initialised();
        voltage() => Err(Error::Saturated { register: 0x49 }), measured(0x49, 0xFFFF);
        current(Line::N) => Err(Error::Saturated { register: 0x68 }), measured(0x68, 0xFFFF);
        active_power(Line::L) => Err(Error::Saturated { register: 0x4A }), measured(0x4A, 0x8000);
        apparent_power(Line::L) => Err(Error::Implausible { register: 0x4F, found: 0xFFFF }), measured(0x4F, 0xFFFF);
        power_factor(Line::L) => Err(Error::Implausible { register: 0x4D, found: 0xFC18 }), measured(0x4D, 0xFC18);
        frequency() => Err(Error::NotReady { register: 0x4C }), zero(0x4C);
        frequency() => Err(Error::Saturated { register: 0x4C }), measured(0x4C, 6_600);
    }
}

#[test]
fn a_bus_that_fails_at_any_frame_of_a_reading() {
    let config = config(Forward::Export);
    for at in 0..4 {
        let sound = measured(0x49, 23_000);
        let Some(&Ask(register, content)) = sound.get(at) else {
            continue;
        };
        for failing in [Unheard, Lost(register, content)] {
            let mut frames = sound[..at].to_vec();
            frames.push(failing);
            exchange! {
                init(&config) => Ok(()), initialised();
                voltage() => Err(Error::Bus { register, cause: FAILED }), frames;
                voltage() => Ok(Voltage::from_volts(230)), sound;
            }
        }
    }
}
