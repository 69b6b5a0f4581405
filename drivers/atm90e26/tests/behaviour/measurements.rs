//! Every measurement against the truth, over its range, with its signs, on both lines.

use std::time::Duration;

use atm90e26::{
    Error, Forward, Line, LineGain, MeteringCalibration, MeteringMode, NeutralGain, hal_power,
};
use hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Sensor, Voltage};
use hal_power_sim::model::atm90e26::Open;

use crate::rig::{self, METERING, PERIOD, Rig, config, configured};

type Live = Rig<rig::blocking::Driver>;

const LINES: [Line; 2] = [Line::L, Line::N];

fn live(forward: Forward) -> Live {
    rig::blocking::live(Open::default(), &config(forward))
}

fn set(rig: &Live, line: Line, current: Current, millidegrees: i32) {
    match line {
        Line::L => rig.part().set_line_current(current, millidegrees),
        Line::N => rig.part().set_neutral_current(current, millidegrees),
    }
}

#[test]
fn every_voltage_is_right_to_a_code() {
    let mut rig = live(Forward::Export);
    for millivolts in (0..655_340).step_by(1_237) {
        let truth = Voltage::from_millivolts(millivolts);
        rig.part().set_voltage(truth);
        rig.settle();
        let found = rig.driver.voltage().unwrap();
        assert!(
            found.abs_diff(truth) <= Voltage::from_millivolts(10),
            "{truth}: {found}"
        );
    }
}

#[test]
fn every_current_of_each_line_is_right_to_a_code() {
    for line in LINES {
        let mut rig = live(Forward::Export);
        for milliamps in (0..65_535).step_by(127) {
            let truth = Current::from_milliamps(milliamps);
            set(&rig, line, truth, 0);
            rig.settle();
            let found = rig.driver.current(line).unwrap();
            assert!(
                found.abs_diff(truth) <= Current::from_milliamps(1),
                "{line:?} {truth}: {found}"
            );
        }
    }
}

#[test]
fn every_frequency_is_right_to_a_code() {
    let mut rig = live(Forward::Export);
    for millihertz in (45_000..=65_000).step_by(67) {
        let truth = Frequency::from_millihertz(millihertz);
        rig.part().set_frequency(truth);
        rig.settle();
        let found = rig.driver.frequency().unwrap().as_millihertz();
        assert!(found.abs_diff(millihertz) <= 10, "{truth}: {found}");
    }
}

/// What a circuit has in truth, the current turned to the grid.
struct Truth {
    active: f64,
    reactive: f64,
    apparent: f64,
    factor: f64,
}

impl Truth {
    fn new(volts: f64, amps: f64, degrees: f64, forward: Forward) -> Self {
        let sign = match forward {
            Forward::Export => 1.0,
            Forward::Import => -1.0,
        };
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let apparent = volts * amps;
        Self {
            active: sign * apparent * cosine,
            reactive: sign * apparent * sine,
            apparent,
            factor: sign * cosine,
        }
    }
}

fn watts(power: Power) -> f64 {
    f64::from(power.as_milliwatts()) / 1e3
}

fn vars(power: ReactivePower) -> f64 {
    f64::from(power.as_millivars()) / 1e3
}

fn volt_amps(power: ApparentPower) -> f64 {
    f64::from(power.as_millivolt_amps()) / 1e3
}

fn factor(ratio: Ratio) -> f64 {
    f64::from(ratio.as_ppm()) / 1e6
}

#[test]
fn powers_and_their_factor_have_the_signs_of_all_quadrants_on_each_line() {
    for forward in [Forward::Export, Forward::Import] {
        for line in LINES {
            let mut rig = live(forward);
            for (milliamps, degrees) in [300, 8_000, 60_000]
                .into_iter()
                .flat_map(|milliamps| (-180..180).step_by(15).map(move |lag| (milliamps, lag)))
            {
                set(
                    &rig,
                    line,
                    Current::from_milliamps(milliamps),
                    degrees * 1_000,
                );
                rig.settle();
                let truth = Truth::new(
                    230.0,
                    f64::from(milliamps) / 1e3,
                    f64::from(degrees),
                    forward,
                );
                let context = format!("{forward:?} {line:?} {milliamps} mA {degrees}°");
                let near = |found: f64, truth: f64| {
                    assert!(
                        (found - truth).abs() <= 1.01,
                        "{context}: {found} for {truth}"
                    );
                };
                near(watts(rig.driver.active_power(line).unwrap()), truth.active);
                near(
                    vars(rig.driver.reactive_power(line).unwrap()),
                    truth.reactive,
                );
                near(
                    volt_amps(rig.driver.apparent_power(line).unwrap()),
                    truth.apparent,
                );
                let found = factor(rig.driver.power_factor(line).unwrap());
                assert!((found - truth.factor).abs() <= 1e-3, "{context}: {found}");
                let found = rig.driver.phase_angle(line).unwrap().as_decidegrees();
                let turned = (i32::from(found) - degrees * 10).rem_euclid(3_600);
                assert!(turned <= 1 || turned == 3_599, "{context}: {found}");

                let all = rig.driver.readings(line).unwrap();
                assert_eq!(all.voltage, rig.driver.voltage().unwrap());
                assert_eq!(all.current, rig.driver.current(line).unwrap());
                assert_eq!(all.active_power, rig.driver.active_power(line).unwrap());
                assert_eq!(all.reactive_power, rig.driver.reactive_power(line).unwrap());
                assert_eq!(all.apparent_power, rig.driver.apparent_power(line).unwrap());
                assert_eq!(all.power_factor, rig.driver.power_factor(line).unwrap());
            }
        }
    }
}

#[test]
fn the_lines_are_not_mixed_up() {
    let mut rig = live(Forward::Export);
    set(&rig, Line::L, Current::from_amps(3), 60_000);
    set(&rig, Line::N, Current::from_amps(7), 180_000);
    rig.settle();
    let [l, n] = LINES.map(|line| rig.driver.readings(line).unwrap());
    let near = |found: Current, amps| {
        found.abs_diff(Current::from_amps(amps)) <= Current::from_milliamps(1)
    };
    assert!(near(l.current, 3) && near(n.current, 7));
    assert!((watts(l.active_power) - 345.0).abs() <= 1.0);
    assert!((watts(n.active_power) + 1_610.0).abs() <= 1.0);
    assert!((vars(l.reactive_power) - 597.6).abs() <= 1.0);
    assert!((volt_amps(n.apparent_power) - 1_610.0).abs() <= 1.0);
    assert!(l.power_factor > Ratio::ZERO && n.power_factor < Ratio::ZERO);
    assert_eq!(l.voltage, n.voltage);
}

/// The calibration of the board holds at gains of 1; others make more of the same current.
#[test]
fn gains_are_those_that_were_asked_for() {
    let l_gains = [
        (LineGain::X1, 1),
        (LineGain::X4, 4),
        (LineGain::X8, 8),
        (LineGain::X16, 16),
        (LineGain::X24, 24),
    ];
    let n_gains = [
        (NeutralGain::X1, 1),
        (NeutralGain::X2, 2),
        (NeutralGain::X4, 4),
    ];
    for (l_gain, times_l) in l_gains {
        for (n_gain, times_n) in n_gains {
            let mode = MeteringMode::RESET.with_l_gain(l_gain).with_n_gain(n_gain);
            let metering = MeteringCalibration { mode, ..METERING };
            let config = configured(metering, Forward::Export);
            let mut rig = rig::blocking::live(Open::default(), &config);
            for line in LINES {
                set(&rig, line, Current::from_amps(2), 0);
            }
            rig.settle();
            for (line, times) in [(Line::L, times_l), (Line::N, times_n)] {
                let found = rig.driver.current(line).unwrap();
                let off = found.abs_diff(Current::from_amps(2 * times));
                assert!(
                    off <= Current::from_milliamps(1),
                    "{line:?} × {times}: {found}"
                );
            }
        }
    }
}

#[test]
fn a_line_without_a_sensor_says_nothing() {
    let measurement = atm90e26::MeasurementCalibration::new(0xD464, 0x6E49, 0x7531);
    let config = atm90e26::Config::new(METERING, measurement, 1_000, Forward::Export, PERIOD);
    let mut rig = rig::blocking::live(Open::default(), &config);
    let refused = Error::NotFitted(Line::N);
    let transfers = rig.transfers(|driver| {
        assert_eq!(driver.current(Line::N), Err(refused));
        assert_eq!(driver.readings(Line::N), Err(refused));
    });
    assert_eq!(transfers, 0);
    rig.driver.readings(Line::L).unwrap();
}

/// At any moment between two measurements.
#[test]
fn no_answer_is_older_than_the_latency() {
    for phase in 0..16 {
        let mut rig = live(Forward::Export);
        assert_eq!(rig.driver.latency(), PERIOD);
        rig.wait(PERIOD * phase / 16);
        rig.volts(117);
        rig.wait(PERIOD + Duration::from_nanos(1));
        let found = rig.driver.voltage().unwrap();
        assert!(found.abs_diff(Voltage::from_volts(117)) <= Voltage::from_millivolts(10));
    }
}

#[test]
fn the_first_value_after_init_is_measured() {
    for period in [1, 50, 320, 500] {
        let open = Open {
            period: Duration::from_millis(period),
            ..Open::default()
        };
        let mut rig = rig::blocking::live(open, &config(Forward::Export));
        let found = rig.driver.voltage().unwrap();
        assert!(found.abs_diff(Voltage::from_volts(230)) <= Voltage::from_millivolts(10));
    }
}
