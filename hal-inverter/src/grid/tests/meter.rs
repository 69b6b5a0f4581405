//! What the meter reads, on clean grids and on dirty ones.

use super::super::GridProfile;
use super::bench::{Bench, MS, Signal, config};
use super::std::vec;
use core::time::Duration;

/// Worst errors in volts and hertz over a second, after half of one to settle.
fn errors(signal: &Signal, micros: u64) -> (f64, f64) {
    let period = Duration::from_micros(micros);
    let mut bench = Bench::new(config(&GridProfile::EN_50549_1_2019, period));
    bench.run(signal, MS * 500);
    let (mut volts, mut hertz) = (0.0_f64, 0.0_f64);
    for _ in 0..1_000 {
        bench.run(signal, MS);
        let measured = bench.protection.measured().unwrap().value;
        let voltage = f64::from(measured.voltage.as_microvolts()) / 1e6;
        let frequency = f64::from(measured.frequency.unwrap().as_millihertz()) / 1e3;
        let distorted: f64 = signal
            .harmonics
            .iter()
            .map(|(_, height, _)| height * height)
            .sum();
        let truth = signal.volts * (1.0 + distorted).sqrt();
        volts = volts.max((voltage - truth).abs());
        hertz = hertz.max((frequency - signal.hertz).abs());
    }
    (volts, hertz)
}

const HERTZ: [f64; 7] = [47.03, 48.51, 49.99, 50.0, 50.01, 51.47, 52.3];

#[test]
fn a_clean_grid_reads_right_at_every_frame_period() {
    for (micros, most_volts, most_hertz) in [
        (50, 0.01, 0.001),
        (100, 0.01, 0.001),
        (250, 0.02, 0.001),
        (400, 0.05, 0.002),
        (1_000, 0.2, 0.01),
    ] {
        for hertz in HERTZ {
            let (volts, off) = errors(&Signal::hertz(hertz), micros);
            assert!(volts <= most_volts, "{micros} µs, {hertz} Hz: {volts} V");
            assert!(off <= most_hertz, "{micros} µs, {hertz} Hz: {off} Hz");
        }
    }
}

/// 8 % of distortion, spread over what rectifiers make.
fn distorted(mut signal: Signal) -> Signal {
    signal.harmonics = vec![
        (3.0, 0.05, 0.6),
        (5.0, 0.05, 2.1),
        (7.0, 0.03, 4.0),
        (11.0, 0.02, 1.0),
        (2.0, 0.01, 0.3),
    ];
    signal
}

#[test]
fn harmonics_leave_voltage_and_frequency_right() {
    for hertz in HERTZ {
        let (volts, off) = errors(&distorted(Signal::hertz(hertz)), 50);
        assert!(volts <= 0.05, "{hertz} Hz: {volts} V");
        assert!(off <= 0.001, "{hertz} Hz: {off} Hz");
    }
}

#[test]
fn noise_of_a_quarter_percent_leaves_ten_millihertz() {
    for hertz in HERTZ {
        let mut signal = distorted(Signal::hertz(hertz));
        signal.noise = 0.8;
        let (volts, off) = errors(&signal, 50);
        assert!(volts <= 0.1, "{hertz} Hz: {volts} V");
        assert!(off <= 0.01, "{hertz} Hz: {off} Hz");
    }
}

#[test]
fn an_offset_of_the_sensor_is_taken_out() {
    for offset in [-10.0, -3.0, 5.0, 15.0] {
        let mut signal = Signal::hertz(49.7);
        signal.offset = offset;
        let period = Duration::from_micros(50);
        let mut bench = Bench::new(config(&GridProfile::EN_50549_1_2019, period));
        bench.run(&signal, MS * 4_000);
        let measured = bench.protection.measured().unwrap().value;
        let voltage = f64::from(measured.voltage.as_microvolts()) / 1e6;
        assert!((voltage - 230.0).abs() < 0.05, "{offset} V: {voltage} V");
        let frequency = measured.frequency.unwrap().as_millihertz();
        assert!(
            frequency.abs_diff(49_700) <= 1,
            "{offset} V: {frequency} mHz"
        );
    }
}

#[test]
fn lost_and_unusable_samples_are_bridged() {
    let mut bench = Bench::granted(config(
        &GridProfile::EN_50549_1_2019,
        Duration::from_micros(50),
    ));
    let signal = Signal::hertz(50.3);
    for frame in 0..100_000_u32 {
        let mut sample = bench.sample(&signal);
        match frame % 41 {
            3 | 4 => continue,
            20..25 => sample.voltage = Err(hal_power::ErrorKind::Integrity),
            30 => sample.voltage = Err(hal_power::ErrorKind::NotReady),
            _ => {}
        }
        assert!(bench.step(&sample).granted);
    }
    let measured = bench.protection.measured().unwrap().value;
    let voltage = f64::from(measured.voltage.as_microvolts()) / 1e6;
    assert!((voltage - 230.0).abs() < 0.2, "{voltage} V");
    let frequency = measured.frequency.unwrap().as_millihertz();
    assert!(frequency.abs_diff(50_300) <= 10, "{frequency} mHz");
}
